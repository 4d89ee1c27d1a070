"""What a map of areas shows: one area a layer, altitude and class, the rings, and the places.

Areas lie on WGS-84, in longitude and latitude. Their `area_km2` is counted from the cells on the sphere, as
the table of the result does, not measured from the drawn edge. What is covered nowhere stands here without a
shape, so that nobody takes it for not worked out.
"""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.constants import EARTH_RADIUS_M
from rangering.coverage.plan import BoolArray
from rangering.coverage.results import (
    ALL_RADARS,
    ASSUMED_RANGE,
    DETECTION_CLAIM,
    PRESS_CIRCLE,
    Altitude,
    CoverageMap,
    Ring,
    Row,
    Target,
)
from rangering.export.globe import on_the_globe
from rangering.export.polygons import Drawn, cells_km2, mask_polygon, readings_polygon
from rangering.sight.state import State
from rangering.terrain.ground import Ground

if TYPE_CHECKING:
    from shapely import MultiPolygon, Point

COVERED, SHARE, ENGAGEABLE = "covered", "share of readings", "engageable"
SITE, DEFENDED = "site", "defended place"
SHARES = (0.05, 0.5, 0.95)
BEND_CELLS = 0.1  # of a posting: how far a straight line on the map of the world may stray
# Corners of cells that all areas together may have: about as many tens of bytes in a file.
MOST_CORNERS, FEWEST_CORNERS = 1_500_000, 10_000
CIRCLE_QUARTER = 90  # points of a quarter circle


class Area(NamedTuple):
    """One area, and what it stands for; fields that do not apply are None."""

    layer: str  # COVERED, SHARE, ENGAGEABLE, or a ring as `Row.ring` names it
    name: str  # "100 m agl, fighter: covered in at least 50 % of readings"
    shape: "MultiPolygon"  # empty: nowhere
    drawn_posting_m: float | None  # size of the cells it was drawn from
    area_km2: float
    altitude: Altitude | None = None
    target: Target | None = None
    claim: str | None = None  # of the engagement, or id of the quantity a ring rests on
    share: float | None = None  # the least share of readings
    ring_share: tuple[float, float | None, float | None] | None = (
        None  # of the press circle: nominal, low, high
    )
    source: str | None = None
    grade: str | None = None


class Place(NamedTuple):
    """A site, or what is defended."""

    layer: str  # SITE or DEFENDED
    name: str
    shape: "Point"
    radars: tuple[str, ...]
    hypothetical: bool


