"""The kernels of a coverage map one by one, then a whole small map."""

from itertools import product

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.constants import EARTH_RADIUS_M
from rangering.coverage.compile import compile_coverage
from rangering.coverage.kernels import between_nodes, cell_area_m2
from rangering.coverage.run import map_coverage
from rangering.earth.visibility import lowest_visible_m
from rangering.scenario.read import scenario_from_tables
from rangering.sight.kernels import clear_air_range_m, sight_state, smooth_shadow_m, verdict
from rangering.sight.plan import EarthPlan
from rangering.sight.reach import compile_reach, free_space_ranges_m
from rangering.sight.state import State
from tests.coverage_scenes import plain, ridge, scene
from tests.kernel_scene import DRY, EFFECTIVE_M, FAR_M, Radar, Region, look_at

LOW = Radar(power_m=(FAR_M,))


def states(
    ground_m, *, earth=DRY, altitude_m=500.0, above_ground=False, lowest_m=None, instrumented_m=FAR_M,
    power_m=FAR_M, antenna=LOW, **radar,
):  # fmt: skip
    """States of one layer and one radar on a square grid of 1 km about its middle."""
    one = antenna._replace(instrumented_m=instrumented_m, power_m=(power_m,), **radar)
    looked = look_at(
        ground_m, (one,), earth=earth, altitudes_m=(altitude_m,), above_ground=above_ground, lowest_m=lowest_m
    )
    return looked.state[0, 0]


@pytest.mark.both_ways
def test_sight_is_blamed_on_the_horizon_only_where_the_smooth_earth_hides_too():
    assert sight_state(100.0, 100.0, 0.0) == State.COVERED
    assert sight_state(100.0, 120.0, 90.0) == State.TERRAIN
    assert sight_state(100.0, 120.0, 110.0) == State.HORIZON


@pytest.mark.both_ways
def test_a_verdict_names_the_only_constraint_that_fails():
    alone = (State.SECTOR, State.INSTRUMENTED_RANGE, State.KINEMATICS, State.POWER)
    for *met, sight in product(*((True, False),) * 4, (0, State.TERRAIN, State.HORIZON)):
        failing = [state for state, holds in zip(alone, met, strict=True) if not holds]
        failing += [sight] if sight else []
        expected = State.SEVERAL if len(failing) > 1 else next(iter(failing), State.COVERED)
        assert verdict(*met, sight) == expected


@pytest.mark.both_ways
@pytest.mark.parametrize("ground_m", [-400.0, 0.0, 1500.0, 4500.0])
def test_over_level_ground_of_any_height_the_shadow_is_what_the_sweep_finds(ground_m):
    ground = np.full((41, 41), ground_m, np.float32)
    antenna_m = ground_m + 12.0
    lowest_m = lowest_visible_m(ground, 20, 20, 2e3, antenna_m, 1.0 / EFFECTIVE_M)
    shadow_m = [smooth_shadow_m(antenna_m, ground_m, 2e3 * n, EFFECTIVE_M) for n in range(1, 21)]
    above_m = np.array(shadow_m) - lowest_m[20, 21:]
    # The sweep sees the ground at nodes alone and misses up to 1 km²/(2 kR), 6 cm, between two;
    # behind that it grows with the distance. Its heights are stored to half a millimetre.
    assert above_m.max() < 0.06 * 20 / 7
    assert above_m.min() > -1e-3


@pytest.mark.both_ways
def test_a_loss_counts_as_distance():
    assert clear_air_range_m(20e3, 0.0) == 20e3
    # An echo falls with R⁴: 40 dB are a factor of ten in range, won or lost.
    assert clear_air_range_m(20e3, 40.0) == pytest.approx(200e3, rel=1e-12)
    assert clear_air_range_m(20e3, -40.0) == pytest.approx(2e3, rel=1e-12)
    assert np.isfinite(clear_air_range_m(1e6, 1e6))


