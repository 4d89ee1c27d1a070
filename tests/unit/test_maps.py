"""Maps: what must stand on every picture does, nothing collides or leaves the page, and files are whole."""

from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from rangering.coverage.results import Altitude, CoverageMap, RadarCoverage, Ring, Row, Target
from rangering.coverage.state import State
from rangering.errors import OutputError
from rangering.provenance import CAVEAT
from rangering.report import raster
from rangering.report.map import draw_coverage, draw_lowest, plot, slugs, write_maps
from rangering.report.plane import Plane, Window
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
    relief_m=None, unknown=False,
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
            reach_m = ring_m * (a + 1) / 4.0 * min(1.0, target.rcs_m2) ** 0.25
            state[a, t, away_m <= reach_m] = State.COVERED
    if unknown:
        state[:, :, :30][state[:, :, :30] != State.OUTSIDE] = State.UNKNOWN
    table = [
        Row("all radars", ring, a.label, t.title, 1e6, 2.5e5, 1e5, 0.25, 0.1, "horizon", (("horizon", 0.65),))
        for ring in ("detection claim", "press circle") for a in altitudes for t in TARGETS
    ]  # fmt: skip
    claim = Ring(press_m, "test.range", "Second Source", "C")
    return CoverageMap(
        title="A site near Ankara", name="ankara", labels=(), altitudes=tuple(altitudes), targets=TARGETS,
        pd_probability=0.5, radars=tuple(radar_at(*place, ring_m, relief_m) for place in placed),
        engagement_rings=tuple((*place, claim) for place in placed),
        ground=ground, state=state, table=tuple(table),
        environment={"k": 4 / 3, "earth_radius_m": 6_371_008.8, "geometry": "exact sphere of radius k·R"},
        assumptions=("Nominal values.",), warnings=(), provenance={},
    )  # fmt: skip


def texts_of(figure):
    from matplotlib.text import Text

    return [text for text in figure.findobj(Text) if text.get_text().strip()]


def words_of(figure) -> list[str]:
    """Everything written on a figure; words bent along a ring are shapes that carry their text."""
    bent = [artist.get_gid() for artist in figure.findobj(lambda artist: bool(artist.get_gid()))]
    return [text.get_text() for text in texts_of(figure)] + bent


def boxes_of(figure) -> list[tuple[str, object]]:
    renderer = figure.canvas.get_renderer()
    return [(text.get_text(), text.get_window_extent(renderer)) for text in texts_of(figure)]


@pytest.fixture(scope="module")
def smooth():
    return draw_coverage(sample(), 0)


def test_every_picture_says_what_it_stands_on(smooth):
    said = " ".join(words_of(smooth))
    for words in (
        "smooth Earth: terrain not loaded",
        CAVEAT,
        "k = 1.333, Earth radius 6371.0 km",
        "100 m above ground",
        "700 km detection claim",
        "400 km engagement claim",
        "(grade B): First Source",
        "(grade C): Second Source",
        "25 %",
    ):
        assert words in said


def test_hypothetical_sites_are_called_so(smooth):
    said = words_of(smooth)
    assert {
        "Mürted (publicly reported)",
        "H1 (hypothetical)",
        "H2 (hypothetical)",
        "H3 (hypothetical)",
    } <= set(said)
    assert {"site", "hypothetical site"} <= set(said)


def test_the_frame_holds_the_press_circle_and_the_key_names_a_ring_beyond_it():
    wide = sample(ring_m=700e3, press_m=150e3, altitudes=ALTITUDES[:1])
    words = words_of(draw_coverage(wide, 0))
    assert any("150 km engagement claim" in text for text in words)
    assert "beyond the frame" in " ".join(words)
    near = sample(ring_m=160e3, press_m=150e3, altitudes=ALTITUDES[:1])
    assert "beyond the frame" not in " ".join(words_of(draw_coverage(near, 0)))


def test_only_a_smooth_earth_gets_the_watermark():
    figure = draw_coverage(sample(relief_m=800.0), 1)
    assert "smooth Earth: terrain not loaded" not in " ".join(words_of(figure))
    assert "hills.tif" in " ".join(words_of(figure))


def test_unknown_ground_is_in_the_key_where_there_is_some(smooth):
    assert "unknown: no data" in words_of(draw_coverage(sample(unknown=True), 0))
    assert "unknown: no data" not in words_of(smooth)


def test_nothing_is_written_off_the_page(smooth):
    page = smooth.bbox
    for words, box in boxes_of(smooth):
        assert min(box.x0 - page.x0, box.y0 - page.y0, page.x1 - box.x1, page.y1 - box.y1) >= 0.0, words


@pytest.mark.parametrize(
    "result",
    [
        sample(),
        sample(sites=[(f"Site {i} of ten (hypothetical)", 9e3 * i, 7e3 * (i % 3)) for i in range(10)]),
        sample(sites=[("Hill", 0.0, 0.0)], ring_m=16e3, press_m=12e3),
        sample(
            sites=[("Here", 0.0, 0.0), ("There, which has a rather long name (hypothetical)", 500e3, 90e3)]
        ),
    ],
    ids=["four close", "ten close", "small", "far apart"],
)
def test_no_two_words_meet(result):
    figure = draw_coverage(result, 0)
    boxes = [(words, box) for words, box in boxes_of(figure) if "terrain not loaded" not in words]
    for (one, a), (other, b) in combinations(boxes, 2):
        apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
        assert apart, f"{one!r} meets {other!r}"
    for radar in result.radars:
        assert radar.site in [words.replace("\n", " ") for words, _ in boxes]


