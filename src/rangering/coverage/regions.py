"""What the table is about: rings as the press draws them, and the parts of a map whose areas are counted."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RadarFacts, naive_rings, radar_ring
from rangering.catalog.resolve import Ring as Claimed
from rangering.coverage.envelope import Claim
from rangering.coverage.plan import (
    RegionPlan,
)
from rangering.coverage.results import (
    ALL_RADARS,
    ASSUMED_RANGE,
    DETECTION_CLAIM,
    PRESS_CIRCLE,
    PressCircle,
    Ring,
)
from rangering.scenario.models import Scenario
from rangering.scenario.place import Position
from rangering.sight.radars import (
    Sited,
)


class Region(NamedTuple):
    """Some of the map whose areas the table gives."""

    of: str
    ring: str  # which kind
    slot: int  # which result is counted in it
    discs: tuple[tuple[int, float], ...]  # site, radius along the ground [m]
    claim: int = -1  # of an engageable share: which claim


def regions_of(
    placed: Sequence[Sited],
    rings: Sequence[Ring],
    press_circles: Sequence[PressCircle],
    sites: Sequence[Position],
    claims: Sequence[Claim],
    site_of: Sequence[int],
) -> Iterator[Region]:
    """What the table is about: all radars together, each claim, each site, each radar."""
    network = len(placed) + len(sites)
    places = {(site.latitude_deg, site.longitude_deg): number for number, site in enumerate(sites)}
    press = tuple((places[lat, lon], ring.radius_m) for _, lat, lon, ring in press_circles)
    discs = [
        (kind_of(ring), site, ring.radius_m)
        for each, ring, site in zip(placed, rings, site_of, strict=True)
        if each.in_network
    ]
    if press:
        yield Region(ALL_RADARS, PRESS_CIRCLE, network, press)
    for kind in (DETECTION_CLAIM, ASSUMED_RANGE):
        own = tuple((site, radius_m) for of, site, radius_m in discs if of == kind)
        if own:
            yield Region(ALL_RADARS, kind, network, own)
    for number, claim in enumerate(claims if press else ()):
        yield Region(f"engageable, {claim.name}", PRESS_CIRCLE, network + 1 + number, press, number)
    for shown, lat, lon, ring in press_circles:
        site = places[lat, lon]
        yield Region(f"site {shown}", PRESS_CIRCLE, len(placed) + site, ((site, ring.radius_m),))
    for number, (each, ring, site) in enumerate(zip(placed, rings, site_of, strict=True)):
        if each.in_network:
            yield Region(f"radar {number}", kind_of(ring), number, ((site, ring.radius_m),))


def region_plan(regions: Sequence[Region]) -> RegionPlan:
    """The regions as arrays, disc by disc."""
    discs = [
        (number, site, radius_m) for number, region in enumerate(regions) for site, radius_m in region.discs
    ]
    return RegionPlan(
        np.array([region.slot for region in regions]),
        np.array([number for number, *_ in discs]),
        np.array([site for _, site, _ in discs]),
        np.array([radius_m for *_, radius_m in discs]),
    )


def detection_ring(catalog: Catalog, radar: RadarFacts) -> Ring:
    """What a press map would draw for one radar; where nobody claims a detection range, the display's end."""
    claim = radar_ring(catalog, radar.radar)
    if claim is not None:
        return _ring(catalog, claim)
    display = next(each for each in radar.inputs if each.field == "instrumented_range_m")
    return Ring(display.value, display.quantity, display.source, display.grade, is_published=False)


def press_circles_of(scenario: Scenario, catalog: Catalog) -> Iterator[PressCircle]:
    """What a press map draws: the highest published engagement range, about every fire unit."""
    for group in scenario.groups:
        claim = naive_rings(catalog, group.system).engagement
        if claim is not None:
            ring = _ring(catalog, claim)
            for unit in group.fire_units:
                yield unit.shown, unit.position.latitude_deg, unit.position.longitude_deg, ring


def _ring(catalog: Catalog, claim: Claimed) -> Ring:
    return Ring(claim.radius_m, claim.quantity, claim.source, catalog.quantity(claim.quantity).grade)


def kind_of(ring: Ring) -> str:
    """What the table calls a ring of detection."""
    return DETECTION_CLAIM if ring.is_published else ASSUMED_RANGE