@pytest.mark.both_ways
def test_each_constraint_alone_is_named():
    level = np.zeros((21, 21))
    middle, edge = (10, 10), (10, 20)
    assert (states(level) == State.COVERED).all()
    sector = states(level, centre_rad=0.5 * np.pi, width_rad=0.25 * np.pi, least_rad=-1.0, most_rad=1.5)
    assert sector[edge] == sector[middle] == State.COVERED
    assert sector[10, 0] == sector[20, 10] == State.SECTOR
    steep = states(level, least_rad=np.radians(5.0))
    # 480 m above the antenna: 5 degrees at 5.5 km.
    assert steep[10, 15] == State.COVERED
    assert steep[10, 16] == State.SECTOR
    assert states(level, instrumented_m=5.1e3)[10, 15:17].tolist() == [
        State.COVERED,
        State.INSTRUMENTED_RANGE,
    ]
    assert states(level, power_m=5.1e3)[10, 15:17].tolist() == [State.COVERED, State.POWER]
    assert states(level, power_m=5e3, instrumented_m=5e3)[edge] == State.SEVERAL
    assert states(level, extent_m=9.5e3)[edge] == State.OUTSIDE
    wall = level.copy()
    wall[:, 13] = 600.0
    assert states(wall, altitude_m=700.0)[10, 12:16].tolist() == [0, 0, State.TERRAIN, State.TERRAIN]
    assert states(wall)[10, 12:15].tolist() == [State.COVERED, State.UNDERGROUND, State.TERRAIN]
    assert states(wall, altitude_m=0.0, above_ground=True)[10, 13] == State.COVERED
    # Fast enough below 5 degrees alone, flying level.
    slow = states(level, fast_tangent=(np.tan(np.radians(5.0)),))
    assert slow[10, 15:17].tolist() == [State.KINEMATICS, State.COVERED]
    assert (states(level, fast_tangent=(-1.0,)) == State.KINEMATICS).all()
    assert states(np.zeros((61, 61)), antenna_m=0.5, altitude_m=5.0)[30, 60] == State.HORIZON


@pytest.mark.both_ways
def test_the_slant_range_is_the_straight_line():
    level = np.zeros((21, 21))
    angle = 10e3 / EFFECTIVE_M
    across_m, up_m = (EFFECTIVE_M + 30e3) * np.array([np.sin(angle), np.cos(angle)])
    straight_m = np.hypot(across_m, up_m - EFFECTIVE_M - 20.0)
    high = {"altitude_m": 30e3}
    assert states(level, instrumented_m=straight_m + 0.01, **high)[10, 20] == State.COVERED
    assert states(level, instrumented_m=straight_m - 0.01, **high)[10, 20] == State.INSTRUMENTED_RANGE


@pytest.mark.both_ways
def test_a_plateau_is_no_terrain_but_a_rim_is():
    plateau = np.full((61, 61), 3000.0)
    assert states(plateau, antenna_m=3002.0, altitude_m=5.0, above_ground=True)[30, 60] == State.HORIZON
    plateau[30, 50] = 3050.0
    assert states(plateau, antenna_m=3002.0, altitude_m=40.0, above_ground=True)[30, 60] == State.TERRAIN


@pytest.mark.both_ways
def test_between_two_grounds_the_smooth_earth_lies_at_the_lower():
    hill = np.zeros((21, 21))
    hill[10, 10] = 500.0
    hill[:, 19] = 100.0
    from_hill = states(hill, antenna_m=520.0, altitude_m=30.0)
    # Behind the wall, and 30 m above a plain that would hide nothing there.
    assert from_hill[10, 20] == State.TERRAIN
    shelf = np.zeros((21, 21))
    shelf[:, 15:] = 1000.0
    # 3 m above the shelf: a sphere at its height would hide that from below, 5.9 m at 10 km.
    assert states(shelf, altitude_m=1003.0)[10, 20] == State.TERRAIN


