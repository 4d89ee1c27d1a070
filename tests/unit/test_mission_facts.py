"""What a raid needs of the catalog: tracking, identification, channels in whole sets, hand-over, loads."""

import math

import pytest

from rangering.catalog.draw import draw, reading
from rangering.catalog.fire_unit import (
    assumed_share,
    mission_inputs,
    resolve_fire_unit,
    resolve_interceptor,
    whole_readings,
)
from rangering.catalog.mission_facts import (
    flown_class,
    follows_terrain,
    resolve_cue,
    resolve_identification,
    resolve_tracking,
)
from rangering.catalog.read import load_catalog
from rangering.errors import CatalogError
from rangering.scenario.flights import HOSTILE_CLASSES
from rangering.scenario.loads import loads
from rangering.scenario.read import scenario_from_bytes
from rangering.scenario.uncertainty import stated_catalog

CATALOG = load_catalog()
PAIRS = {(6, 12), (10, 20), (20, 40)}
UNIT = """
title = "Load"
[[group]]
name = "G"
system = "{system}"
[[group.fire_unit]]
name = "F"
position = "40 N, 32 E"
{more}
"""


def load_of(system: str, more: str = "") -> dict[str, tuple[int, int, int]]:
    scenario = scenario_from_bytes(UNIT.format(system=system, more=more).encode(), "x.toml")
    group = scenario.groups[0]
    return {
        each.interceptor: (each.ready_count, each.reloads_count, each.per_launcher_count)
        for each in loads(CATALOG, group, group.fire_units[0])
    }


def test_every_radar_of_every_system_tracks():
    for system in CATALOG.ids("system"):
        facts = resolve_fire_unit(CATALOG, system)
        for radar in {facts.surveillance_radar, facts.engagement_radar, facts.acquisition_radar} - {None}:
            tracking = resolve_tracking(CATALOG, radar)
            assert 1 <= tracking.confirm_hits_count <= tracking.confirm_scans_count
            assert tracking.range_resolution_m > 0
            assert 0 < tracking.angle_floor_fraction < 1
            assert {each.grade for each in tracking.inputs} == {"D"}


def test_no_draw_confirms_a_track_on_more_hits_than_scans():
    hits, scans = CATALOG.defaults["radar.confirm_hits"], CATALOG.defaults["radar.confirm_scans"]
    assert hits.values["every"][2] <= scans.values["every"][0]


def test_a_surveillance_radar_shows_more_false_plots_than_one_that_stares():
    search, guide = (resolve_tracking(CATALOG, f"s-400/{each}") for each in ("91n6e", "92n6e"))
    assert search.false_plots_count > guide.false_plots_count
    assert search.range_resolution_m > guide.range_resolution_m  # c/2B: a megahertz gives 150 m
    assert search.range_resolution_m == pytest.approx(299_792_458.0 / 2e6, rel=0.001)


def test_identification_draws_into_its_fields_and_its_priors_sum_to_one():
    facts = resolve_identification(CATALOG, "s-400")
    assert sum(facts.priors) == pytest.approx(1.0)
    assert facts.priors == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert facts.fast_speed_m_s == pytest.approx(290 * 1852 / 3600)
    told = {each.quantity for each in facts.inputs}
    drawn = draw(CATALOG, told, 3, 1)
    other = resolve_identification(CATALOG, "s-400", reading=reading(drawn, 2))
    assert other.operator_delay_s == drawn["default/every.identification.operator_delay"][2]
    assert other.operator_delay_s != facts.operator_delay_s
    with pytest.raises(CatalogError, match="no public figure for reply_probability"):
        resolve_identification(CATALOG, "s-400", allow_defaults=False)


@pytest.mark.parametrize("given", ["targets_engaged", "missiles_guided"])
@pytest.mark.parametrize("pair", sorted(PAIRS))
def test_channels_are_a_published_pair_even_where_one_of_them_is_drawn(given, pair):
    value = pair[given == "missiles_guided"]
    facts = resolve_fire_unit(CATALOG, "s-400", reading={f"s-400/92n6e.{given}": value})
    assert (facts.targets_engaged_count, facts.missiles_guided_count) == pair


def test_channels_of_whole_draws_stay_as_drawn():
    drawn = draw(CATALOG, ["s-400/92n6e"], 40, 3)
    seen = set()
    for sample in range(40):
        facts = resolve_fire_unit(CATALOG, "s-400", reading=reading(drawn, sample))
        seen.add((facts.targets_engaged_count, facts.missiles_guided_count))
    assert seen == PAIRS


