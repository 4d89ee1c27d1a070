"""The product's line in sweeps: what is never varied is one located error, by whichever door it is tried."""

import json
from typing import Literal, get_args, get_origin

import pytest

from rangering.catalog.read import load_catalog
from rangering.errors import ScenarioError
from rangering.scenario.read import load_scenario, scenario_from_tables
from rangering.study import sweep_fields
from rangering.study.sweep import sweep_of
from rangering.study.sweep_fields import field_of

WAYPOINTS = [
    {"position": "45.5 N, 30.5 W", "altitude": "50 m agl", "speed": "250 m/s"},
    {"position": "45.0 N, 30.0 W", "altitude": "50 m agl"},
]


@pytest.fixture(scope="module")
def everything():
    """The shipped raid on drawn ground, with a written hostile flight and every optional table stated."""
    tables = json.loads(json.dumps(load_scenario("raid").as_written()))
    tables["hostile_flight"] = [{"name": "Red 1", "type": "target/cruise-missile", "waypoint": WAYPOINTS}]
    tables["civil_flight"].append({"name": "Odd", "type": "target/fighter", "waypoint": WAYPOINTS})
    tables["group"][0] |= {
        "doctrine": {"max_shots": 3}, "links": {}, "external_cue": {"source": "afar"},
        "position": "45.1 N, 30.1 W",
        "sector": {"centre": "90 deg", "width": "120 deg"}, "elements": ["s-400/91n6e"],
    }  # fmt: skip
    tables["group"][0]["fire_unit"][0] |= {
        "fire_zone": {"min": "0 km", "max": "100 km"}, "elements": ["s-400/92n6e"],
    }  # fmt: skip
    return json.loads(json.dumps(scenario_from_tables(tables, "everything.toml").as_written()))


def refused(fields, scenario="raid"):
    with pytest.raises(ScenarioError) as error:
        sweep_of({"scenario": scenario, "sweep": fields}, "s.toml")
    assert error.value.where.startswith("s.toml, sweep.")
    assert "a sweep may vary the defence" in error.value.mend
    return error.value.problem


