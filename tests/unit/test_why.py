"""Why one point is covered or not: each constraint, what is said of it, the picture, and what is typed."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangering import explain, load_catalog, load_scenario, map_coverage, provenance
from rangering.coverage.compile import compile_coverage
from rangering.coverage.explanation import Interval
from rangering.coverage.judge import Asked, judge
from rangering.coverage.profile import Profile, antenna_needed_m, lowest_seen_m
from rangering.coverage.run_pass import look
from rangering.coverage.standing import stand, target_facts
from rangering.earth.geodesy import geodesic_direct
from rangering.earth.visibility import exact_lowest_visible_m
from rangering.report.profile import draw_profile
from rangering.report.why import compass, document, headline, km, metres, paragraphs, share
from rangering.scenario.place import Position
from rangering.scenario.uncertainty import stated_catalog
from rangering.sight.reach import earth_of
from rangering.sight.state import State
from tests.coverage_scenes import plain, ridge, scene

EAST = math.pi / 2.0


def at(distance_m, azimuth_rad=EAST, lat=45.0, lon=-30.0):
    """A point so far from a scene's site."""
    lat_rad, lon_rad, _ = geodesic_direct(math.radians(lat), math.radians(lon), azimuth_rad, distance_m)
    return math.degrees(float(lat_rad)), math.degrees(float(lon_rad))


def said(result):
    """All sentences in one."""
    return " ".join([headline(result), *(f"{head} {text}" for head, text in paragraphs(result))])


def only(result):
    (radar,) = result.radars
    return radar


POSTINGS_M = {"jacksboro": 100.0, "ridge": 400.0}
BEHIND = scene(terrain=ridge(700.0), altitudes=("100 m agl",))


def test_the_crest_that_hides_is_named_with_what_would_clear_it():
    radar = only(result := explain(BEHIND, "F", at(10e3), "100 m agl", posting_m=50.0))
    assert radar.state == State.TERRAIN
    assert radar.failing == (State.TERRAIN,)
    assert radar.crest.distance_m == pytest.approx(6e3, abs=1.0)
    assert radar.crest.height_m == pytest.approx(700.0, abs=0.1)
    assert radar.crest.clearance_m < -400.0
    text = said(result)
    assert "hidden by the ground 6 km out and 700 m high" in text
    assert "the only limit is terrain" in text
    higher = explain(BEHIND, "F", at(10e3), f"{radar.lowest_m + 0.01} m amsl", posting_m=50.0)
    lower = explain(BEHIND, "F", at(10e3), f"{radar.lowest_m - 0.01} m amsl", posting_m=50.0)
    assert (higher.state, lower.state) == (State.COVERED, State.TERRAIN)


def test_the_mast_that_is_named_is_just_high_enough():
    low = scene(terrain=ridge(225.0), unit='mast_height = "5 m"')
    radar = only(result := explain(low, "F", at(9e3), "20 m agl", posting_m=50.0))
    assert radar.state == State.TERRAIN
    assert 5.0 < radar.mast_needed_m < 60.0
    assert "or an antenna" in said(result)
    for more_m, state in ((0.01, State.COVERED), (-0.01, State.TERRAIN)):
        stated = f'mast_height = "{radar.mast_needed_m + more_m} m"'
        assert explain(
            scene(terrain=ridge(225.0), unit=stated), "F", at(9e3), "20 m agl", posting_m=50.0
        ).state == state  # fmt: skip


@given(
    heights_m=st.lists(st.floats(0.0, 3000.0), min_size=3, max_size=12),
    step_m=st.floats(50.0, 20e3),
    above_m=st.floats(1.0, 15e3),
)
def test_seeing_is_mutual(heights_m, step_m, above_m):
    """From the height that the target sees above the site, the antenna sees down to the target, no lower."""
    profile = Profile(step_m * np.arange(len(heights_m)), np.array(heights_m))
    target_m, curvature_1_m = heights_m[-1] + above_m, 1.0 / 8_494_667.0
    antenna_m = antenna_needed_m(profile, target_m, curvature_1_m)
    back_m = lowest_seen_m(profile, antenna_m, curvature_1_m)
    if antenna_m > heights_m[0]:  # else the target sees the site's ground itself
        assert back_m == pytest.approx(target_m, abs=1e-3)
    else:
        assert back_m <= target_m + 1e-3