@pytest.mark.parametrize(("lat_deg", "lon_deg"), [(89.5, 0.0), (-17.0, 179.9), (-90.0, 0.0), (0.0, -180.0)])
def test_poles_and_the_date_line_can_be_drawn(lat_deg, lon_deg):
    figure = draw_lowest(sample(lat_deg, lon_deg, sites=(("Here", 0.0, 0.0),), altitudes=ALTITUDES[:1]))
    assert CAVEAT in " ".join(words_of(figure))


def test_altitudes_stand_side_by_side():
    said = words_of(plot(sample()))
    assert {"100 m above ground", "1,000 m above ground", "FL330 (10,058 m above sea level)"} <= set(said)
    assert said.count("smooth Earth: terrain not loaded") == 3


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("maps") / "new" / "folder"
    return write_maps(sample(altitudes=ALTITUDES[:1], relief_m=500.0), folder)


def test_files_are_whole_and_tell_their_origin(written):
    assert [path.name for path in written] == ["coverage-100m-agl.png", "lowest-altitude.png"]
    assert sorted(written[0].parent.iterdir()) == sorted(written)
    for path in written:
        with Image.open(path) as picture:
            picture.load()
            assert picture.width == 1440
            assert picture.text["Title"].startswith("A site near Ankara")
            assert picture.text["Software"].startswith("rangering ")
            assert CAVEAT in picture.text["Description"]
            assert set(picture.text) == {"Title", "Software", "Description"}  # no clock


def test_the_same_result_gives_the_same_bytes_whatever_the_readers_settings(written, tmp_path):
    import matplotlib

    with matplotlib.rc_context({"font.size": 22, "axes.facecolor": "red", "savefig.dpi": 40}):
        again = write_maps(sample(altitudes=ALTITUDES[:1], relief_m=500.0), tmp_path)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in written]


def test_a_failure_leaves_nothing_half_written(tmp_path, monkeypatch):
    def full_disk(figure, path, **_):
        path.write_bytes(b"\x89PNG half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", full_disk)
    with pytest.raises(OutputError, match="No space left"):
        write_maps(sample(altitudes=ALTITUDES[:1]), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "maps").write_text("mine")
    with pytest.raises(OutputError, match="is a file"):
        write_maps(sample(altitudes=ALTITUDES[:1]), tmp_path / "maps")
    assert (tmp_path / "maps").read_text() == "mine"


def test_file_names_are_readable_and_differ():
    labels = ("100 m agl", "1,000 m amsl", "FL330", "0.5 km agl", "100 m  agl")
    assert slugs([Altitude(label, 0.0, True) for label in labels]) == [
        "100m-agl", "1000m-amsl", "fl330", "0.5km-agl", "100m-agl-2",
    ]  # fmt: skip


def test_the_edge_of_several_discs_keeps_its_distance():
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    sites = [(40.0, 32.0), (40.0, 33.0), (39.0, 32.4), (40.0, 32.0)]
    plane = Plane(40.0, 32.0)
    (edge,) = plane.outline(sites, 300e3)
    lat_deg, lon_deg = plane.to_deg(*edge.T)
    away_m = np.array([geod.inv(np.full(lat_deg.size, lon), np.full(lat_deg.size, lat), lon_deg, lat_deg)[2]
                       for lat, lon in sites])  # fmt: skip
    assert away_m.min(axis=0) == pytest.approx(300e3, abs=1.0)  # PROJ's own inverse, by way of the plane


def test_discs_far_apart_keep_their_own_edges():
    assert len(Plane(40.0, 32.0).outline([(40.0, 32.0), (40.0, 42.0)], 100e3)) == 2


def test_a_pixel_shows_the_cell_under_its_centre():
    result = sample()
    window = Window(0.0, 0.0, 4.5 * result.ground.posting_m)  # nine cells a side, the site's in the middle
    middle, half = result.ground.row0, 4
    cells = result.state[1, 0][middle - half : middle + half + 1, middle - half : middle + half + 1]
    assert np.array_equal(raster.states(result, 1, 0, window, 9), cells)
    assert np.array_equal(raster.states(result, 1, 0, window, 27)[1::3, 1::3], cells)


def test_the_relief_is_lit_from_the_north_west():
    ground = ground_at(40.0, 32.0, 10e3, relief_m=1.0)
    rows, cols = np.indices(ground.height_m.shape)
    dome_m = (500.0 - np.hypot(rows - ground.row0, cols - ground.col0)).astype(np.float32)
    image, _ = raster.relief_image(ground._replace(height_m=dome_m), 101)
    assert image[75, 25] == pytest.approx([1, 1, 1, image[75, 25, 3]])  # row 0 is the southernmost
    assert image[25, 75] == pytest.approx([0, 0, 0, image[25, 75, 3]])
    assert image[[75, 25], [25, 75], 3].min() > 0.1


def test_the_lowest_altitude_is_the_least_of_all_radars():
    result = sample(sites=(("West", -100e3, 0.0), ("East", 100e3, 0.0)), ring_m=300e3)
    plane = Plane(result.ground.lat_deg, result.ground.lon_deg)
    height_m, unknown = raster.lowest_seen(result, plane, Window(0.0, 0.0, 350e3), 101)
    west, east = (round((x / 350e3 + 1) * 50) for x in (-100e3, 100e3))
    assert height_m[50, [west, east]] == pytest.approx(0.0, abs=6.0)  # half a cell of 6 km away at most
    assert height_m[50, 50] == pytest.approx(100e3**2 / 17e6, rel=0.1)
    assert np.isnan(height_m[0, 0])
    assert not unknown.any()
