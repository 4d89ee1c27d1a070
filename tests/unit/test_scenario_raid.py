"""What can be stated of a raid: its fields, how they read back, and the ready scenarios that are run."""

import json
import math
from collections import Counter

import pytest

from rangering.catalog.read import load_catalog
from rangering.errors import RangeringError
from rangering.scenario import library
from rangering.scenario.describe import describe
from rangering.scenario.flights import HOSTILE_CLASSES
from rangering.scenario.loads import loads
from rangering.scenario.models import Scenario
from rangering.scenario.placement import elements
from rangering.scenario.raid_check import mission_findings
from rangering.scenario.read import load_scenario, scenario_from_bytes
from rangering.scenario.schema import scenario_schema

CATALOG = load_catalog()
RUN = ("raid", "first-raid", "endurance")
SMALL = """
title = "Small"
[[group]]
name = "G"
system = "s-400"
[[group.fire_unit]]
name = "F"
position = "45 N, 30 W"
{unit}
[[asset]]
name = "Harbour"
position = "45 N, 30.1 W"
[[raid]]
name = "R"
against = ["Harbour"]
mix = {{ "target/cruise-missile" = 3, "target/one-way-uav" = 1 }}
size = 12
{raid}
"""


def small(raid: str = "", unit: str = "", more: str = "") -> Scenario:
    return scenario_from_bytes((SMALL.format(raid=raid, unit=unit) + more).encode(), "small.toml")


def told(scenario: Scenario) -> str:
    return " ".join(describe(scenario, CATALOG).split())


def test_a_bare_raid_has_the_documented_defaults():
    raid = small().raids[0]
    assert (raid.start_s, raid.spacing_s, raid.arrivals) == (0.0, 10.0, "poisson")
    assert (raid.formation_size, raid.formation_spacing_m) == (1, 2000.0)
    assert (raid.waves_count, raid.wave_interval_s) == (1, 600.0)
    assert (raid.abort_after_fraction, raid.release_distance_m) == (None, 0.0)
    text = told(small())
    assert (
        "R: 12 flights against Harbour (75% cruise missile and 25% one-way unmanned aircraft), singly, "
        "in one wave, one flight every 10 s on average (Poisson), the first at once; none "
        "turns back whatever is lost; a flight counts as a leaker over its asset" in text
    )


def test_a_raid_reads_back_as_it_was_stated():
    scenario = small(
        'start = "5 min"\nspacing = "40 s"\narrivals = "regular"\nformation_size = 4\n'
        'formation_spacing = "1 km"\nwaves = 3\nwave_interval = "12 min"\nabort_after = "50 %"\n'
        'release_distance = "30 nmi"\n'
    )
    raid = scenario.raids[0]
    assert (raid.start_s, raid.formation_spacing_m, raid.wave_interval_s) == (300.0, 1000.0, 720.0)
    assert (raid.waves_count, raid.abort_after_fraction, raid.release_distance_m) == (3, 0.5, 55_560.0)
    assert (
        "in formations of 4, 1 km from flight to flight, in 3 waves, 12 min from start to start, one "
        "formation every 40 s regularly, the first after 5 min; the rest turn back once 50% of "
        "the flights are lost; a flight counts as a leaker 55.56 km from its asset" in told(scenario)
    )
    written = scenario.as_written()
    assert Scenario.model_validate(written).as_written() == written
    assert written["raid"][0]["wave_interval"] == "720.0 s"