@pytest.mark.both_ways
def test_what_nobody_knows_is_neither_seen_nor_hidden():
    ground = np.zeros((21, 21))
    ground[10, 13] = np.nan
    ground[10, 18] = 800.0
    row = states(ground)[10]
    assert (row[:13] == State.COVERED).all()
    assert (row[13:18] == State.UNKNOWN).all()
    assert row[18] == State.UNDERGROUND  # that much is known
    assert row[19] == State.UNKNOWN


@pytest.mark.both_ways
def test_rain_ends_at_its_top():
    level = np.zeros((21, 21))
    # 1 dB per km both ways: at 10 km, 10 dB are a factor 10^0.25 = 1.78 in range.
    wet = {"earth": EarthPlan(EFFECTIVE_M, 5e3), "rain_db_m": 1e-3, "altitude_m": 20.0}
    assert states(level, power_m=18e3, **wet)[10, 20] == State.COVERED
    assert states(level, power_m=17e3, **wet)[10, 20] == State.POWER
    above = wet | {"earth": EarthPlan(EFFECTIVE_M, 10.0)}
    assert states(level, power_m=10.1e3, **above)[10, 20] == State.COVERED


@pytest.mark.both_ways
def test_a_lattice_gives_back_what_is_linear_along_its_sides():
    rows, cols = np.indices((3, 5))
    nodes = 7.0 + 2.0 * rows - 3.0 * cols + 0.5 * rows * cols
    for row, col in [(0.0, 0.0), (1.0, 1.0), (0.25, 0.9), (0.5, 0.5)]:
        at_row, at_col = 2.0 * row, 4.0 * col
        expected = 7.0 + 2.0 * at_row - 3.0 * at_col + 0.5 * at_row * at_col
        assert between_nodes(nodes, row, col) == pytest.approx(expected, abs=1e-12)


@pytest.mark.both_ways
def test_the_network_keeps_the_least_and_takes_the_nearest_cell():
    level = np.zeros((11, 11))
    # The second site lies 3.4 km east and 1.6 km south: its cells fall on the nearest of ours.
    blind = Radar(power_m=(1.0,), extent_m=30e3)
    near = Radar(site=1, instrumented_m=1.2e3, extent_m=1.2e3)
    looked = look_at(level, (blind, near), sites=[(level, 3.4e3, -1.6e3)], altitudes_m=(30.0,))
    expected = np.full((11, 11), State.POWER)
    for row, col in np.ndindex(11, 11):
        east, north = np.floor(np.array([col - 5 - 3.4, row - 5 + 1.6]) + 0.5)
        if np.hypot(east, north) <= 1.0:
            expected[row, col] = State.COVERED
    assert expected[3, 8] == State.COVERED
    assert (looked.state[0, 0] == expected).all()
    beyond = look_at(level, (near._replace(site=0),), altitudes_m=(30.0,)).state[0, 0]
    assert sorted(np.unique(beyond)) == [State.COVERED, State.OUTSIDE]


@pytest.mark.both_ways
def test_beyond_its_own_ground_a_radar_is_blamed_for_the_horizon_there():
    """Its sweep ends where the Earth hides all; the map's own ground says what lies there."""
    small, wide = np.zeros((5, 5)), np.zeros((11, 11))
    wide[5, 10] = 600.0
    east = Radar(site=1, power_m=(1.0,))
    state = look_at(wide, (Radar(in_network=False), east), sites=[(small, 0.0, 0.0)], altitudes_m=(500.0,))
    row = state.state[0, 0, 5]
    assert row[6] == State.POWER
    assert row[9] == State.SEVERAL  # out of sight and too weak
    assert row[10] == State.UNDERGROUND


@pytest.mark.both_ways
def test_an_assumed_radar_adds_nothing_to_what_is_seen():
    level = np.zeros((5, 5))
    looked = look_at(level, (Radar(power_m=(1.0,)), Radar(in_network=False)), altitudes_m=(500.0,))
    assert (looked.state == State.POWER).all()