def test_below_the_horizon_the_earth_is_named_and_not_the_terrain():
    result = explain(scene(terrain=plain(200.0), system="iris-t-slm"), "F", at(60e3), "50 m agl")
    assert only(result).state == State.HORIZON
    text = said(result)
    assert "the only limit is the horizon" in text
    assert "A smooth Earth would hide all below" in text
    assert only(result).bulge_m == pytest.approx(60.0**2 / 4.0 / 12.742 * 0.75, rel=1e-3)


@pytest.mark.parametrize(
    ("options", "where", "altitude", "limit", "words"),
    [
        ({"unit": 'sector = { centre = "270 deg", width = "90 deg" }'}, at(8e3), "500 m agl", State.SECTOR,
         "outside the sector"),
        ({}, at(500.0), "4000 m agl", State.SECTOR, "above the highest elevation"),
        ({"unit": 'sensitivity_loss = "40 dB"'}, at(20e3), "3000 m agl", State.POWER,
         "the only limit is power"),
        ({}, at(31e3), "3000 m agl", State.COVERED, "covered"),
        ({}, at(33e3), "3000 m agl", State.INSTRUMENTED_RANGE, "beyond its display"),
    ],
)  # fmt: skip
def test_each_limit_has_its_words(options, where, altitude, limit, words):
    result = explain(scene(**options), "F", where, altitude, "fighter")
    assert result.state == limit
    assert words in said(result)


def test_the_sentence_on_power_gives_the_whole_interval_of_the_class():
    """In free space the range goes with the fourth root of the cross-section, 0.0001 to 0.01 m²."""
    weak = scene(unit='sensitivity_loss = "40 dB"', targets=("target/stealth-fighter",))
    radar = only(result := explain(weak, "F", at(20e3), "3000 m agl"))
    nominal, low, high = radar.reach_m
    assert high / low == pytest.approx(100.0**0.25, rel=0.01)
    words = f"a target within {km(nominal)} ({km(low)} to {km(high)} over its cross-section's interval)"
    assert f"What would cover it: {words}." in said(result)


def test_several_limits_are_each_named():
    far = explain(scene(unit='sensitivity_loss = "40 dB"'), "F", at(60e3), "100 m agl")
    assert far.state == State.SEVERAL
    assert set(only(far).failing) == {State.INSTRUMENTED_RANGE, State.POWER, State.HORIZON}
    assert "several constraints fail (the end of the display, power and the horizon)" in said(far)


def test_a_point_below_the_ground_is_said_to_be_there():
    result = explain(BEHIND, "F", at(6e3), "500 m amsl", posting_m=50.0)
    assert result.state == State.UNDERGROUND
    assert "200 m below the ground, which is 700 m high" in said(result)


def test_rain_is_told_in_decibels():
    wet = explain(scene(environment='rain_rate = "50 mm/h"'), "F", at(25e3), "2000 m agl")
    dry = explain(scene(), "F", at(25e3), "2000 m agl")
    assert only(wet).rain_db > 1.0
    assert only(wet).pd.nominal < only(dry).pd.nominal
    assert "Rain takes" in said(wet)
    assert "Rain takes" not in said(dry)


def test_detection_is_as_probable_as_asked_at_the_end_of_the_reach():
    near = only(explain(scene(), "F", at(8e3), "500 m agl", "cruise-missile"))
    there = only(explain(scene(), "F", at(near.reach_m.nominal), "500 m agl", "cruise-missile"))
    assert there.pd.nominal == pytest.approx(0.5, abs=0.002)  # the ray is some metres longer than the ground
    assert there.pd.low < there.pd.nominal < there.pd.high
    strict = explain(scene(), "F", at(8e3), "500 m agl", "cruise-missile", pd_probability=0.9)
    at_strict = only(explain(scene(), "F", at(only(strict).reach_m.nominal), "500 m agl", "cruise-missile"))
    assert at_strict.pd.nominal == pytest.approx(0.9, abs=0.002)