def test_how_it_is_run_is_told_where_stated_and_assumed_where_not():
    more = (
        "[doctrine]\nmax_shots = 3\nother_object_probability = 0.01\n"
        '[links]\noutage = 0.1\noutage_length = "2 min"\n'
        '[crews]\nworkload_targets = 6\n[mission]\nduration = "45 min"\nlongest_approach = "25 min"\n'
        '[endurance]\nresupply = 8\nresupply_delay = "12 d"\n'
    )
    stated, assumed = told(small(more=more)).split("Not stated in the file, so assumed:")
    for phrase in (
        "doctrine: max shots 3, other object probability 0.01",
        "links: outage 0.1, outage length 2 min",
        "crews: workload targets 6",
        "mission: duration 45 min, longest approach 25 min",
        "endurance: resupply 8, resupply delay 12 d",
    ):
        assert f"- {phrase}" in stated
    for phrase in ("salvo size 2", "delay 0 s", "azimuths 180", "raid interval 7 d", "duration 30 d"):
        assert phrase in assumed
    for phrase in ("max shots", "outage length", "resupply delay"):
        assert phrase not in assumed
    bare = told(small()).partition("Not stated in the file, so assumed:")[2]
    for phrase in ("max shots no limit", "outage length 1 min", "workload targets no limit"):
        assert phrase in bare
    assert "duration when every flight has come to its end" in bare
    assert "longest approach as far out as any radar could see its class" in bare
    assert "resupply delay one interval" in bare


def test_a_groups_own_doctrine_is_told_beside_the_scenarios():
    raid = small(more='[doctrine]\nweapons = "free"\n').model_dump(by_alias=True, exclude_none=True)
    raid["group"][0]["doctrine"] = {"firing": "salvo", "salvo_size": 3}
    text = told(Scenario.model_validate(raid))
    assert "doctrine of G: firing salvo, salvo size 3" in text
    assert "weapons free" in text


def test_zone_heading_store_and_cue_are_told():
    unit = (
        'fire_zone = { min = "5 km", max = "60 km" }\nmisalignment = "-1 deg"\n'
        'missile = [{ type = "s-400/48n6e3", ready = 8, reloads = 4 }]\n'
    )
    scenario = small(unit=unit)
    assert scenario.fire_units[0].fire_zone.min_m == 5000.0
    assert scenario.fire_units[0].misalignment_rad == pytest.approx(-0.0174533, rel=1e-5)
    text = told(scenario)
    assert (
        "8 ready s-400/48n6e3 (4 more in store), which may fire only at targets 5 km to 60 km from it" in text
    )
    assert "take a heading for true that is -1 deg off" in text
    assert "early-warning aircraft, 5 s late and absent 5% of the time, 120 s on average" in told(
        load_scenario("raid")
    )


def test_no_field_of_the_schema_waits_for_a_later_release():
    told_by = scenario_schema()["$defs"]
    said = [json.dumps(each) for each in told_by.values()]
    assert not [each for each in said if "no command uses it yet" in each]


def test_identification_reads_back_and_is_told():
    stated = (
        "[identification]\nreply_probability = 0.8\ngarbled_probability = 0.01\n"
        'wrongly_decoded_probability = 0.001\ncorridors = "everybody"\nflight_plans = "integrated"\n'
        'climb = true\napproach = true\nmisalignment_probability = 0.002\nmisalignment = "107 deg"\n'
        'misalignment_law = "normal"\nworkload = 0.2\ntime_pressure = "3 min"\npressed_probability = 0.6\n'
        "training_ratio = 1.5\n"
    )
    scenario = small(more=stated)
    assert scenario.identification.misalignment_rad == pytest.approx(math.radians(107.0))
    assert scenario.identification.time_pressure_s == 180.0
    assert scenario.identification.workload_fraction == 0.2
    written = scenario.as_written()
    assert Scenario.model_validate(written).as_written() == written
    text = told(scenario)
    for phrase in ("wrongly decoded probability 0.001", "misalignment 107 deg", "time pressure 3 min"):
        assert phrase in text
    bare = told(small()).partition("Not stated in the file, so assumed:")[2]
    assert "corridors integrated, flight plans nobody, climb false" in bare
    assert "reply probability the catalog's, or the class default" in bare


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("reply_probability = 1.5", "reply_probability"),
        ("garbled_probability = -0.1", "garbled_probability"),
        ('corridors = "some"', "corridors"),
        ('misalignment = "-5 deg"', "misalignment"),
        ('misalignment = "190 deg"', "misalignment"),
        ('misalignment_law = "even"', "misalignment_law"),
        ("training_ratio = 0.0", "training_ratio"),
        ('time_pressure = "-1 s"', "time_pressure"),
        ("mute_probability = 0.1", "mute_probability"),
        ("climb = 1", "climb"),
    ],
)
def test_identification_that_cannot_be_is_named(line, said):
    with pytest.raises(RangeringError, match=said):
        small(more=f"[identification]\n{line}\n")


