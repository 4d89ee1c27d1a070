"""The main map and its kin: what is drawn stands in the key, shades follow the readings, nothing collides."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

import rangering
from rangering.coverage.results import Altitude, Band, Target
from rangering.errors import RangeringError
from rangering.provenance import CAVEAT
from rangering.report.alt import alt_approach, alt_engagement, alt_text, alt_tornado
from rangering.report.approach import draw_approach, warning_words
from rangering.report.bands import band_words, outside_band
from rangering.report.encode import pixels_of
from rangering.report.engagement import draw_engagement
from rangering.report.map import plot, write_maps
from rangering.report.page import small_print
from rangering.report.shares import draw_shares, share_layer, shares_page
from rangering.report.stage import Stage
from rangering.report.style import ENGAGED_RAMP, SHARE_ALPHA, SHARE_RAMP, rgba
from rangering.report.tornado import draw_tornado
from rangering.sight.state import State
from tests.map_results import ALTITUDES, banded, boxes_of, sample, words_of

NEAR = (("Here & there <x> $5 (hypothetical) – Ćčł", 0.0, 0.0),)


def said(figure) -> str:
    return " ".join(words_of(figure)).replace("\n", " ")


@pytest.fixture(scope="module")
def result():
    return banded(sample())


@pytest.fixture(scope="module")
def shares(result):
    return draw_shares(result, 1, 0)


def test_the_key_says_what_is_drawn(shares):
    words = said(shares)
    for each in (
        "Share of 20 readings that cover it", "95 % or more", "50 to 95 %", "5 to 50 %",
        "less than 5 %, or never", "Coloured line: what ends the area", "below the horizon",
        "Large fighter, shaded",
        "Cruise missile, edge at nominal values", "Airliner, edge at nominal values", "19 to 31 %",
        "400 km, the press circle", "hypothetical site", "1,000 m above ground", CAVEAT,
        "smooth Earth: terrain not loaded",
        "Large fighter: 19 to 31 % of the 400 km circles covered (nominal 25 %",
    ):  # fmt: skip
        assert each in words, each
    assert "probability" not in words.replace("with probability 0.5", "")  # shares of readings are none


def test_without_readings_the_nominal_area_is_drawn_and_said():
    words = said(draw_shares(sample(), 0, 0))
    assert "at nominal values" in words
    assert "readings" not in words
    assert "25 % of the 400 km circles covered, at nominal values" in words


def test_shades_follow_the_share_of_readings():
    result = banded(sample(sites=(("Here", 0.0, 0.0),)))
    readings = np.zeros(result.readings.shape, dtype=np.uint16)
    middle = result.ground.row0
    wanted = {0: None, 0.049: None, 0.05: SHARE_RAMP[0], 0.5: SHARE_RAMP[1], 0.94: SHARE_RAMP[1],
              0.95: SHARE_RAMP[2], 1.0: SHARE_RAMP[2]}  # fmt: skip
    for i, share in enumerate(wanted):
        readings[0, 0, middle + 4 * i, middle] = round(share * 1000) if share < 1 else 1000
    result = replace(result, readings=readings, samples=1000)
    stage = Stage(result)
    layer = share_layer(stage, result.state[0, 0], result.readings, (0, 0), 400)
    pixel_m = 2.0 * stage.window.half_m / 400
    for i, (share, colour) in enumerate(wanted.items()):
        row = round((4 * i * result.ground.posting_m - stage.window.extent[2]) / pixel_m - 0.5)
        col = round(-stage.window.extent[0] / pixel_m - 0.5)
        expected = np.zeros(4) if colour is None else rgba(colour, SHARE_ALPHA)
        assert np.array_equal(layer.image[row, col], expected), share


def test_north_is_up_on_the_paper():
    result = sample(sites=(("Here", 0.0, 0.0),), altitudes=ALTITUDES[:1], ring_m=400e3)
    state = result.state.copy()
    state[:] = State.HORIZON
    middle = result.ground.row0
    state[..., middle + 20 : middle + 40, middle + 20 : middle + 40] = State.COVERED  # in the north-east
    image = pixels_of(draw_shares(replace(result, state=state), 0, 0)).astype(int)
    blue = (image[..., 2] - image[..., 0]) > 90  # as nothing else on the page
    rows, cols = np.nonzero(blue[:1500])
    assert rows.mean() < 850  # the middle of the map lies some 900 pixels down
    assert cols.mean() > 720


def test_unknown_ground_is_hatched_and_in_the_key():
    result = banded(sample(unknown=True))
    assert "unknown: no data" in said(draw_shares(result, 0, 0))
    stage = Stage(result)
    layer = share_layer(stage, result.state[0, 0], result.readings, (0, 0), 200)
    assert layer.present[State.UNKNOWN]
    assert layer.image[2, 100, 3] == 255  # in the south


def test_what_is_nowhere_covered_says_so():
    result = sample(altitudes=ALTITUDES[:1])
    none = replace(result, state=np.where(result.state == State.COVERED, State.HORIZON, result.state))
    assert "nothing: there is no such area" in said(draw_shares(none, 0, 0))
    assert "At nominal values nothing is covered." in alt_text(none, 0, 0)


@pytest.mark.parametrize(
    "draw",
    [
        lambda r: draw_shares(r, 0, 0), lambda r: draw_engagement(r, 0, 0), lambda r: draw_tornado(r),
        lambda r: draw_approach(r, 0, 0), lambda r: plot(r),
    ],
    ids=["shares", "engagement", "tornado", "approach", "side by side"],
)  # fmt: skip
@pytest.mark.parametrize("names", ["plain", "odd"])
def test_no_two_words_meet_and_none_leaves_the_page(draw, names):
    result = banded(sample())
    if names == "odd":
        result = banded(sample(sites=NEAR, altitudes=(Altitude("12,345 m amsl", 12_345.0, False),)))
        long = Target("target/x", "A class with a rather long title, such as nobody would type ($x$)", 10.0)
        old = result.targets[0].title
        table = tuple(r._replace(target=long.title) if r.target == old else r for r in result.table)
        swing = result.tornado.swings[0]._replace(
            words="An unknown whose name runs on and on " * 4, low="x" * 90
        )
        result = replace(
            result, title="Title " * 40, targets=(long, *result.targets[1:]), table=table,
            tornado=result.tornado._replace(swings=(swing,) * 15, score="score " * 30),
        )  # fmt: skip
    figure = draw(result)
    boxes = [(words, box) for words, box in boxes_of(figure) if "terrain not loaded" not in words]
    page = figure.bbox
    for words, box in boxes:
        assert min(box.x0, box.y0, page.x1 - box.x1, page.y1 - box.y1) >= 0.0, words
    for (one, a), (other, b) in combinations(boxes, 2):
        apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
        assert apart, f"{one!r} meets {other!r}"
    assert CAVEAT in said(figure)
    assert "k = 1.333" in said(figure)


def test_both_claims_have_their_panel_their_ring_and_their_limits(result):
    words = said(draw_engagement(result, 2, 0))
    for each in (
        "Claimed: reach 200 km (grade C)", "Independent: reach 100 km (grade C)",
        "outside the missiles' envelope",
        "first intercept of a straight approach on the defended place", "second intercept",
        "the press circle", "defended place",
        "Share of 20 readings that can engage there", "19 to 31 %",
    ):  # fmt: skip
        assert each in words, each
    assert "too slow towards the radar" not in words


def test_each_intercept_is_a_dot_at_its_distance_and_azimuth(result):
    approach = result.approaches[0]
    met = approach.intercept_m.copy()
    met[:, 2, 0, 18:] = np.nan  # none of those that come from the west
    met[0, 2, 0, 9, 0] = 20e3  # from due east, the first intercept is late
    figure = draw_engagement(replace(result, approaches=(replace(approach, intercept_m=met),)), 2, 0)
    axes = figure.axes[1]
    dots = [np.transpose(line.get_data()) for line in axes.lines if line.get_marker() == "o"]
    second, first = (np.hypot(*each.T) for each in dots)
    assert set(np.rint(second / 1e3)) == {40.0}
    assert sorted(np.rint(first / 1e3))[:2] == [20.0, 80.0]
    assert np.concatenate(dots)[:, 0].min() > -1.0  # the plane is about the very place: east is right
    (late,) = dots[1][np.rint(first / 1e3) == 20.0]
    assert late == pytest.approx((20e3, 0.0), abs=20.0)


def test_a_bare_picture_keeps_map_and_key_and_says_what_it_stands_on(result):
    page = shares_page(Stage(result), 1, 0)
    drawn = page.pictures()
    whole, bare = drawn.whole.numbers, drawn.bare.numbers
    assert whole.shape[0] == round(page.figure.get_figheight() * 160)
    assert 1440 + 300 < bare.shape[0] < whole.shape[0] - 150
    top = round((page.map_top_in - 0.06) * 160)
    assert np.array_equal(bare[:1500], whole[top : top + 1500])  # the map, drawn once
    brief = " ".join(small_print(result, ()).brief)
    assert CAVEAT in brief
    assert "Smooth Earth: terrain not loaded, posting" in brief
    strip = bare[-round(0.3 * 160) :]
    assert len(np.unique(strip)) > 3  # letters


def test_terrain_that_could_not_be_fetched_is_not_called_unasked_for():
    base = sample(altitudes=ALTITUDES[:1])
    record = replace(base.ground.record, notes=("the server does not answer.",))
    failed = replace(base, ground=base.ground._replace(record=record))
    words = said(draw_shares(failed, 0, 0))
    assert "smooth Earth: no terrain could be fetched" in words
    assert "terrain not loaded" not in words
    assert "no terrain could be fetched" in small_print(failed, ()).brief[0]


def test_a_band_of_one_figure_is_agreed_on(result):
    table = tuple(r._replace(seen_band=Band(0.25, 0.25, 0.25)) for r in result.table)
    words = said(draw_shares(replace(result, table=table), 1, 0))
    assert "25 % of the 400 km circles covered (nominal 25 %; nine readings in ten agree)" in words


@pytest.mark.parametrize(
    ("band", "outside"),
    [(Band(0.47, 0.30, 0.46), True), (Band(0.2, 0.3, 0.46), True), (Band(0.4, 0.3, 0.46), False),
     (Band(0.4601, 0.3, 0.46), False), (None, False)],
)  # fmt: skip
def test_a_nominal_value_is_outside_its_band_where_the_figures_printed_say_so(band, outside):
    assert outside_band(band) is outside


def test_one_claim_fills_the_page_and_names_what_is_left_out(result):
    (claim, _) = result.engagements
    lone = replace(claim, missing=tuple(f"Unit {i}: no interceptors" for i in range(7)))
    cue = np.where(lone.state == State.KINEMATICS, np.uint8(State.CUE), lone.state)
    words = said(draw_engagement(replace(result, engagements=(replace(lone, state=cue),)), 2, 0))
    assert "no track source" in words
    assert "Unit 3: no interceptors" in words
    assert "and 3 more" in words
    assert "Unit 4" not in words


def test_engagement_is_drawn_in_its_own_colour(result):
    image = pixels_of(draw_engagement(result, 2, 0)).reshape(-1, 3)
    dark = np.rint(rgba(ENGAGED_RAMP[2])[:3] * SHARE_ALPHA + 255 * (1 - SHARE_ALPHA)).astype(int)
    near = np.abs(image - dark).max(axis=1) < 12
    assert near.sum() > 10_000


def test_without_engagement_approaches_or_tornado_there_is_no_picture():
    bare = sample()
    assert draw_engagement(bare, 0, 0) is None
    assert draw_approach(bare) is None
    assert draw_tornado(bare) is None


def test_the_tornado_has_its_widest_bar_on_top_and_twelve_at_most(result):
    figure = draw_tornado(result)
    axes = figure.axes[1]
    lengths = [abs(patch.get_width()) for patch in axes.patches]
    assert lengths == pytest.approx(
        [0.20, 0.15, 0.05, 0.04]
    )  # each bar: longer end first; 0.45, 0.1; 0.3, 0.21
    assert {"5 m", "40 m", "200 km", "400 km", "nominal 25 %"} <= set(words_of(figure))
    assert "Test radar: mast height (grade D)" in said(figure)
    many = replace(result, tornado=result.tornado._replace(swings=result.tornado.swings * 8))
    assert len(draw_tornado(many).axes[1].patches) == 24
    assert "4 unknowns that move it less are not drawn" in said(draw_tornado(many))
    none = replace(result, tornado=result.tornado._replace(swings=()))
    assert "No unknown moves this score" in said(draw_tornado(none))


def test_the_approach_shows_distance_and_minutes(result):
    figure = draw_approach(result, 0, 0)
    words = said(figure)
    for each in ("Town (fictitious)", "nominal warning 10 min", "first seen, nominal", "nine readings in ten",
                 "First intercept, by claim", "claimed: reach 200 km (grade C)"):  # fmt: skip
        assert each in words, each  # 150 km at 250 m/s
    left, right = (axes.get_ylim()[1] for axes in (figure.axes[1], figure.axes[2]))
    assert right == pytest.approx(left / 0.25 / 60.0)  # km at 250 m/s, in minutes


def test_never_seen_is_said(result):
    approach = result.approaches[0]
    first = approach.first_seen_m.copy()
    warning = approach.warning_s.copy()
    first[0, 0, :9], warning[0, 0, :9] = np.nan, np.nan
    first[1, 0], warning[1, 0] = np.nan, np.nan
    blind = replace(approach, first_seen_m=first, warning_s=warning)
    assert warning_words(blind, 0, 0) == "nominal warning 10 min; never seen from 25 % of directions"
    assert warning_words(blind, 1, 0) == "never seen, from any direction"
    words = said(draw_approach(replace(result, approaches=(blind,)), 0, 0))
    assert "never seen on the way, nominal" in words


@pytest.mark.parametrize(
    ("band", "words"),
    [
        (Band(0.11, 0.0904, 0.1361), "9 to 14 %"), (Band(0.031, 0.0281, 0.0347), "2.8 to 3.5 %"),
        (Band(0.0, 0.0, 0.0), "0 %"), (Band(0.2, 0.0, 0.5), "0 to 50 %"),
        (Band(0.1, 0.0001, 0.5), "< 1 to 50 %"),
        (Band(0.02, 0.0001, 0.05), "< 0.1 to 5.0 %"), (Band(0.301, 0.299, 0.304), "30 %"),
        (Band(0.99, 0.9, 1.0), "90 to 100 %"), (None, "–"),
    ],
)  # fmt: skip
def test_a_band_is_written_one_way(band, words):
    assert band_words(band) == words


def test_plot_chooses_the_picture(result):
    assert "Share of 20 readings" in said(plot(result))
    assert "altitude by altitude: Large fighter" in said(plot(result))
    one = said(plot(result, altitude="1,000 m AGL", target="target/cruise-missile"))
    assert "What the radars see at 1,000 m above ground" in one
    assert "Cruise missile, shaded" in one
    assert "What can be engaged at 100 m above ground" in said(plot(result, layer="engageable"))
    assert "How low the radars can look" in said(plot(result, layer="lowest"))
    assert "What moves the answer most" in said(plot(result, layer="tornado"))
    assert "How early" in said(rangering.plot(result, target="Cruise missile", layer="approach"))
    assert "darker lies within lighter" in said(plot(sample(altitudes=ALTITUDES[:1])))
    assert "Cruise missile, shaded" in said(plot(sample(), altitude=0, target=1))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"layer": "pd"}, "one of covered, engageable"),
        ({"altitude": "7 m agl"}, "100 m agl; 1,000 m agl; FL330"),
        ({"altitude": 3}, "is not in this result"), ({"altitude": -1}, "is not in this result"),
        ({"target": "bicycle"}, "Large fighter; Cruise missile; Airliner"),
        ({"layer": "tornado"}, "is not in this result"), ({"layer": "engageable"}, "is not in this result"),
    ],
)  # fmt: skip
def test_plot_says_what_there_is(asked, words):
    with pytest.raises(RangeringError, match=words):
        plot(sample(), **asked)


def test_a_result_of_one_altitude_is_written_whole_and_the_same_twice(tmp_path):
    result = banded(sample(altitudes=ALTITUDES[:1]))
    names = ["approach-town-fictitious.png", "coverage-100m-agl.png", "engagement-100m-agl.png",
             "lowest-altitude.png", "tornado.png"]  # fmt: skip
    written = write_maps(result, tmp_path / "one")
    assert [path.name for path in written] == names
    again = write_maps(result, tmp_path / "two")
    assert [path.read_bytes() for path in written] == [path.read_bytes() for path in again]


def test_those_who_hear_the_page_are_told_the_same(result):
    words = alt_text(result, 1, 0)
    assert words.startswith("Map, 1200 km across, of what the radars at Mürted (publicly reported), H1")
    assert "19 to 31 % of the 400 km circles covered" in words
    assert "below the horizon (" in words
    assert "10 % is unknown" in words
    engaged = alt_engagement(result, 2, 0)
    assert "Independent: reach 100 km (grade C): 19 to 31 % of the press circle." in engaged
    assert "outside the missiles' envelope (100 %)" in engaged
    assert "Test radar: detection range, from 200 km to 400 km: 10 % to 45 %" in alt_tornado(result)
    assert "At 100 m above ground: nominal warning 10 min." in alt_approach(result)
    assert alt_tornado(sample()) == ""
    assert "\n" not in words + engaged


@pytest.mark.parametrize(("lat_deg", "lon_deg"), [(90.0, 0.0), (-90.0, 0.0), (89.5, 0.0), (-17.0, 179.9)])
def test_the_north_arrow_stays_within_the_frame(lat_deg, lon_deg):
    from matplotlib.patches import Polygon

    figure = draw_shares(sample(lat_deg, lon_deg, sites=(("Here", 0.0, 0.0),), altitudes=ALTITUDES[:1]), 0, 0)
    axes = figure.axes[1]
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    arrow = [patch.get_xy() for patch in axes.findobj(Polygon) if len(patch.get_xy()) == 4]
    assert len(arrow) == 2
    points = np.concatenate(arrow)
    assert west < points[:, 0].min() < points[:, 0].max() < east
    assert south < points[:, 1].min() < points[:, 1].max() < north
    frame = axes.bbox
    (letter,) = [box for words, box in boxes_of(figure) if words == "N"]
    assert frame.x0 < letter.x0 < letter.x1 < frame.x1
    assert frame.y0 < letter.y0 < letter.y1 < frame.y1
