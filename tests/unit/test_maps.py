"""Maps: what must stand on every picture does, nothing collides or leaves the page, and files are whole."""

import json
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from rangering.coverage.results import Altitude
from rangering.errors import OutputError
from rangering.provenance import CAVEAT
from rangering.report import raster
from rangering.report.coverage import RECORD, SCHEMA, refuse_folder, write_coverage
from rangering.report.map import plot, slugs, write_maps
from rangering.report.nominal import draw_coverage, draw_lowest
from rangering.report.page import shortened
from rangering.report.plane import Plane, Window
from rangering.report.style import SMALL_PT
from rangering.units import percent
from tests.map_results import ALTITUDES, boxes_of, ground_at, sample, words_of


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
        "700 km, test radar",
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


def test_shares_are_of_the_circle_in_the_picture():
    wide = words_of(draw_coverage(sample(ring_m=700e3, press_m=150e3, altitudes=ALTITUDES[:1]), 0))
    assert "share of the" in wide
    assert "150 km circles" in wide  # about four sites
    assert "25 %" in wide
    assert "65 %" in wide  # below the horizon, of the same circle
    assert "7.2 %" not in wide  # of a ring that lies beyond the frame
    near = words_of(draw_coverage(sample(ring_m=160e3, press_m=150e3, altitudes=ALTITUDES[:1]), 0))
    assert {"25 %", "7.2 %", "share of 160 km", "detection rings"} <= set(near)
    alone = words_of(draw_coverage(sample(press=False), 0))
    assert "7.2 %" in alone
    assert "25 %" not in alone


def test_a_range_that_nobody_publishes_is_called_ours():
    figure = draw_coverage(sample(published=False, ring_m=180e3, press_m=150e3), 0)
    said = " ".join(words_of(figure))
    assert "180 km, our assumption: nothing is published" in said
    assert "(grade D): Our default" in said
    assert "detection claim" not in said
    assert "Dotted: nobody claims it." in said


def test_the_published_end_of_a_display_is_no_assumption_of_ours():
    result = sample(published=False, ring_m=180e3, press_m=150e3)
    radars = [replace(r, ring=r.ring._replace(claim="test/radar.instrumented_range")) for r in result.radars]
    said = " ".join(words_of(draw_coverage(replace(result, radars=tuple(radars)), 0)))
    assert "180 km, end of the display: no detection range is published" in said
    assert "our assumption:" not in said


def test_a_class_without_an_area_of_its_own_says_whose_it_shares():
    said = " ".join(words_of(draw_coverage(sample(twins=True), 0)))
    assert "(same area as Large fighter)" in said.replace("\n", " ")
    assert "same area" not in " ".join(words_of(draw_coverage(sample(), 0)))


def test_defended_places_are_drawn_and_named():
    places = (("Town (fictitious)", 40.9, 33.9), ("Far away", 10.0, 10.0))
    said = words_of(draw_coverage(replace(sample(), places=places), 0))
    assert {"Town (fictitious)", "defended place"} <= set(said)
    assert "Far away" not in said