@pytest.mark.both_ways
def test_a_union_of_discs_is_counted_once():
    level = np.zeros((9, 9))
    discs = ((0, 1.5e3), (1, 1.5e3))
    looked = look_at(
        level, (Radar(),), sites=[(level, 2e3, 0.0)], regions=(Region(0, discs), Region(0, discs[:1]))
    )
    cells = looked.areas.by_state_km2[:, 0, 0, State.COVERED]
    # Nine nodes lie within 1.5 km of each site, three of them of both; a square of 1 km is 1 km² to 1e-7.
    assert cells == pytest.approx([15.0, 9.0], rel=1e-6)


@pytest.mark.both_ways
@pytest.mark.parametrize("radius_m", [10e3, 1.7e6])
def test_areas_are_those_of_a_spherical_cap(radius_m):
    posting_m = radius_m / 20
    rows, cols = np.indices((43, 43)) - 21
    area_m2 = np.array(
        [[cell_area_m2(r, c, 21, 21, posting_m, EARTH_RADIUS_M) for c in range(43)] for r in range(43)]
    )
    inside = np.hypot(rows, cols) * posting_m <= radius_m
    cap_m2 = 2.0 * np.pi * EARTH_RADIUS_M**2 * (1.0 - np.cos(radius_m / EARTH_RADIUS_M))
    assert area_m2[inside].sum() == pytest.approx(cap_m2, rel=2**1.5 / 20)  # Gauss: N - πr² is at most √8 πr
    # Snyder, equation 25-1: distances across the plane are too long by c / sin c, c = d / R.
    angle = np.hypot(rows, cols) * posting_m / EARTH_RADIUS_M
    exact_m2 = posting_m**2 * np.sinc(angle / np.pi)
    assert area_m2 == pytest.approx(
        exact_m2, rel=1e-15 + angle.max() ** 6 / 4900
    )  # 1/5040, the sine's next term, over sinc


@pytest.mark.both_ways
def test_the_table_counts_what_the_map_shows():
    level = np.zeros((13, 13))
    looked = look_at(
        level, (Radar(centre_rad=1.5 * np.pi, width_rad=np.pi),), regions=(Region(0, ((0, 5e3),)),)
    )
    rows, cols = np.indices((13, 13)) - 6
    inside = np.hypot(rows, cols) <= 5.0
    shown = looked.areas.by_state_km2[0, 0, 0]
    for state in (State.COVERED, State.SECTOR):
        counted = np.count_nonzero(inside & (looked.state[0, 0] == state))
        assert shown[state] == pytest.approx(counted, rel=1e-6)
    assert shown.sum() == pytest.approx(np.count_nonzero(inside), rel=1e-6)
    assert shown[State.SECTOR] > 30.0


def test_a_flight_level_is_a_height_on_the_day():
    catalog = load_catalog()

    def height_m(environment):
        plan = compile_coverage(scene(altitudes=("FL100",), environment=environment), catalog).plan
        return float(plan.layers.altitude_m[0])

    standard_m = height_m("")
    # 10,000 ft of geopotential are 1.5 m more of height.
    assert standard_m == pytest.approx(3048.0, abs=1.6)
    # 12.0 Pa a metre at sea level (ICAO Doc 7488: 1.225 kg/m³ × 9.807 m/s²), 1 % less in the air above.
    lower_m = standard_m - height_m('sea_level_pressure = "983.25 hPa"')
    assert lower_m == pytest.approx(3000.0 / 12.01, rel=0.03)
    # The layer below is warmer throughout by 10 K in a mean of 278 K.
    assert height_m('isa_deviation = "10 K"') / standard_m == pytest.approx(1.0 + 10.0 / 278.0, rel=1e-3)


