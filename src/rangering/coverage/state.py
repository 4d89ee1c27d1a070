"""What can hold in a cell of a map, in numbers that kernels and results share."""

from enum import IntEnum


class State(IntEnum):
    """What holds in a cell, for one altitude and one class.

    From SECTOR to HORIZON: the only constraint that fails, so that lifted alone it would cover the cell (sector: out
    of azimuth or elevation; horizon: hidden on the smooth Earth too). The numbers are in the order in which
    constraints are tried, so the least over several radars is the state of them all. KINEMATICS waits for
    engagement layers.
    """

    COVERED = 0
    UNKNOWN = 1
    SECTOR = 2
    INSTRUMENTED_RANGE = 3
    KINEMATICS = 4
    POWER = 5
    TERRAIN = 6
    HORIZON = 7
    SEVERAL = 8
    UNDERGROUND = 9
    OUTSIDE = 255

    @property
    def words(self) -> str:
        """As tables and legends print it."""
        return "sector or elevation" if self is State.SECTOR else self.name.lower().replace("_", " ")
