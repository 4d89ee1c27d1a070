"""From a scenario to the plan of a raid: raids, ids, all of a plan at once, and what is refused."""

import numba
import numpy as np
import pytest

from rangering.catalog.fire_unit import assumed_share
from rangering.errors import CatalogError, RangeringError, ScenarioError
from rangering.mission.compile import compile_mission
from rangering.mission.plan import HOSTILE
from rangering.scenario.read import scenario_from_bytes
from rangering.streams import name_id
from tests.coverage_scenes import plain, ridge
from tests.raid_scenes import CATALOG, SECOND_GROUP, SECOND_UNIT, compiled, flight, raid_scene

SHOOTERS = [each for each in CATALOG.ids("system") if CATALOG[each].interceptors]
PORT = """
[[asset]]
name = "port"
position = { lat = 45.2, lon = -29.9 }
[[raid]]
name = "second raid"
against = ["port", "city"]
size = 3
mix = { "target/fighter" = 1 }
"""


def test_a_raid_says_how_many_when_and_of_which_classes():
    mix = '"target/fighter" = 1, "target/one-way-uav" = 3, "target/cruise-missile" = 0'
    stated = 'abort_after = "30 %"\nrelease_distance = "12 km"\nwaves = 2\nstart = "60 s"\nformation_size = 2'
    made = compiled(mix=mix, size=10, raid=stated)
    raids = made.plan.raids
    assert made.names.classes == ("target/fighter", "target/one-way-uav")
    assert raids.mix.tolist() == [[0.25, 1.0]]
    assert raids.abort_after.tolist() == [3]
    assert raids.release_m.tolist() == [12_000.0]
    assert (raids.waves[0], raids.start_s[0], raids.formation[0], raids.size[0]) == (2, 60.0, 2, 10)
    assert made.plan.targets.follows_ground.tolist() == [False, False]
    assert raids.enter_m[0, 0] > raids.enter_m[0, 1] > 0.0
    assert compiled().plan.targets.follows_ground.tolist() == [True]
    assert compiled(size=10).plan.raids.abort_after.tolist() == [11]


def test_the_clock_stops_after_the_last_flight_unless_it_is_stated():
    plan = compiled(raid='arrivals = "regular"\nspacing = "10 s"\nstart = "5 s"').plan
    flown_s = (plan.raids.enter_m[0, 0] + plan.raids.formation_spacing_m[0]) / plan.targets.speed_m_s[0]
    assert plan.clock.end_s == pytest.approx(5.0 + 3 * 10.0 + flown_s)
    assert compiled(more="\n").plan.clock.end_s > plan.clock.end_s  # a Poisson stream may take longer
    stated = raid_scene().as_written()
    stated["mission"]["duration"] = "600 s"
    made = compile_mission(type(raid_scene()).model_validate(stated), CATALOG, allow_assumed=True)
    assert made.plan.clock.end_s == 600.0


def test_two_raids_on_one_asset_share_its_lines():
    plan = compiled(more=PORT).plan
    raids = plan.raids
    assert raids.assets.tolist() == [[0, -1], [1, 0]]
    assert raids.first_route.tolist() == [[0, -1], [8, 0]]
    assert raids.first_flight.tolist() == [0, 4]
    assert raids.asset_count.tolist() == [1, 2]
    lengths_m = (plan.routes.points - 1) * raids.step_m
    assert (lengths_m >= raids.enter_m[1].max() - 1e-6).all()
    assert raids.enter_m[0, 1] == 0.0  # no fighters in the first


def test_ids_come_from_names_alone():
    other = SECOND_GROUP.format(group="")
    before, after = compiled(more=other), compiled(more=other.replace('"H"', '"K"'))
    assert name_id("F s-400/92n6e") in before.plan.radars.id
    assert set(before.plan.radars.id) & set(after.plan.radars.id) == set(compiled().plan.radars.id) | {
        name_id("G2 s-400/91n6e")
    }
    assert before.plan.units.id.tolist() == [name_id("F"), name_id("H")]
    assert before.plan.raids.id.tolist() == [name_id("first raid")]
    assert len(set(before.plan.launchers.id.tolist())) == len(before.plan.launchers.id)


def arrays(thing, path="plan"):
    """Every array of a plan with its place."""
    if isinstance(thing, np.ndarray):
        yield path, thing
    elif isinstance(thing, tuple):
        for name, each in zip(thing._fields, thing, strict=True):
            yield from arrays(each, f"{path}.{name}")