def test_the_schema_knows_the_raid():
    raid = scenario_schema()["$defs"]["Raid"]["properties"]
    keys = "start arrivals formation_size formation_spacing waves wave_interval abort_after release_distance"
    assert set(keys.split()) <= set(raid)
    assert (raid["wave_interval"]["default"], raid["arrivals"]["default"]) == ("600 s", "poisson")
    assert not any(word in key for key in raid for word in ("azimuth", "altitude", "speed", "route"))


@pytest.mark.parametrize("name", RUN)
def test_a_ready_scenario_of_a_raid_can_be_run_and_is_called_synthetic(name):
    scenario = load_scenario(name)
    assert list(mission_findings(scenario, CATALOG)) == []
    assert scenario.labels == ("synthetic",)
    assert "synthetic" in scenario.title
    assert scenario.environment.terrain.kind in ("smooth", "analytic")
    for thing in (*scenario.groups, *scenario.fire_units, *scenario.assets, *scenario.raids):
        assert thing.labels == ("synthetic",)
        position = getattr(thing, "position", None)
        if position is not None:  # in the open Atlantic: no place could be meant
            assert 44 < position.latitude_deg < 46
            assert -31 < position.longitude_deg < -29


def test_the_raid_has_two_groups_ten_radars_and_48_flights_of_all_classes():
    scenario = load_scenario("raid")
    assert [len(group.fire_units) for group in scenario.groups] == [2, 2]
    radars = Counter(element.id for element in elements(scenario, CATALOG, "radar"))
    assert radars == {"s-400/91n6e": 2, "s-400/96l6e": 4, "s-400/92n6e": 4}
    assert sum(raid.size for raid in scenario.raids) == 48
    assert {kind for raid in scenario.raids for kind in raid.mix} == set(HOSTILE_CLASSES)
    assert scenario.mission.duration_s == 45 * 60.0
    assert any(raid.formation_size > 1 for raid in scenario.raids)
    assert any(raid.waves_count > 1 for raid in scenario.raids)
    assert any(raid.abort_after_fraction for raid in scenario.raids)
    friends = {flight.type for flight in (*scenario.own_flights, *scenario.allied_flights)}
    names = ("f-16c", "f-35a", "anka-s", "akinci", "bayraktar-tb2")
    assert friends == {f"aircraft/{name}" for name in names}
    assert {flight.transponder for flight in scenario.civil_flights} == {"on", "off", "garbled"}


def test_the_mixed_loads_of_the_raid_fill_the_launchers_and_name_every_type():
    scenario, types = load_scenario("raid"), set()
    for group in scenario.groups:
        for unit in group.fire_units:
            held = loads(CATALOG, group, unit)
            assert len(held) >= 2
            assert sum(load.launchers for load in held) == unit.launchers_count == 4
            types |= {load.interceptor.rpartition("/")[2] for load in held}
    assert types == {"48n6e2", "48n6e3", "40n6e", "9m96e", "9m96e2"}


def test_the_first_raid_is_small():
    scenario = load_scenario("first-raid")
    assert (len(scenario.fire_units), len(scenario.assets), len(scenario.raids)) == (1, 1, 1)
    raid = scenario.raids[0]
    assert (raid.size, dict(raid.mix)) == (8, {"target/cruise-missile": 1})


def test_endurance_is_a_month_with_a_raid_a_week_and_supply():
    scenario = load_scenario("endurance")
    week_s = 7 * 86_400.0
    assert (scenario.endurance.duration_s, scenario.endurance.raid_interval_s) == (30 * 86_400.0, week_s)
    assert scenario.endurance.resupply_count > 0
    assert scenario.failures.enabled
    assert all(stock.reloads_count for unit in scenario.fire_units for stock in unit.missiles)


def test_ready_raids_ship_beside_the_maps():
    assert set(RUN) <= set(library.ready())
