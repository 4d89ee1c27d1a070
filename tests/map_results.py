"""Results such as the engine gives, small and made by hand, for tests of pictures; what a figure says."""

from dataclasses import replace

import numpy as np

from rangering.coverage.results import (
    PRESS_CIRCLE,
    Altitude,
    Approach,
    Band,
    CoverageMap,
    Engagement,
    RadarCoverage,
    Ring,
    Row,
    Swing,
    Target,
    Tornado,
)
from rangering.report.plane import Plane
from rangering.sight.state import State
from rangering.terrain.ground import Ground, TerrainRecord
from tests.ground import fractal_ground_m

ALTITUDES = (
    Altitude("100 m agl", 100.0, True),
    Altitude("1,000 m agl", 1000.0, True),
    Altitude("FL330", 10_058.0, False),
)
TARGETS = (
    Target("target/fighter", "Large fighter", 10.0),
    Target("target/cruise-missile", "Cruise missile", 0.1),
    Target("target/airliner", "Airliner", 40.0),
)
FOUR = (
    ("Mürted (publicly reported)", 0.0, 0.0),
    ("H1 (hypothetical)", 30e3, 0.0),
    ("H2 (hypothetical)", 0.0, -30e3),
    ("H3 (hypothetical)", 30e3, -30e3),
)


def ground_at(lat_deg, lon_deg, radius_m, relief_m=None, nodes=101):
    half = nodes // 2
    posting_m = radius_m / half
    if relief_m is None:
        height_m = np.zeros((nodes, nodes), dtype=np.float32)
        record = TerrainRecord("smooth", "smooth", "", "mean sea level", "", None, posting_m, 0, 0)
    else:
        height_m = fractal_ground_m(nodes, relief_m=relief_m)
        record = TerrainRecord("raster", "hills.tif", "", "EGM96", "bare earth", 90.0, posting_m, 0, 0)
    return Ground(height_m, posting_m, half, half, lat_deg, lon_deg, record)


def radar_at(name, lat_deg, lon_deg, ring_m, relief_m):
    """A radar over its own ground; how low it sees grows with the square of the distance, as on a sphere."""
    ground = ground_at(lat_deg, lon_deg, ring_m, relief_m)
    away_m = np.hypot(*(np.indices(ground.height_m.shape) - ground.row0)) * ground.posting_m
    lowest_m = (ground.height_m + away_m**2 / 17e6).astype(np.float32)
    lowest_m[away_m > ring_m] = np.nan
    return RadarCoverage(
        name=f"{name}, test radar", site=name, hypothetical="hypothetical" in name, radar_id="test/radar",
        lat_deg=lat_deg, lon_deg=lon_deg, mast_height_m=24.0, antenna_m=24.0, sector_centre_rad=0.0,
        sector_width_rad=2 * np.pi, ring=Ring(ring_m, "test/radar.range", "First Source", "B"),
        instrumented_m=ring_m, power_m={}, ground=ground, lowest_m=lowest_m,
    )  # fmt: skip


def sample(
    lat_deg=40.08, lon_deg=32.57, sites=FOUR, *, ring_m=700e3, press_m=400e3, altitudes=ALTITUDES,
    relief_m=None, unknown=False, published=True, press=True, twins=False,
):  # fmt: skip
    """A result such as the engine gives: what is seen reaches further at each altitude."""
    plane = Plane(lat_deg, lon_deg)
    placed = [(name, *(float(v) for v in plane.to_deg(east, north))) for name, east, north in sites]
    ground = ground_at(lat_deg, lon_deg, 1.1 * ring_m, relief_m)
    rows, cols = (np.indices(ground.height_m.shape) - ground.row0) * ground.posting_m
    away_m = np.min([np.hypot(rows - north, cols - east) for _, east, north in sites], axis=0)
    state = np.full((len(altitudes), len(TARGETS), *away_m.shape), State.OUTSIDE, dtype=np.uint8)
    state[..., away_m <= ring_m] = State.HORIZON
    for a in range(len(altitudes)):
        for t, target in enumerate(TARGETS):
            reach_m = ring_m * (a + 1) / 4.0 * (1.0 if twins else min(40.0, target.rcs_m2) / 40.0) ** 0.25
            state[a, t, away_m <= reach_m] = State.COVERED
    if unknown:
        state[:, :, :30][state[:, :, :30] != State.OUTSIDE] = State.UNKNOWN
    shares = {"press circle": 0.25} if press else {}
    shares["detection claim" if published else "assumed range"] = 0.072
    table = [
        Row("all radars", ring, a.label, t.title, 1e6, share * 1e6, 1e5, share, 0.1, "horizon",
            (("horizon", 0.9 - share),))
        for ring, share in shares.items() for a in altitudes for t in TARGETS
    ]  # fmt: skip
    claim = Ring(press_m, "test.range", "Second Source", "C")
    radars = tuple(radar_at(*place, ring_m, relief_m) for place in placed)
    if not published:
        assumed = Ring(
            ring_m, "default/long.surveillance.instrumented_range", "Our default", "D", is_published=False
        )
        radars = tuple(replace(radar, ring=assumed) for radar in radars)
    return CoverageMap(
        title="A site near Ankara", name="ankara", labels=(), altitudes=tuple(altitudes), targets=TARGETS,
        pd_probability=0.5, radars=radars,
        engagement_rings=tuple((*place, claim) for place in placed if press),
        ground=ground, state=state, table=tuple(table),
        environment={"k": 4 / 3, "earth_radius_m": 6_371_008.8, "geometry": "exact sphere of radius k·R"},
        assumptions=("2 inputs: default/long.radar.elevation_min, default/long.b.",), warnings=(),
        provenance={},
    )  # fmt: skip