def test_the_scenarios_own_figure_counts():
    catalog = load_catalog()
    stated = '[uncertainty."tor-m2/surveillance-radar.detection_range"]\nlow = "16 km"\nnominal = "16 km"'
    own, usual = (compile_coverage(scene(more=text), catalog) for text in (stated, ""))
    twice, once = (np.array(free_space_ranges_m(each.facts[0], each.targets, 0.5)) for each in (usual, own))
    assert twice / once == pytest.approx([2.0, 2.0])
    assert own.rings == usual.rings  # what is claimed in public stays what it is
    wider = '[uncertainty."tor-m2/missile.range_max"]\nhigh = "40 km"'
    assert compile_coverage(scene(more=wider), catalog).press_circles == usual.press_circles
    result = map_coverage(scene(more=stated), catalog=catalog, posting_m=2e3)
    assert any("detection_range" in text and "own values" in text for text in result.assumptions)


def test_rain_follows_the_published_table():
    # P.838-3, table 5, at 3 GHz; for circular polarisation its equations 4 and 5 take the mean.
    k_h, alpha_h, k_v, alpha_v = 1.390e-4, 1.2322, 1.942e-4, 1.0688
    k, alpha = (k_h + k_v) / 2, (k_h * alpha_h + k_v * alpha_v) / (k_h + k_v)
    wet = scene(system="siper", environment='rain_rate = "25 mm/h"', unit='mast_height = "12 m"')
    made = compile_coverage(wet, load_catalog(), posting_m=3e3)
    assert made.facts[0].frequency_hz == 3e9
    assert made.plan.radars[0].reach.rain_db_m == pytest.approx(2e-3 * k * 25.0**alpha, rel=1e-3)
    # ISO 2533: 15 °C falling by 6.5 K a kilometre freezes at 2308 m; P.839 adds 360 m.
    assert made.plan.earth.rain_top_m == pytest.approx(2668.0, abs=1.0)


@pytest.mark.both_ways
def test_a_whole_map_holds_together():
    told = []
    two = (
        '[[group.fire_unit]]\nname = "F2"\nposition = "45.1 N, 29.8 W"\n'
        'sector = { centre = "90 deg", width = "120 deg" }'
    )
    asked = scene(terrain=ridge(900.0), more_units=two, altitudes=("100 m agl", "600 m amsl"))
    result = map_coverage(asked, samples=3, posting_m=3e3, progress=lambda what, share: told.append(share))
    assert result.readings.max() == 3
    assert result.engagements[0].readings.max() == 3
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert result.state.shape == (2, 2, *result.ground.height_m.shape)
    names = {"all radars", "site F", "site F2", *(radar.name for radar in result.radars)}
    assert {row.of for row in result.table} == names
    assert {row.ring for row in result.table} == {"detection claim", "press circle"}
    west, east = result.radars
    assert west.mast_height_m == pytest.approx(12.0)
    assert west.antenna_m == pytest.approx(212.0)
    # Tor-M2's missile reaches 16 km, its radar is claimed to see 32 km.
    assert {ring.radius_m for *_, ring in result.engagement_rings} == {16e3}
    assert west.ring.radius_m == 32e3
    assert np.degrees(east.sector_width_rad) == pytest.approx(120.0)
    row0, col0 = result.ground.row0, result.ground.col0
    assert result.covered(1, 0)[row0, col0 + 1]
    assert result.state[1, 0, row0, col0 + 2] == State.UNDERGROUND  # the crest
    assert result.environment["terrain_kind"] == "analytic"
    assert set(result.provenance["inputs"]) == {"scenario", "catalog"}
    assert not result.warnings


def test_what_one_radars_display_alone_keeps_out_is_said_beyond_its_own_ring():
    # The second radar, 30 km east, is 40 dB too weak; the first displays 32 km and would see a fighter at 48.
    weak = '[[group.fire_unit]]\nname = "F2"\nposition = "45.0 N, 29.62 W"\nsensitivity_loss = "40 dB"'
    result = map_coverage(scene(more_units=weak, altitudes=("3000 m amsl",)), posting_m=1e3)
    assert 46e3 < result.radars[0].power_m["target/fighter"] < 47.9e3  # by the fourth root, less the gases
    east = result.state[0, 0, result.ground.row0, result.ground.col0 :]
    assert east[30 - 1] == State.COVERED
    assert east[30 + 10] == State.INSTRUMENTED_RANGE
    assert east[30 + 25] == State.POWER