def test_every_radar_of_a_site_is_explained_and_one_can_be_picked():
    ankara = load_scenario("ankara-2020")
    point = "41.0 N, 33.0 E"
    whole = explain(ankara, "mürted", point, "500 m amsl")
    assert [each.radar_id for each in whole.radars] == ["s-400/91n6e", "s-400/96l6e", "s-400/92n6e"]
    assert len(whole.radars) + len(whole.others) == 10
    group = explain(ankara, "GROUP 1", point, "500 m amsl")
    assert [each.radar_id for each in group.radars] == [each.radar_id for each in whole.radars]
    one = explain(ankara, "Mürted", point, "500 m amsl", radar="91n6e")
    assert only(one).state == State.HORIZON
    assert whole.state == State.COVERED == one.network_state
    assert "Of all 10 radars of the scenario 4 cover it" in headline(whole)
    second = explain(ankara, "H1", point, "500 m amsl")
    assert [each.radar_id for each in second.radars] == ["s-400/96l6e", "s-400/92n6e"]


def test_the_network_is_the_least_of_its_radars():
    ankara = load_scenario("ankara-2020")
    result = explain(ankara, "H3", "40.9 N, 32.0 E", "300 m amsl", "cruise-missile")
    states = [each.state for each in (*result.radars, *result.others)]
    assert result.network_state == min(states)


def test_each_missile_has_its_published_box():
    result = explain(load_scenario("ankara-2020"), "Mürted", at(100e3, lat=40.0789, lon=32.5656), "20 m amsl")
    boxes = {each.interceptor: each for each in result.envelopes}
    assert not boxes["s-400/9m96e"].in_range
    assert boxes["s-400/48n6e3"].in_range
    assert boxes["s-400/48n6e3"].in_altitude
    assert not boxes["s-400/48n6e"].in_altitude  # from 25 m
    assert "too low for 5 km to 150 km" in said(result)


def test_stated_missiles_stand_for_the_load_and_no_launcher_means_none():
    stocked = scene(system="s-400", unit='missile = [{ type = "s-400/48n6e3", ready = 4 }]')
    loaded = explain(stocked, "F", at(50e3), "5 km amsl").envelopes
    # One type, under both claims: the lower of them caps its own 250 km.
    assert [(e.interceptor, e.claims, e.range_max_m) for e in loaded] == [
        ("s-400/48n6e3", ("claimed",), 250e3),
        ("s-400/48n6e3", ("independent",), 200e3),
    ]
    bare = scene(system="s-400", unit='elements = ["s-400/92n6e"]')
    assert explain(bare, "F", at(50e3), "5 km amsl").envelopes == ()


def test_a_flight_level_counts_from_the_scenarios_day():
    low = scene(environment='sea_level_pressure = "980 hPa"')
    assert (
        explain(low, "F", at(20e3), "FL100").altitude_m < explain(scene(), "F", at(20e3), "FL100").altitude_m
    )
    assert "(FL100)" in headline(explain(low, "F", at(20e3), "FL100"))


def test_the_document_is_json_after_the_contract():
    result = explain(load_scenario("jacksboro"), "Hill", "36.9 N, 84.3 W", "200 m agl")
    text = json.dumps(document(result), allow_nan=False)
    whole = json.loads(text)
    assert whole["schema"] == "rangering.why/1"
    assert set(whole) == {"schema", "provenance", "environment", "assumptions", "warnings", "results"}
    assert {"k", "terrain", "datum", "posting_m"} <= set(whole["environment"])
    (radar,) = whole["results"]["radars"]
    assert whole["results"]["state"] == "unknown"
    assert radar["lowest_m"] is None
    assert radar["profile_distance_m"][0] == 0.0
    assert whole["provenance"]["caveat"] == provenance.CAVEAT
    assert any("unknown" in text for text in whole["warnings"])


@pytest.mark.parametrize(
    ("azimuth_deg", "words"),
    [(0.0, "north"), (11.2, "north"), (11.3, "north-north-east"), (90.0, "east"), (349.0, "north"),
     (225.0, "south-west")],
)  # fmt: skip
def test_compass(azimuth_deg, words):
    assert compass(math.radians(azimuth_deg)) == words


