"""A force in a scenario: which fire units stand, what they have, and that the file reads back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.errors import ScenarioError
from rangering.programme.standing import capacity_of, require_system, scenario_toml, standing, units_of
from rangering.scenario.read import load_scenario, scenario_from_bytes
from tests.force_scenes import CATALOG, raid_on_two

READY = (
    "alternatives",
    "ankara-2020",
    "ankara-raid",
    "ankara-raid-six",
    "endurance",
    "first-raid",
    "jacksboro",
    "raid",
    "ridge",
)


@pytest.mark.parametrize("name", READY)
def test_a_scenario_written_reads_back_as_it_was(name):
    scenario = load_scenario(name, catalog=CATALOG)
    text = scenario_toml(scenario, ["what it is"])
    assert text.startswith("# what it is\n")
    again = scenario_from_bytes(text.encode(), "again.toml", catalog=CATALOG)
    assert again.model_dump() == scenario.model_dump()


@given(units=st.integers(0, 6), missiles=st.none() | st.integers(0, 300))
@settings(max_examples=40, deadline=None)
def test_fire_units_stand_in_order_with_no_missile_lost(units, missiles):
    scenario = load_scenario("raid", catalog=CATALOG)
    stood = standing(scenario, units, missiles, system="s-400", catalog=CATALOG)
    count = min(units, 4)
    assert stood.units == count
    if count == 0:
        assert stood.scenario is None
        return
    names = [unit.name for unit in stood.scenario.fire_units]
    assert names == [unit.name for unit in scenario.fire_units][:count]
    whole = capacity_of(scenario, "s-400", count, CATALOG)
    taken = whole if missiles is None else min(missiles, whole)
    assert stood.ready + stood.stored == taken
    assert stood.left == (None if missiles is None else missiles - taken)
    held = [stock for unit in stood.scenario.fire_units for stock in unit.missiles]
    assert sum(stock.ready_count + stock.reloads_count for stock in held) == taken
    # Launchers first: something lies in store only where they are full.
    full = [stock for unit in scenario.fire_units[:count] for stock in unit.missiles]
    if stood.stored:
        assert [s.ready_count for s in held] == [s.ready_count for s in full]
    assert all(a.ready_count <= b.ready_count for a, b in zip(held, full, strict=True))


def test_launchers_fill_in_proportion():
    two = standing(raid_on_two(), 2, 40, system="s-400", catalog=CATALOG).scenario
    assert [[stock.ready_count for stock in unit.missiles] for unit in two.fire_units] == [[4, 16], [4, 16]]


def test_a_group_of_which_none_stands_is_left_out_and_other_systems_stay():
    scenario = load_scenario("raid", catalog=CATALOG)
    assert [g.name for g in standing(scenario, 2, system="s-400", catalog=CATALOG).scenario.groups] == [
        "North"
    ]
    north, south = scenario.groups
    mixed = scenario.model_copy(update={"groups": (north.model_copy(update={"system": "patriot"}), south)})
    stood = standing(mixed, 0, system="s-400", catalog=CATALOG)
    assert [group.name for group in stood.scenario.groups] == ["North"]
    assert (units_of(mixed, "s-400"), units_of(mixed, None)) == (2, 4)


def test_a_relief_is_found_from_wherever_the_file_lies(tmp_path):
    (tmp_path / "tiles").mkdir()
    scenario = load_scenario("jacksboro", catalog=CATALOG)
    tables = scenario.as_written()
    tables["environment"]["terrain"] = {"kind": "raster", "path": "tiles"}
    from rangering.scenario.read import scenario_from_tables

    there = scenario_from_tables(tables, "there", file=tmp_path / "there.toml", catalog=CATALOG)
    again = scenario_from_bytes(scenario_toml(there).encode(), "elsewhere.toml", catalog=CATALOG)
    assert again.environment.terrain.path == str(tmp_path / "tiles")


def test_another_system_is_refused():
    with pytest.raises(ScenarioError) as refused:
        require_system(load_scenario("first-raid", catalog=CATALOG), "patriot", "japan-pac-3")
    told = refused.value
    assert told.where == "first-raid, group"
    assert "no fire unit of patriot" in told.problem
    assert 'system = "patriot"' in told.mend