def test_a_ring_beyond_every_radar_is_kept_uncovered_by_several():
    off = '[[group.fire_unit]]\nname = "F2"\nposition = "45.0 N, 28.0 W"\nalert = "off"'
    result = map_coverage(scene(more_units=off), posting_m=1e3)
    circles = [row for row in result.table if row.ring == "press circle"]
    for row in circles:
        assert sum(share for _, share in row.limits) + row.seen_share == pytest.approx(1.0, abs=1e-12)
    assert {row.of for row in circles} == {"all radars", "site F", "site F2"}
    for row in circles:
        several = dict(row.limits).get("several", 0.0)
        assert (several > 0.49) if row.of == "all radars" else (several == 1.0) == (row.of == "site F2")
    assert any("F2" in text for text in result.warnings)


def test_radars_of_one_site_share_its_ground():
    plan = compile_coverage(scene(terrain=plain(100.0)), load_catalog(), posting_m=1e3).plan
    assert len(plan.radars) == 2  # it finds with one, and guides by a class default
    assert len(plan.grids.first) == 1
    for radar in plan.radars:
        assert np.shares_memory(radar.ground.height_m, plan.grids.height_m)


def test_a_direction_turns_the_radar_that_has_a_sector_and_leaves_the_other_all_round():
    tables = {
        "title": "Two kinds of radar",
        "group": [
            {
                "name": "G",
                "system": "s-400",
                "elements": [],
                "fire_unit": [
                    {
                        "name": "F",
                        "position": "46 N, 8 E",
                        "sector": {"centre": "90 deg", "width": "60 deg"},
                        "elements": ["s-400/92n6e", "s-400/96l6e"],
                    }
                ],
            }
        ],
    }
    result = map_coverage(scenario_from_tables(tables, "two.toml"), posting_m=10e3)
    widths_deg = {radar.radar_id: np.degrees(radar.sector_width_rad) for radar in result.radars}
    assert widths_deg == pytest.approx({"s-400/92n6e": 60.0, "s-400/96l6e": 360.0})


def test_a_range_that_nobody_publishes_is_called_assumed():
    tables = {
        "title": "Nothing published",
        "group": [{"name": "G", "system": "barak-8", "fire_unit": [{"name": "F", "position": "46 N, 8 E"}]}],
    }
    result = map_coverage(scenario_from_tables(tables, "unpublished.toml"), posting_m=5e3)
    assert {row.ring for row in result.table} == {"press circle", "assumed range"}
    assert not result.radars[0].ring.is_published


def test_gases_count_only_as_the_difference_from_the_claim():
    """The claim itself is met to the metre; smaller classes gain on the fourth root, larger ones lose."""
    made = compile_coverage(scene(), load_catalog())
    radar, environment = made.facts[0], scene().environment
    small, same, large = (
        made.targets[0]._replace(rcs_m2=factor * radar.rcs_m2) for factor in (1e-3, 1.0, 30.0)
    )
    asked = (small, same, large)
    free_m = free_space_ranges_m(radar, asked, radar.pd)
    reach = compile_reach(environment, 0.0, radar, asked, radar.pd)
    assert reach.power_m[1] == pytest.approx(radar.range_m, abs=1.0)
    assert reach.power_m[0] > free_m[0]
    assert reach.power_m[2] < free_m[2]


def test_a_wetter_band_loses_more_to_the_gases():
    """ITU-R P.676: the water line at 22 GHz takes ten times what 10 GHz does."""
    made = compile_coverage(scene(), load_catalog())
    environment = scene().environment
    large = [made.targets[0]._replace(rcs_m2=100.0)]
    at_10, at_22 = (
        compile_reach(environment, 0.0, made.facts[0]._replace(frequency_hz=f), large, 0.5).power_m[0]
        for f in (10e9, 22.2e9)
    )
    assert at_22 < at_10