def test_a_reading_without_sets_is_left_as_it_is():
    assert whole_readings(CATALOG, {"s-400.reaction_time": 9.0}) == {"s-400.reaction_time": 9.0}


def test_an_active_seeker_frees_the_channel_and_a_semi_active_one_never():
    for name in ("48n6e", "48n6e2", "48n6e3"):
        facts = resolve_interceptor(CATALOG, f"s-400/{name}", fields=("seeker_range_m", "range_max_m"))
        assert facts.seeker_range_m == 0.0
        assert [each.field for each in facts.inputs] == ["range_max_m"]
    for name in ("40n6e", "9m96e", "9m96e2"):
        assert resolve_interceptor(CATALOG, f"s-400/{name}").seeker_range_m > 0
    unknown = resolve_interceptor(CATALOG, "tor-m2/missile")
    assert unknown.seeker_range_m == 0.0
    assert "guidance_unknown" in next(e.quantity for e in unknown.inputs if e.field == "seeker_range_m")


def test_a_price_is_the_row_where_there_is_one_in_dollars():
    assert resolve_interceptor(CATALOG, "patriot/pac-3-mse").unit_price_usd == 4e6
    facts = resolve_interceptor(CATALOG, "s-400/48n6e3", fields=("unit_price_usd",))
    assert [(each.from_default, each.unit) for each in facts.inputs] == [(True, "USD")]
    assert facts.unit_price_usd == 2e6


def test_launchers_hold_as_many_of_a_type_as_its_row_says():
    held = {
        each: resolve_interceptor(CATALOG, each).missiles_per_launcher_count
        for system in ("s-400", "patriot", "samp-t")
        for each in CATALOG[system].interceptors
    }
    assert [held[f"s-400/{each}"] for each in ("48n6e3", "9m96e", "9m96e2", "40n6e")] == [4, 16, 16, 4]
    assert [held[f"patriot/{each}"] for each in ("pac-3-mse", "pac-3", "pac-2-gem-t")] == [12, 16, 4]
    assert held["samp-t/aster-30"] == 8


def test_mission_inputs_name_the_chain_and_count_a_shared_default_once():
    inputs = mission_inputs(CATALOG, "s-400")
    shared = [each.quantity for each in inputs if each.quantity.startswith("default/every.")]
    assert len(shared) == len(set(shared))
    for name in ("identification.reply_probability", "radar.confirm_hits", "fire_unit.miss_called_kill"):
        assert f"default/every.{name}" in shared
    assert {"s-400/92n6e.targets_engaged", "default/long.interceptor.unit_price"} <= {
        each.quantity for each in inputs
    }


@pytest.mark.parametrize("system", CATALOG.ids("system"))
def test_every_mission_input_can_be_drawn_and_moves_its_field(system):
    keys = {each.quantity for each in mission_inputs(CATALOG, system)}
    drawn = reading(draw(CATALOG, keys, 2, 5), 1)
    assert keys <= set(drawn)
    facts = resolve_fire_unit(CATALOG, system, reading=drawn)
    assert facts.kill_called_miss_probability == drawn["default/every.fire_unit.kill_called_miss"]
    tracking = resolve_tracking(CATALOG, facts.engagement_radar, reading=drawn)
    assert tracking.monopulse_slope_ratio == drawn["default/every.radar.monopulse_slope"]


def test_a_scenario_may_state_a_shared_default_otherwise():
    more = '[uncertainty."default/every.identification.operator_delay"]\nnominal = "15 s"\n'
    scenario = scenario_from_bytes(UNIT.format(system="s-400", more=more).encode(), "x.toml")
    stated = stated_catalog(CATALOG, scenario.uncertainty, "x")
    facts = resolve_identification(stated, "s-400")
    assert facts.operator_delay_s == 15.0
    told = next(each for each in facts.inputs if each.field == "operator_delay_s")
    assert told.source.startswith("scenario x, in place of: class default")
    assert resolve_identification(CATALOG, "s-400").operator_delay_s == 8.0