def test_numbers_for_reading():
    assert (km(999.0), km(14_249.0)) == ("999 m", "14.2 km")
    assert (metres(5.0), metres(0.04), metres(843.4), metres(1234.2, up=True)) == (
        "5 m",
        "0 m",
        "843 m",
        "1,235 m",
    )
    assert (share(0.9999), share(1e-6), share(0.42)) == ("above 0.99", "below 0.01", "0.42")


def words_on(figure):
    """Every text of a picture."""
    from matplotlib.text import Text

    said = " ".join(each.get_text() for each in figure.findobj(Text))
    return said.replace("\n", " ").replace("\u00a0", " ")


def test_the_picture_says_what_it_shows():
    result = explain(BEHIND, "F", at(10e3), "100 m agl", posting_m=50.0)
    words = words_on(draw_profile(result))
    for each in ("crest 700 m, 6 km out", "lowest altitude seen", "(100 m above ground)", "times larger",
                 "k = 1.333", "antenna 12 m", provenance.CAVEAT, "not covered"):  # fmt: skip
        assert each in words, each


@pytest.mark.parametrize(
    ("where", "altitude"),
    [
        ("36.5858 N, 84.2667 W", "3000 m amsl"),  # straight above
        ("36.9 N, 84.3 W", "200 m agl"),  # outside the terrain
        ("36.9 N, 84.3 W", "2000 m amsl"),
        ("36.65 N, 84.3 W", "300 m amsl"),  # below the ground
        ("36.58585 N, 84.2667 W", "300 m agl"),  # six metres away
    ],
)
def test_every_kind_of_point_has_its_picture(where, altitude):
    result = explain(load_scenario("jacksboro"), "Hill", where, altitude)
    assert "Hill" in words_on(draw_profile(result))
    assert said(result)


def test_a_ray_is_straight_and_the_earth_bulges_by_the_drop():
    """Three points of a tangent line: over the cut they lie on one line."""
    from rangering.report.cut import Cut

    radius_m, far_m = 8_494_667.0, 200e3
    cut = Cut(radius_m, far_m)
    along_m = np.array([0.0, 70e3, 200e3])
    height_m = radius_m / np.cos(along_m / radius_m) - radius_m  # the horizontal through the left foot
    x, y = cut.place(along_m, height_m)
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx((y[2] - y[0]) / (x[2] - x[0]), rel=1e-6)
    _, middle = cut.place(100e3, 0.0)
    assert float(middle) == pytest.approx(100.0**2 / (2.0 * 8494.667) * 1e3, rel=1e-4)
    assert float(cut.place(0.0, 0.0)[1]) == pytest.approx(0.0, abs=1e-6)


def test_the_command_prints_sentences_and_writes_the_picture(run, tmp_path):
    path = tmp_path / "deep" / "why.png"
    ran = run(
        "why", "ridge", "west site", "--at", "45.0, -29.7", "--altitude", "100 m", "--agl", "--out", str(path)
    )
    assert ran.status == 0, ran.err
    assert "the only limit is terrain" in " ".join(ran.out.split())
    assert provenance.CAVEAT in ran.out
    assert "labelled: fictitious" in ran.out
    assert path.read_bytes()[:4] == b"\x89PNG"
    assert [each.name for each in path.parent.iterdir()] == ["why.png"]


def test_the_command_as_json(run):
    words = (
        "why",
        "ridge",
        "West site",
        "--at",
        "45.0 N, 29.7 W",
        "--altitude",
        "FL330",
        "--target",
        "airliner",
    )
    whole = json.loads(run(*words, "--json").out)
    assert whole["results"]["state"] == "covered"
    assert whole["results"]["target"] == "target/airliner"


@pytest.fixture(scope="module", params=["jacksboro", "ridge"])
def mapped(request):
    """A shipped scenario and its map."""
    scenario = load_scenario(request.param)
    return scenario, map_coverage(scenario, posting_m=POSTINGS_M[request.param], samples=0)


def swept_at(result, row, col):
    """The map's lowest altitude in line of sight at one of its cells; infinite beyond the sweep. [m]"""
    (radar,) = result.radars
    r = row - result.ground.row0 + radar.ground.row0
    c = col - result.ground.col0 + radar.ground.col0
    rows, cols = radar.lowest_m.shape
    return float(radar.lowest_m[r, c]) if 0 <= r < rows and 0 <= c < cols else math.inf