@pytest.mark.parametrize("system", SHOOTERS)
def test_every_system_compiles_from_its_data_alone(system):
    made = compiled(system=system)
    plan = made.plan
    for path, array in arrays(plan):
        assert array.flags.c_contiguous, path
        assert not (array.dtype.kind == "f" and np.isnan(array).any()), path
    assert plan.radars.searches.any()
    assert (plan.radars.unit == 0).any()
    assert plan.loads.sum() > 0
    assert ((plan.missiles.kill_probability > 0.0) & (plan.missiles.kill_probability < 1.0)).all()
    assert any(each.from_default for each in made.inputs)


def test_all_scenarios_are_of_one_signature():
    first = compiled()
    second = compiled(
        system="tor-m2",
        terrain=ridge(900.0),
        more_units=SECOND_UNIT,
        more=flight("civil_flight") + '[links]\noutage = "5 %"',
    )
    without = compiled(more=flight("own_flight"), raid='arrivals = "regular"')
    assert numba.typeof(first.plan) == numba.typeof(second.plan) == numba.typeof(without.plan)


def test_the_same_scenario_gives_the_same_bits():
    for (path, one), (_, other) in zip(arrays(compiled().plan), arrays(compiled().plan), strict=True):
        assert np.array_equal(one, other), path


def test_sites_and_labels_go_with_the_plan():
    made = compiled(more_units=SECOND_UNIT)
    assert [kind for kind, *_ in made.sites] == ["radar"] * 5 + ["unit"] * 2 + ["asset"]
    assert made.layout.end > made.layout.units > 0
    assert made.names.sides.tolist() == [HOSTILE] * 4
    assert made.terrain[0].kind == "smooth"


@pytest.mark.parametrize("option", ["diffraction", "two_ray", "clutter"])
def test_what_a_map_counts_and_a_raid_does_not_is_said(option):
    said, *_ = compiled(environment=f"{option} = true").remarks
    assert "in line of sight alone" in said
    assert not any("in line of sight alone" in each for each in compiled().remarks)
    assert option.replace("_", "-") in said


def refused(**changes) -> RangeringError:
    with pytest.raises(RangeringError) as caught:
        compiled(**changes)
    assert caught.value.where.startswith("scene.toml")
    assert caught.value.mend
    return caught.value


def test_a_system_of_which_most_is_assumed_is_run_only_when_asked_for():
    assumed, every = assumed_share(CATALOG, "tor-m2")
    with pytest.raises(CatalogError, match=f"class defaults for {assumed} of the {every} figures") as caught:
        compiled({"allow_assumed": False}, system="tor-m2")
    assert "--allow-assumed" in caught.value.mend
    assert caught.value.where == "scene.toml, group G"
    compiled({"allow_assumed": False})  # the S-400 is described well enough


def test_without_class_defaults_a_missing_figure_is_named():
    with pytest.raises(CatalogError, match="has no public figure for"):
        compiled({"allow_defaults": False})


def test_a_scenario_with_every_radar_off_is_refused():
    error = refused(group='alert = "off"', unit='alert = "off"')
    assert "no radar that is switched on" in error.problem


def test_a_fire_unit_without_an_engagement_radar_is_refused():
    error = refused(unit='elements = ["s-400/launcher"]')
    assert "without an engagement radar" in error.problem


def test_a_hostile_flight_needs_an_asset():
    text = (
        'title = "A scene"\n[environment.terrain]\n'
        + plain(0.0)
        + '\n[[group]]\nname = "G"\nsystem = "s-400"\n'
        '[[group.fire_unit]]\nname = "F"\nposition = { lat = 45.0, lon = -30.0 }\n'
        + flight("hostile_flight", type="target/fighter")
    )
    with pytest.raises(ScenarioError, match="no asset") as caught:
        compile_mission(scenario_from_bytes(text.encode(), "scene.toml"), CATALOG)
    assert caught.value.where == "scene.toml, hostile flight guest"


def test_routes_that_would_not_fit_into_memory_are_refused(monkeypatch):
    monkeypatch.setattr("rangering.mission.routes.MOST_BYTES", 1000)
    monkeypatch.setattr("rangering.mission.routes.COMFORTABLE_BYTES", 1000)
    error = refused()
    assert "for the lines of sight along its routes" in error.problem