def test_the_small_print_is_small():
    figure = draw_coverage(sample(), 0)
    fine = [
        text for text in figure.axes[0].texts if text.get_fontsize() == SMALL_PT and text.get_ha() == "left"
    ]
    assert 0 < len(fine) <= 7
    said = " ".join(text.get_text() for text in fine)
    assert "2 inputs are our assumptions (grade D): see coverage.json" in said


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0 %"),
        (1e-6, "< 0.1 %"),
        (0.004, "0.4 %"),
        (0.0994, "9.9 %"),
        (0.0996, "10 %"),
        (0.961, "96 %"),
        (0.9949, "99 %"),
        (0.995, "> 99 %"),
        (152.4 / 153.0, "> 99 %"),
        (1.0 - 1e-12, "100 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_is_written_one_way(share, words):
    assert percent(share) == words


def test_a_source_is_cut_to_who_and_when():
    long = (
        "The Paper, S-400 (Triumf) (paper.org/a/b-c) as quoted in Some One, d.json (600); Post, 5 May (p.org)"
    )
    assert shortened([long, "Third"]) == "The Paper, S-400 (Triumf) and 2 more"
    assert shortened(["The Paper, 4 May 2019 (600-700)"]) == "The Paper, 4 May 2019"


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
            assert len(picture.getcolors()) <= 256
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
    def full_disk(image, path, *_, **__):
        path.write_bytes(b"\x89PNG half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("PIL.Image.Image.save", full_disk)
    with pytest.raises(OutputError, match="No space left"):
        write_maps(sample(altitudes=ALTITUDES[:1]), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "maps").write_text("mine")
    with pytest.raises(OutputError, match="maps: is a file"):
        write_maps(sample(altitudes=ALTITUDES[:1]), tmp_path / "maps")
    assert (tmp_path / "maps").read_text() == "mine"


def test_a_later_run_takes_away_the_maps_it_does_not_write_and_no_other_file(tmp_path):
    outside = tmp_path / "outside.png"
    folder = tmp_path / "maps"
    folder.mkdir()
    for path in (outside, folder / "old.png", folder / "mine.png", folder / "notes.txt"):
        path.write_text("mine")
    listed = ["old.png", "notes.txt", "../outside.png", "gone.png", "lowest-altitude.png"]
    (folder / RECORD).write_text(json.dumps({"schema": SCHEMA, "results": {"files": listed}}))
    told = []
    written = write_coverage(
        sample(altitudes=ALTITUDES[:1]), folder, progress=lambda what, share: told.append((what, share))
    )
    names = ["coverage-100m-agl.png", RECORD, "lowest-altitude.png", "report.html"]
    assert [path.name for path in written] == names
    assert {path.name for path in folder.iterdir()} == {*names, "mine.png", "notes.txt"}
    assert outside.exists()
    assert json.loads((folder / RECORD).read_text())["results"]["files"] == names
    assert [share for _, share in told] == [0.0, 0.35, 0.7]  # before each picture, and the page
    assert "100 m above ground" in told[0][0]


@pytest.mark.parametrize(
    "text", ["", "[]", "null", '{"schema": "gcov/1", "results": {}}', "[" * 5000, "\x00"]
)
def test_a_record_that_is_not_ours_is_left_alone(tmp_path, text):
    (tmp_path / RECORD).write_text(text)
    with pytest.raises(OutputError, match="name another folder"):
        refuse_folder(tmp_path)
    with pytest.raises(OutputError, match="is not ours"):
        write_coverage(sample(altitudes=ALTITUDES[:1]), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [RECORD]
    assert (tmp_path / RECORD).read_text() == text


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
    image = raster.relief_image(ground._replace(height_m=dome_m), Window(0.0, 0.0, 10e3), 101)
    assert list(image[75, 25, :3]) == [255, 255, 255]  # row 0 is the southernmost
    assert list(image[25, 75, :3]) == [0, 0, 0]
    assert image[[75, 25], [25, 75], 3].min() > 25


def test_the_lowest_altitude_is_the_least_of_all_radars():
    result = sample(sites=(("West", -100e3, 0.0), ("East", 100e3, 0.0)), ring_m=300e3)
    plane = Plane(result.ground.lat_deg, result.ground.lon_deg)
    height_m, unknown = raster.lowest_seen(result, plane, Window(0.0, 0.0, 350e3), 101)
    west, east = (round((x / 350e3 + 1) * 50) for x in (-100e3, 100e3))
    assert height_m[50, [west, east]] == pytest.approx(0.0, abs=6.0)  # half a cell of 6 km away at most
    assert height_m[50, 50] == pytest.approx(100e3**2 / 17e6, rel=0.1)
    assert np.isnan(height_m[0, 0])
    assert not unknown.any()