def cells(result, count, seed=3):
    """Some cells that the map shows: row, column, and where they are."""
    ground = result.ground
    inside = np.argwhere(result.state[0, 0] != State.OUTSIDE)
    for row, col in np.random.default_rng(seed).permutation(inside)[:count]:
        north_m, east_m = (row - ground.row0) * ground.posting_m, (col - ground.col0) * ground.posting_m
        away_m, azimuth_rad = math.hypot(north_m, east_m), math.atan2(east_m, north_m)
        yield row, col, at(away_m, azimuth_rad, ground.lat_deg, ground.lon_deg)


def test_the_verdict_is_the_maps_at_many_cells(mapped):
    """It may differ only where the target flies between the map's lowest altitude and the exact one."""
    scenario, result = mapped
    catalog = stated_catalog(load_catalog(), scenario.uncertainty, scenario.name)
    pd = result.pd_probability
    (radar,) = result.radars
    exact_m, asked_cells, known, differing = [], [], set(), 0
    for t, target in enumerate(result.targets):
        facts, sizes = target_facts(catalog, target.id, allow_defaults=True)
        everyone = stand(scenario, catalog, facts, sizes, pd, allow_defaults=True)
        (here,) = (each for each in everyone if each.sited.in_network)
        earth = earth_of(scenario.environment)
        low_m2, nominal_m2, high_m2 = sizes
        for row, col, point in cells(result, 150, seed=t):
            for a, altitude in enumerate(scenario.coverage.altitudes):
                place = Position(lat=point[0], lon=point[1])
                asked = Asked(place, altitude, facts, Interval(nominal_m2, low_m2, high_m2), pd, earth)
                mine = judge(scenario, here, asked, result.ground, echo=False)
                theirs = State(result.state[a, t, row, col])
                known.add(theirs)
                swept_m, height_m = swept_at(result, row, col), float(result.ground.height_m[row, col])
                target_m = altitude.above_sea_m(height_m, 101325.0, 0.0)
                if swept_m == math.inf:
                    assert mine.state in (theirs, State.UNKNOWN), (row, col, altitude, mine.state, theirs)
                    continue
                if mine.state != theirs:
                    differing += 1
                    low_m, high_m = sorted((swept_m, mine.lowest_m))
                    assert low_m <= target_m <= high_m, (row, col, altitude, mine.state, theirs)
                assert math.isnan(mine.lowest_m) == math.isnan(swept_m)
                exact_m.append(mine.lowest_m)
                asked_cells.append((row, col))
    assert {State.COVERED, State.TERRAIN} <= known
    line_m = exact_lowest_visible_m(
        result.ground.height_m, result.ground.row0, result.ground.col0, result.ground.posting_m,
        radar.antenna_m, 1.0 / earth.effective_radius_m, *np.array(asked_cells).T,
    )  # fmt: skip
    # A millimetre: the cell's place went through degrees.
    np.testing.assert_allclose(exact_m, line_m, rtol=0.0, atol=1e-3)
    assert differing < 0.01 * len(exact_m)


def test_the_door_says_what_the_map_says(mapped):
    scenario, result = mapped
    (radar,) = result.radars
    for row, col, point in cells(result, 6, seed=8):
        mine = explain(
            scenario, scenario.fire_units[0].name, point, scenario.coverage.altitudes[0],
            result.targets[0].id, posting_m=radar.ground.posting_m,
        )  # fmt: skip
        assert only(mine).antenna_m == radar.antenna_m
        assert only(mine).reach_m.nominal == radar.power_m[result.targets[0].id]
        swept_m = swept_at(result, row, col)
        if math.isnan(swept_m) or abs(swept_m - mine.altitude_m) > 1.0:
            assert mine.state == State(result.state[0, 0, row, col])