def test_a_figure_of_the_users_own_stands_before_the_class_default(tmp_path):
    own = """
[entry."mine/radar"]
kind = "radar"
title = "Mine"
role = "engagement"
range_class = "short"
quantities.confirm_hits = { value = [2, 2, 2], unit = "count", per = "radar", grade = "D", source = "ours" }
[entry."mine/round"]
kind = "interceptor"
title = "Mine"
range_class = "short"
quantities.seeker_range = { value = [1, 3, 5], unit = "km", grade = "D", source = "ours" }

[entry."mine/round".quantities.unit_price]
value = [1, 2, 3]
unit = "billion KRW"
per = "missile"
grade = "D"
source = "ours"
"""
    path = tmp_path / "own.toml"
    path.write_text(own)
    catalog = load_catalog([path])
    assert resolve_tracking(catalog, "mine/radar").confirm_hits_count == 2
    missile = resolve_interceptor(catalog, "mine/round")
    assert missile.seeker_range_m == 3000.0
    assert missile.unit_price_usd == 200_000.0  # no rate and no year: won is not turned into dollars


def test_a_cue_from_outside_is_as_good_as_its_class_defaults_say():
    cue = resolve_cue(CATALOG, reading={"default/every.external_cue.accuracy": 900.0})
    assert (cue.update_period_s, cue.accuracy_m) == (10.0, 900.0)
    with pytest.raises(CatalogError, match="no public figure for update_period_s"):
        resolve_cue(CATALOG, allow_defaults=False)


def test_the_s_400_alone_runs_without_leave_to_assume():
    shares = {system: assumed_share(CATALOG, system) for system in CATALOG.ids("system")}
    for assumed, total in shares.values():
        assert 0 < assumed < total
    assert [system for system, (assumed, total) in shares.items() if assumed <= total / 2] == ["s-400"]


def test_every_aircraft_flies_with_the_figures_of_a_class():
    for aircraft in CATALOG.ids("aircraft"):
        assert CATALOG[flown_class(CATALOG, aircraft)].kind == "target"
    assert flown_class(CATALOG, "aircraft/anka-s") == "target/male-uav"
    assert flown_class(CATALOG, "target/airliner") == "target/airliner"
    with pytest.raises(CatalogError, match="as which class"):
        flown_class(CATALOG, "s-400/91n6e")


def test_no_run_can_tell_where_an_aircraft_of_low_signature_is_seen():
    flown = {aircraft: flown_class(CATALOG, aircraft) for aircraft in CATALOG.ids("aircraft")}
    assert flown["aircraft/f-35a"] == flown["aircraft/f-16c"]
    assert "target/stealth-fighter" not in flown.values()


def test_of_the_hostile_classes_only_the_cruise_missile_follows_the_terrain():
    assert [each for each in HOSTILE_CLASSES if follows_terrain(CATALOG[each])] == ["target/cruise-missile"]


def test_a_stated_load_is_taken_as_it_stands():
    stated = (
        'launchers = 8\nmissile = [{ type = "s-400/48n6e3", ready = 16, reloads = 8 }, '
        '{ type = "s-400/9m96e2", ready = 32 }, { type = "s-400/48n6e3", ready = 4 }]'
    )
    assert load_of("s-400", stated) == {"s-400/48n6e3": (20, 8, 4), "s-400/9m96e2": (32, 0, 16)}


@pytest.mark.parametrize("system", CATALOG.ids("system"))
def test_a_load_nobody_states_fills_every_launcher_with_one_type(system):
    facts = resolve_fire_unit(CATALOG, system)
    load = load_of(system)
    launchers = sum(ready / each for ready, _, each in load.values())
    assert launchers == facts.launchers_count
    assert all(ready % each == 0 for ready, _, each in load.values())
    fills = [ready / each for ready, _, each in load.values()]
    assert max(fills) - min(fills) <= 1
    assert list(load) == [each for each in facts.interceptors if each in load]
    assert all(store == ready * facts.reload_sets_count for ready, store, _ in load.values())


def test_eight_launchers_of_the_s_400_are_dealt_to_six_types():
    ready = {name.rpartition("/")[2]: count for name, (count, _, _) in load_of("s-400").items()}
    assert ready == {"48n6e": 8, "48n6e2": 8, "48n6e3": 4, "40n6e": 4, "9m96e": 16, "9m96e2": 16}
    four = load_of("s-400", "launchers = 4")
    assert math.fsum(count / each for count, _, each in four.values()) == 4
    assert "s-400/9m96e2" not in four
