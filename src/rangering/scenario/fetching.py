"""How much terrain a map of a scenario would fetch, told before anything is fetched.

Reckoned from the highest published claims about every site; a map also follows its radars' displays, and the
sea has no tiles, so both numbers say "about". Tiles in the cache are counted as well.
"""

from typing import NamedTuple

from rangering.catalog.read import Catalog
from rangering.catalog.resolve import naive_rings
from rangering.scenario.models import Scenario
from rangering.scenario.place import away_m
from rangering.terrain.copernicus import FINEST_M, Level, choose_level, corners_about, most_bytes
from rangering.terrain.ground import FARTHEST_M, choose_posting_m
from rangering.terrain.models import AutoTerrain

_UNCLAIMED_M = 50e3  # about a site of whose system nobody claims a range


class Fetch(NamedTuple):
    """What a map would fetch: from which overview, about how many tiles, and at most how much."""

    level: Level
    tiles_count: int
    most_bytes: int
    radius_m: float


def fetch_of(scenario: Scenario, catalog: Catalog, spec: AutoTerrain) -> Fetch:
    """The tiles about the first site that reach to the end of every claim.

    Parameters
    ----------
    scenario : Scenario
        One that was checked against this catalog.
    catalog : Catalog
        Where the claims stand.
    spec : AutoTerrain
        Its terrain.
    """
    first = scenario.groups[0].site
    radius_m = 0.0
    for group in scenario.groups:
        rings = naive_rings(catalog, group.system)
        claims_m = [ring.radius_m for ring in (rings.detection, rings.engagement) if ring is not None]
        for site in (group.site, *(unit.position for unit in group.fire_units)):
            radius_m = max(radius_m, away_m(first, site) + max(claims_m, default=_UNCLAIMED_M))
    radius_m = min(radius_m, FARTHEST_M)
    level = choose_level(spec.posting or choose_posting_m(radius_m, FINEST_M))
    corners = corners_about(first.latitude_deg, first.longitude_deg, radius_m)
    return Fetch(level, len(corners), sum(most_bytes(level, corner) for corner in corners), radius_m)