def test_the_share_of_readings_is_the_maps():
    """Of the same seed, cell by cell; the map interpolates between masts, which moves few readings."""
    scenario = scene(terrain=ridge(330.0), altitudes=("100 m agl", "1500 m agl"), unit="")
    made = compile_coverage(scenario, load_catalog(), samples=64, seed=5, posting_m=400.0, also_scored=False)
    looked, ground = look(made.plan), made.plan.network_ground
    partly, off = 0, []
    for row, col in np.random.default_rng(1).integers(0, ground.height_m.shape[0], size=(60, 2)):
        north_m, east_m = (row - ground.row0) * 400.0, (col - ground.col0) * 400.0
        point = at(math.hypot(north_m, east_m), math.atan2(east_m, north_m))
        for a, altitude in enumerate(scenario.coverage.altitudes):
            mine = explain(
                scenario, "F", point, altitude, "cruise-missile", seed=5, posting_m=400.0
            ).network_covered_count
            theirs = int(looked.readings[a, 1, row, col])
            partly += 0 < theirs < 64
            off.append(abs(mine - theirs))
    assert partly > 10
    assert sum(each == 0 for each in off) > 0.9 * len(off)
    assert max(off) <= 4


def test_without_readings_none_are_told():
    point = at(10e3)
    drawn = explain(BEHIND, "F", point, "100 m agl", posting_m=50.0)
    bare = explain(BEHIND, "F", point, "100 m agl", posting_m=50.0, samples=0)
    assert (bare.covered_count, bare.network_covered_count) == (None, None)
    assert "readings" not in said(bare)
    assert f"covered in {drawn.covered_count} of 64 readings" in headline(drawn)
    assert document(bare)["results"]["covered_count"] is None
    assert document(drawn)["results"]["radars"][0]["covered_count"] == drawn.covered_count


def test_a_class_too_slow_along_the_line_of_sight_fails_by_the_maps_rule():
    """v cos(elevation) >= least: at 230 m/s the class, at 244 m/s, passes up to acos(230/244)."""
    slow = """[uncertainty."default/short.radar.minimum_radial_speed"]
low = "229 m/s"
nominal = "230 m/s"
high = "231 m/s"
"""
    scenario = scene(unit='mast_height = "12 m"', more=slow)
    states = []
    for part in (0.97, 1.03):
        speed_m_s = explain(scenario, "F", at(5e3), "500 m agl", "cruise-missile").target.speed_m_s
        height_m = 12.0 + 5e3 * math.tan(part * math.acos(230.0 / speed_m_s))
        result = explain(scenario, "F", at(5e3), f"{height_m} m amsl", "cruise-missile")
        states.append(result.state)
    assert states == [State.COVERED, State.KINEMATICS]
    assert "speed along the line of sight" in said(result)


def test_a_class_default_that_stands_in_is_explained_only_where_asked():
    point = at(10e3)
    whole = explain(scene(), "F", point, "1000 m agl")
    alone = explain(scene(), "F", point, "1000 m agl", radar="default/short/engagement")
    assert [each.in_network for each in whole.radars] == [True]
    assert [each.in_network for each in alone.radars] == [False]
    assert alone.network_state == whole.network_state
    assert alone.network_covered_count == whole.network_covered_count
    assert len(alone.network) == len(whole.network) == 1
    assert "a class default stands in" in said(alone)
    assert "a class default stands in" not in said(whole)


def test_competing_claims_are_each_told():
    far = explain(scene(system="s-400"), "F", at(300e3), "10000 m amsl")
    boxes = {(each.interceptor, each.claims): each for each in far.envelopes}
    claimed, independent = (boxes["s-400/40n6e", (name,)] for name in ("claimed", "independent"))
    assert (claimed.range_max_m, claimed.inside) == (400e3, True)
    assert (independent.range_max_m, independent.inside) == (200e3, False)
    assert "within 5 km to 400 km (claimed, grade" in said(far)
    assert "too far for 5 km to 200 km (independent, grade" in said(far)
    for each in far.envelopes:
        assert each.inside == (each.in_range and each.in_altitude)


def test_options_that_are_not_counted_are_said():
    told = explain(scene(environment="diffraction = true\nclutter = true"), "F", at(10e3), "500 m agl")
    (warning,) = (each for each in told.warnings if "not counted" in each)
    assert "diffraction, clutter" in warning
    assert not any("not counted" in each for each in explain(scene(), "F", at(9e3), "500 m agl").warnings)