def texts_of(figure):
    from matplotlib.text import Text

    return [text for text in figure.findobj(Text) if text.get_text().strip()]


def words_of(figure) -> list[str]:
    """Everything written on a figure; words bent along a ring are shapes that carry their text."""
    bent = [artist.get_gid() for artist in figure.findobj(lambda artist: bool(artist.get_gid()))]
    return [text.get_text() for text in texts_of(figure)] + bent


def boxes_of(figure) -> list[tuple[str, object]]:
    figure.draw_without_rendering()  # names of axes find their places as they are drawn
    renderer = figure.canvas.get_renderer()
    return [(text.get_text(), text.get_window_extent(renderer)) for text in texts_of(figure)]


def banded(result: CoverageMap, samples: int = 20, claims=("claimed", "independent")) -> CoverageMap:
    """The same result with readings, engagement, approaches and a tornado, all of them plain to work out.

    A cell is covered in all readings, in half of them where it lies more than 100 km away, and in none where
    it is not covered at nominal values. Engagement ends at 200 km, and at 100 km under the second claim.
    """
    ground, state = result.ground, result.state
    away_m = np.hypot(*(np.indices(ground.height_m.shape) - ground.row0)) * ground.posting_m
    covered = state == State.COVERED
    readings = np.where(covered, np.where(away_m > 100e3, samples // 2, samples), 0).astype(np.uint8)
    table = tuple(
        row._replace(seen_band=Band(row.seen_share, 0.75 * row.seen_share, 1.25 * row.seen_share))
        for row in result.table
    )
    engagements = []
    for claim, reach_m in zip(claims, (200e3, 100e3), strict=False):
        engaged = np.where(covered & (away_m > reach_m), np.uint8(State.KINEMATICS), state)
        engagements.append(
            Engagement(
                claim, f"reach {reach_m / 1e3:.0f} km: test.{claim}, grade C", reach_m, "C", engaged,
                np.where(engaged == State.COVERED, readings, 0).astype(np.uint8), (),
                tuple(row._replace(of=f"engageable, {claim}") for row in table if row.ring == PRESS_CIRCLE),
            )
        )  # fmt: skip
    azimuth_rad = np.radians(np.arange(0.0, 360.0, 10.0))
    distance_m = np.arange(1e3, 300e3, 10e3)
    shape = (len(result.altitudes), len(result.targets), azimuth_rad.size)
    shots = np.full((len(claims), *shape), 2, dtype=np.int16)
    seen_m = np.full((*shape, 3), (150e3, 120e3, 180e3), dtype=np.float32)
    met_m = np.full((len(claims), *shape, 2), (80e3, 40e3), dtype=np.float32)
    approach = Approach(
        "Town (fictitious)", True, ground.lat_deg, ground.lon_deg, azimuth_rad, distance_m,
        np.zeros((*shape, distance_m.size), dtype=np.float32), seen_m, np.zeros(shape, dtype=np.int16),
        (seen_m / 250.0).astype(np.float32), tuple(claims), met_m, shots,
        np.zeros(shape, dtype=bool),
    )  # fmt: skip
    swings = (
        Swing("a", "Test radar: mast height", "D", "5 m", "40 m", 0.21, 0.3),
        Swing("b", "Test radar: detection range", "B", "200 km", "400 km", 0.1, 0.45),
    )
    return replace(
        result, samples=samples, readings=readings, table=table, engagements=tuple(engagements),
        approaches=(approach,), tornado=Tornado("share of the press circle covered", 0.25, swings),
        places=(("Town (fictitious)", ground.lat_deg, ground.lon_deg),),
    )  # fmt: skip