def areas(result: CoverageMap) -> list[Area]:
    """Every area of a result: what is covered, in which share of readings, and engageable; then the rings.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    """
    of_each = 1 + len(SHARES) + len(result.engagements)
    count = len(result.altitudes) * len(result.targets) * of_each
    most_corners = max(FEWEST_CORNERS, MOST_CORNERS // count)
    layers = [
        area
        for a, altitude in enumerate(result.altitudes)
        for t, target in enumerate(result.targets)
        for area in _of_layer(result, a, altitude, t, target, most_corners)
    ]
    return [*layers, *_rings(result)]


def places(result: CoverageMap) -> list[Place]:
    """The sites, each with its radars, and what is defended."""
    from shapely import Point

    at: dict[tuple[str, float, float], list[str]] = {}
    hypothetical: dict[tuple[str, float, float], bool] = {}
    for radar in result.radars:
        here = radar.site, radar.lat_deg, radar.lon_deg
        at.setdefault(here, []).append(radar.name)
        hypothetical[here] = radar.hypothetical
    named = {site for site, _, _ in at}
    for site, lat_deg, lon_deg, _ in result.engagement_rings:
        if site not in named:
            at[(site, lat_deg, lon_deg)] = []
    sites = [
        Place(SITE, here[0], Point(here[2], here[1]), tuple(radars), hypothetical.get(here, False))
        for here, radars in at.items()
    ]
    defended = [Place(DEFENDED, name, Point(lon, lat), (), False) for name, lat, lon in result.places]
    return [*sites, *defended]


def _of_layer(
    result: CoverageMap, a: int, altitude: Altitude, t: int, target: Target, most_corners: int
) -> Iterator[Area]:
    """The areas of one altitude and one class."""
    ground = result.ground
    of = f"{altitude.label}, {target.title}: "
    mask = result.covered(a, t)
    yield Area(
        COVERED,
        f"{of}covered, nominal values",
        *_nominal(mask, ground, most_corners),
        cells_km2(mask, ground),
        altitude,
        target,
        ring_share=_ring_share(result.table, ALL_RADARS, altitude, target),
    )
    if result.readings is not None and result.samples:
        readings = result.readings[a, t]
        for share in SHARES:
            least = least_count(share, result.samples)
            yield Area(
                SHARE,
                f"{of}covered in at least {100 * share:g} % of readings",
                *_contour(readings, result.samples, least, ground, most_corners),
                cells_km2(readings >= least, ground),
                altitude,
                target,
                share=share,
            )
    for engagement in result.engagements:
        can = np.asarray(engagement.state[a, t] == State.COVERED)
        yield Area(
            ENGAGEABLE,
            f"{of}engageable, {engagement.claim}",
            *_nominal(can, ground, most_corners),
            cells_km2(can, ground),
            altitude,
            target,
            claim=engagement.claim,
            ring_share=_ring_share(engagement.table, f"engageable, {engagement.claim}", altitude, target),
            source=engagement.words,
            grade=engagement.grade,
        )


def least_count(share: float, samples: int) -> int:
    """From how many readings on a cell counts as covered in this share of them."""
    return max(1, math.ceil(share * samples - 1e-9))


def _nominal(mask: BoolArray, ground: Ground, most_corners: int) -> Drawn:
    if not mask.any():
        return _nowhere(ground)
    return _on_the_globe(mask_polygon(mask, ground, most_corners), ground)


def _contour(
    readings: NDArray[np.integer], samples: int, least: int, ground: Ground, most_corners: int
) -> Drawn:
    if readings.max() < least:
        return _nowhere(ground)
    return _on_the_globe(readings_polygon(readings, samples, least, ground, most_corners), ground)


def _nowhere(ground: Ground) -> Drawn:
    from shapely import MultiPolygon

    return Drawn(MultiPolygon(), ground.posting_m)


def _on_the_globe(drawn: Drawn, ground: Ground) -> Drawn:
    bend_m = BEND_CELLS * ground.posting_m
    return drawn._replace(shape=on_the_globe(drawn.shape, ground.lat_deg, ground.lon_deg, bend_m))


def _ring_share(
    table: tuple[Row, ...], of: str, altitude: Altitude, target: Target
) -> tuple[float, float | None, float | None] | None:
    """What the table says of the press circle: nominal share, and its band where readings were drawn."""
    for row in table:
        if (row.of, row.ring) == (of, PRESS_CIRCLE) and (row.altitude, row.target) == (
            altitude.label,
            target.title,
        ):
            band = row.seen_band
            return row.seen_share, band.low if band else None, band.high if band else None
    return None


def _rings(result: CoverageMap) -> Iterator[Area]:
    """The press circles and the detection rings, each about its own site."""
    for site, lat_deg, lon_deg, ring in result.engagement_rings:
        yield _ring(PRESS_CIRCLE, site, lat_deg, lon_deg, ring)
    for radar in result.radars:
        kind = DETECTION_CLAIM if radar.ring.is_published else ASSUMED_RANGE
        yield _ring(kind, radar.name, radar.lat_deg, radar.lon_deg, radar.ring)


def _ring(kind: str, of: str, lat_deg: float, lon_deg: float, ring: Ring) -> Area:
    from shapely import MultiPolygon, Point

    # A regular polygon inside the circle: a quarter of a degree of arc leaves it by 4e-5 of the radius.
    disc = MultiPolygon([Point(0.0, 0.0).buffer(ring.radius_m, quad_segs=CIRCLE_QUARTER)])
    half = ring.radius_m / (2.0 * EARTH_RADIUS_M)
    return Area(
        kind,
        f"{of}: {kind}, {ring.radius_m / 1e3:g} km",
        on_the_globe(disc, lat_deg, lon_deg, 1e-4 * ring.radius_m),
        None,
        4.0 * math.pi * (EARTH_RADIUS_M * math.sin(half)) ** 2 * 1e-6,  # of the cap on the sphere
        claim=ring.claim,
        source=ring.source,
        grade=ring.grade,
    )
