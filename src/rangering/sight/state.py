"""What can hold in a cell of a map, in numbers that kernels and results share."""

from enum import IntEnum


class State(IntEnum):
    """What holds in a cell, for one altitude and one class.

    From SECTOR to CUE: the only constraint that fails, so that lifted alone it would cover the cell.
    SECTOR is azimuth or elevation, TERRAIN is ground in the way where a smooth Earth would not be, HORIZON
    is hidden on the smooth Earth too. KINEMATICS: a target too slow along the line of sight for a radar, or
    outside the envelope of every missile. CUE: no track source tells the engagement radar to look there.
    DIFFRACTED, in place of the two where diffraction is counted: behind an edge, and too little of the echo
    comes round it; were the edge not there, the echo would do. SEVERAL: more than one fails.
    UNKNOWN: nobody knows the ground there or on the way. UNDERGROUND: the ground is higher than the altitude
    asked for. OUTSIDE: farther than the radar displays and farther than it detects any class asked for, hence
    SEVERAL, unmapped.

    The numbers are in the order in which constraints are tried, so the least over several radars is the state
    of them all: what one of them covers is covered, what one of them cannot tell is not called hidden.
    """

    COVERED = 0
    UNKNOWN = 1
    SECTOR = 2
    INSTRUMENTED_RANGE = 3
    KINEMATICS = 4
    POWER = 5
    TERRAIN = 6
    HORIZON = 7
    DIFFRACTED = 8
    CUE = 9
    SEVERAL = 10
    UNDERGROUND = 11
    OUTSIDE = 255

    @property
    def words(self) -> str:
        """As tables and legends print it."""
        spoken = {State.SECTOR: "sector or elevation", State.CUE: "no track source"}
        return spoken.get(self, self.name.lower().replace("_", " "))