LOCKED = {
    "route": [
        ({"raid[1].route": [1]}, "choice of a hostile flight"),
        ({"raid[1].azimuth": ["90 deg"]}, "choice of a hostile flight"),
        ({"raid[1].waypoint": [[]]}, "choice of a hostile flight"),
        ({"raid[1].position": ["45 N, 30 W"]}, "choice of a hostile flight"),
        ({"raid[1].release_distance": ["60 km"]}, "release distance of a hostile flight"),
    ],
    "altitude": [
        ({"raid[1].altitude": ["50 m agl"]}, "choice of a hostile flight"),
        ({"uncertainty": {"target/cruise-missile.altitude_low_level": [["50 m"]]}}, "only the speed"),
        ({"uncertainty": {"default/target/fighter.target.altitude_band": ["50 m"]}}, "only the speed"),
        ({'uncertainty."default/target/fighter.target.altitude_band".low': ["50 m"]}, "only the speed"),
        ({"uncertainty.default/target/fighter.target.altitude_band": ["50 m"]}, "only the speed"),
    ],
    "timing": [
        ({"raid[1].start": ["0 s"]}, "timing and formation"),
        ({"raids": {"0": {"start_s": ["0 s"]}}}, "timing and formation"),
        ({"raids.0.spacing_s": ["10 s"]}, "timing and formation"),
        ({"raid.*.spacing": ["10 s"]}, "timing and formation"),
        ({"raid": {"Drones": {"waves": [2]}}}, "timing and formation"),
        ({"raid.Drones.wave_interval": ["60 s"]}, "timing and formation"),
        ({"raid.Drones.arrivals": ["regular"]}, "timing and formation"),
        ({"raid.Drones.formation_size": [3]}, "timing and formation"),
        ({"raid.Drones.formation_spacing_m": ["3 km"]}, "timing and formation"),
        ({"raid.Drones.abort_after": [0.5]}, "choice of a hostile flight"),
        ({"endurance.raid_interval": ["3 d"]}, "how a run is made"),
        ({"mission.longest_approach": ["9 min"]}, "how a run is made"),
    ],
    "transponder": [({"raid[1].transponder": ["on"]}, "choice of a hostile flight")],
    "emission": [
        ({"raid[1].emission": [True]}, "choice of a hostile flight"),
        ({"uncertainty": {"default/target/fighter.target.emission": [1]}}, "only the speed"),
    ],
    "target": [
        ({"raid[1].against": [["Harbour"], ["Airfield"]]}, "target of a hostile flight"),
        ({"asset.Harbour.position": ["45 N, 30 W"]}, "no search for places"),
        ({"asset.Harbour.effect_probability": [0.5]}, "not among what a sweep may vary"),
        ({"asset": [[]]}, "whole table"),
    ],
    "whole tables": [
        ({"raid": [[]]}, "whole table of hostile flights"),
        ({"raids": [[{"name": "x"}]]}, "whole table of hostile flights"),
        ({"raid[1]": [{"name": "x", "size": 4}]}, "whole table of hostile flights"),
        ({"hostile_flight": [[]]}, "whole table of hostile flights"),
        ({"hostile_flights": [[]]}, "whole table of hostile flights"),
        ({"environment": [{"k": 1}]}, "whole table"),
        ({"uncertainty": [{"default/target/fighter.target.altitude_band": {"low": "1 m"}}]}, "whole table"),
        ({"group": [[]]}, "whole table"),
        ({"group[1]": [{}]}, "whole table"),
        ({"group[1].fire_unit": [[]]}, "whole table"),
        ({"civil_flight": [[]]}, "no civil aircraft"),
        ({"mission": [{}]}, "how a run is made"),
    ],
    "places": [
        ({"group[1].position": ["45 N, 30 W"]}, "no search for places"),
        ({"group[1].fire_unit[1].position": ["45 N, 30 W"]}, "no search for places"),
        ({"groups.0.fire_units.0.position.lat": [45.0]}, "no search for places"),
        ({"corridor.Airway.point": [[]]}, "no search for places"),
    ],
    "own and allied flights": [
        ({"own_flight.Patrol.transponder": ["off"]}, "own or allied"),
        ({"allied_flights.0.count": [4]}, "own or allied"),
        ({"own_flight.Patrol.waypoint": [WAYPOINTS]}, "own or allied"),
        ({"own_flight.Patrol.waypoint[1].altitude": ["50 m agl"]}, "own or allied"),
        ({"allied_flight[1].waypoint[2].position": ["45 N, 30 W"]}, "own or allied"),
        ({"allied_flight[1].start": ["0 s"]}, "own or allied"),
        ({"allied_flight[1].type": ["target/stealth-fighter"]}, "own or allied"),
    ],
    "civil flights as a cover": [
        ({"civil_flight[1].waypoint": [WAYPOINTS]}, "no search for routes"),
        ({"civil_flight[1].waypoint[1].altitude": ["50 m agl"]}, "no search for routes"),
        ({"civil_flights.0.waypoints.0.speed_m_s": ["50 m/s"]}, "no search for routes"),
    ],
    "losing an element": [
        ({"group[1].elements": [[]]}, "losing"),
        ({"group[1].fire_unit[1].elements": [[]]}, "losing"),
        ({"group[1].fire_unit[1].sensitivity_loss": ["60 dB"]}, "missed most"),
        ({"group[1].fire_unit.*.sensitivity_loss": ["60 dB"]}, "missed most"),
        ({"group[2].sensitivity_loss_db": ["60 dB"]}, "missed most"),
        ({"group[1].fire_unit[1].alert": ["off"]}, "missed most"),
    ],
    "aircraft": [
        ({"uncertainty": {"target/stealth-fighter.rcs": ["0.001 m2"]}}, "not civil"),
        ({"uncertainty": {"aircraft/f-35a.rcs_xband_frontal": ["0.001 m2"]}}, "not civil"),
        ({"uncertainty": {"target/fighter.rcs": ["0.001 m2"]}}, "only the speed"),
        ({"coverage.targets": [["target/fighter"]]}, "how a run is made"),
    ],
    "other figures of the catalog": [
        ({"uncertainty": {"cross-section/aspect-side.ratio_to_frontal": [2]}}, "of the kind cross-section"),
        ({"uncertainty": {"aircraft/tomahawk.range": ["900 km"]}}, "not civil"),
    ],
    "names": [({"raid[1].name": ["x"]}, "choice of a hostile flight"), ({"title": ["x"]}, "is a name"),
              ({"group[1].name": ["x"]}, "is a name")],
}  # fmt: skip


@pytest.mark.parametrize(("fields", "words"), [case for cases in LOCKED.values() for case in cases])
def test_a_locked_field_is_one_located_error(fields, words):
    assert words in refused(fields)


