"""What explaining one point hands back: every constraint of every radar of a site, in numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from rangering.catalog.resolve import TargetFacts
from rangering.coverage.profile import Crest, Profile
from rangering.coverage.within import Envelope
from rangering.scenario.place import Altitude, Position
from rangering.sight.plan import BoolArray
from rangering.sight.state import State
from rangering.terrain.ground import Ground


class Interval(NamedTuple):
    """A number for the class's nominal cross-section, and for both ends of what it may be."""

    nominal: float
    low: float
    high: float


@dataclass(frozen=True)
class RadarWhy:
    """One radar and the point. NaN: the ground there, or on the way, is unknown.

    `failing` holds every constraint that keeps the point uncovered, in the order in which DESIGN tries them.
    """

    name: str
    site: str
    radar_id: str
    in_network: bool  # False: a class default that stands in for engaging alone
    state: State
    failing: tuple[State, ...]
    lat_deg: float
    lon_deg: float
    antenna_m: float  # above sea level
    mast_height_m: float
    distance_m: float  # along the ground
    azimuth_rad: float
    slant_m: float
    elevation_rad: float
    sector_centre_rad: float
    sector_width_rad: float  # 2π: all round
    elevation_min_rad: float
    elevation_max_rad: float
    in_sector: bool
    in_elevation: bool
    instrumented_m: float
    reach_m: Interval  # slant range in clear air at which the class is detected as asked
    clear_air_m: float  # range in clear air at which the echo would be as weak as it is here
    rain_db: float  # two-way, on the path
    pd: Interval  # on a single scan
    radial_speed_m_s: float  # of the class flying level towards the radar
    least_speed_m_s: float  # below it echoes are filtered out
    covered_in: BoolArray  # (readings,)
    profile: Profile
    lowest_m: float  # lowest altitude seen here, above sea level
    shadow_m: float  # what a smooth Earth would hide, up to here
    crest: Crest | None
    bulge_m: float  # of the Earth above the straight line between both ends at sea level, half-way
    mast_needed_m: (
        float  # smallest mast that sees the target; NaN where none up to 60 m does, or none is wanted
    )
    posting_m: float


@dataclass(frozen=True)
class Other:
    """What another radar of the network makes of the point."""

    name: str
    state: State
    covered_in: BoolArray  # (readings,)


@dataclass(frozen=True)
class Explanation:
    """Why a point is covered or not, radar by radar."""

    title: str
    name: str
    labels: tuple[str, ...]
    site: str
    position: Position
    altitude: Altitude
    altitude_m: float  # of the target above sea level
    ground_m: float  # there
    target: TargetFacts
    rcs_m2: Interval
    pd_probability: float
    k: float
    samples: int  # how many readings; 0: nominal values alone
    radars: tuple[RadarWhy, ...]
    others: tuple[Other, ...]  # the scenario's other radars that count in what it sees
    envelopes: tuple[Envelope, ...]
    ground: Ground
    environment: Mapping[str, Any]
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    provenance: Mapping[str, Any]

    @property
    def state(self) -> State:
        """Of the site: the least over the radars explained."""
        return min(each.state for each in self.radars)

    @property
    def network(self) -> tuple[RadarWhy | Other, ...]:
        """All radars that count in what the scenario sees, those explained first."""
        return (*(each for each in self.radars if each.in_network), *self.others)

    @property
    def network_state(self) -> State:
        """Of all radars of the scenario together."""
        return min(each.state for each in self.network)

    @property
    def covered_count(self) -> int | None:
        """In how many readings the site covers the point; None where nobody can tell, or none was drawn."""
        return _joined(self.state, self.radars)

    @property
    def network_covered_count(self) -> int | None:
        """The same of all radars of the scenario together."""
        return _joined(self.network_state, self.network)


def covered_count(state: State, covered_in: BoolArray) -> int | None:
    """In how many readings a point is covered; None where nobody can tell, or none was drawn."""
    return int(covered_in.sum()) if covered_in.size and state != State.UNKNOWN else None


def _joined(state: State, radars: Iterable[RadarWhy | Other]) -> int | None:
    """What one radar sees in a reading is seen in it."""
    return covered_count(state, np.logical_or.reduce([each.covered_in for each in radars]))