def test_written_hostile_flights_are_locked_and_so_is_their_ground(everything):
    catalog = load_catalog()
    for path, words in (
        ("hostile_flight.0.waypoint", "route and altitude"),
        ("hostile_flight.0.waypoint.0.position", "route and altitude"),
        ("hostile_flights.0.waypoints.1.altitude", "route and altitude"),
        ("hostile_flight.Red 1.start", "timing"),
        ("hostile_flight.0.spacing", "timing"),
        ("hostile_flight.0.transponder", "transponder"),
        ("hostile_flight.0.count", "choice of a hostile flight"),
        ("hostile_flight.0.type", "choice of a hostile flight"),
        ("environment.terrain", "ground under a written hostile route"),
        ("environment.terrain.features", "ground under a written hostile route"),
        ("civil_flight.Odd.start", "no civil aircraft"),
        ("civil_flight.*.start", "no civil aircraft"),
    ):
        with pytest.raises(ScenarioError) as error:
            field_of(path.split("."), everything, catalog, "s.toml, sweep")
        assert words in error.value.problem
        assert error.value.where == "s.toml, sweep"


def test_a_civil_flight_cannot_be_made_one_that_is_not():
    for kind in (
        "target/cruise-missile",
        "target/fighter",
        "aircraft/f-35a",
        "aircraft/ah-64",
        "aircraft/e-3",
    ):
        with pytest.raises(ScenarioError, match="no type that civil flights are of"):
            sweep_of({"scenario": "raid", "sweep": {"civil_flight[1].type": [kind]}}, "s.toml")
    made = sweep_of({"scenario": "raid", "sweep": {"civil_flight[1].type": ["target/wide-body"]}}, "s.toml")
    assert made.points[0].scenario.civil_flights[0].type == "target/wide-body"


def test_whatever_is_stated_in_a_scenario_only_the_listed_kinds_open(everything):
    """Every field that stands in a full scenario is tried."""
    catalog, opened, tried = load_catalog(), set(), 0
    for path in walk(everything):
        tried += 1
        try:
            field_of(path, everything, catalog, "here")
        except ScenarioError:
            continue
        opened.add(".".join("#" if isinstance(part, int) else str(part) for part in path))
    assert tried > 300
    of_raids = {path for path in opened if path.startswith("raid")}
    assert of_raids == {"raid.#.size", "raid.#.mix"} | {
        f"raid.#.mix.{kind}"
        for kind in ("target/cruise-missile", "target/one-way-uav", "target/fighter", "target/male-uav")
    }
    assert not [
        path for path in opened if path.startswith(("hostile", "own", "allied", "mission", "coverage"))
    ]
    words = ("position", "waypoint", "elements", "against", "name", "labels", "azimuth", "alert", "loss")
    assert not [path for path in opened if any(word in path for word in words)]
    assert {path for path in opened if path.startswith("asset")} == {"asset.#.weight"}
    assert len(opened) > 50


def walk(table, place=()):
    """Every path in some tables."""
    if place:
        yield place
    inside = (
        table.items()
        if isinstance(table, dict)
        else enumerate(table)
        if isinstance(table, (list, tuple))
        else ()
    )
    for key, value in inside:
        yield from walk(value, (*place, key))


def test_the_list_of_what_is_allowed_names_fields_that_there_are(everything):
    catalog = load_catalog()
    tables = everything | {"hostile_flight": [], "civil_flight": everything["civil_flight"][:1]}
    for path in sweep_fields.ALLOWED:
        assert field_of(
            [0 if part == "#" else part for part in path.split(".")], tables, catalog, "here"
        ).places


def test_should_a_lock_ever_fail_the_points_are_compared_with_their_base(monkeypatch):
    """The second door: what is locked must come out as it was, however it was reached."""
    monkeypatch.setattr(sweep_fields, "_locked", lambda *_: "")
    for fields in (
        {"raid[1].start": ["9 min"]},
        {"raid[1].against": [["Harbour"]]},
        {"group[1].fire_unit[1].position": ["44.9 N, 30 W"]},
        {"asset.Harbour.position": ["44.9 N, 30 W"]},
        {"civil_flight[1].waypoint": [WAYPOINTS]},
        {"own_flight.Patrol.transponder": ["off"]},
        {"mission.azimuths": [90]},
        {"raid.Drones.release_distance": ["9 km"]},
    ):
        with pytest.raises(ScenarioError, match="changes what is locked"):
            sweep_of({"scenario": "raid", "sweep": fields}, "s.toml")


def test_choices_of_the_scenario_are_literals_still():
    """`alert` is locked one by one because "off" takes a unit away; were it gone, so should be the lock."""
    from rangering.scenario.defence import FireUnit

    kind = FireUnit.model_fields["alert"].annotation
    assert get_origin(kind) is Literal
    assert "off" in get_args(kind)
