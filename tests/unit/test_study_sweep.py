"""From a sweep file to points: what varies, how values and ranges are written, and what stays as it was."""

import numpy as np
import pytest

from rangering.errors import ManyErrors, ScenarioError
from rangering.scenario.read import load_scenario
from rangering.study.sweep import Precision, load_sweep, sweep_of


def sweep(fields, scenario="first-raid", **keys):
    return sweep_of({"scenario": scenario, "sweep": fields} | keys, "s.toml")


def values(fields, **keys):
    made = sweep(fields, **keys)
    return [point.stated[made.fields[0]] for point in made.points]


def test_a_file_gives_checked_points_the_first_field_slowest(tmp_path):
    (tmp_path / "s.toml").write_text(
        """
        scenario = "raid"
        replicates = 100
        fidelity = "fast"
        seed = 4
        measures = ["leakers", "cost"]
        precision = { leakers = 0.2, cost = "5 %" }
        [sweep]
        raid."Drones".size = [12, 24]
        "group.*.doctrine.salvo_size" = [1, 2]
        uncertainty."s-400/91n6e.update_period" = ["5 s", "10 s"]
        environment.rain_rate_mm_h = { from = "0 mm/h", to = "20 mm/h", steps = 3 }
        """
    )
    made = load_sweep(tmp_path / "s.toml")
    assert made.fields == (
        'raid[2] "Drones", size',
        "group.*.doctrine.salvo_size",
        'uncertainty."s-400/91n6e.update_period"',
        "environment.rain_rate",
    )
    assert len(made.points) == 2 * 2 * 2 * 3
    assert (made.replicates, made.fidelity, made.seed) == (100, "fast", 4)
    assert made.precision == {"leakers": Precision(0.2, False), "cost": Precision(0.05, True)}
    assert [point.scenario.environment.rain_rate_mm_h for point in made.points[:4]] == [0.0, 10.0, 20.0, 0.0]
    assert [point.scenario.raids[1].size for point in made.points] == [12] * 12 + [24] * 12
    base, last = load_scenario("raid"), made.points[-1].scenario
    # A group's own doctrine begins as the scenario's: max_shots = 3 is not lost.
    doctrine = base.doctrine.model_dump() | {"salvo_size": 2}
    assert doctrine["max_shots_count"] == 3
    assert last.groups[0].doctrine.model_dump() == doctrine
    assert base.groups[0].doctrine is None
    own = base.groups[1].doctrine.model_dump()
    assert last.groups[1].doctrine.model_dump() == own | {"salvo_size": 2} != doctrine
    assert last.uncertainty["s-400/91n6e.update_period"].high == "10 s"
    unlike = {"raids", "groups", "uncertainty", "environment"}
    for field in type(base).model_fields:
        assert (getattr(base, field) == getattr(last, field)) == (field not in unlike), field


@pytest.mark.parametrize(
    "path",
    [
        {"raid": {"0": {"size": [4, 9]}}},
        {"raids": {"0": {"size": [4, 9]}}},
        {"raid": {"Cruise missiles": {"size": [4, 9]}}},
        {"raid[1].size": [4, 9]},
        {"raids.0.size": [4, 9]},
        {'raid."Cruise missiles".size': [4, 9]},
        {'raid["Cruise missiles"].size': [4, 9]},
        {"raid[*].size": [4, 9]},
        {"raid.*.size": [4, 9]},
        {"raid[1]": {"size": [4, 9]}},
    ],
)
def test_a_field_is_named_in_several_ways(path):
    assert [point.scenario.raids[0].size for point in sweep(path).points] == [4, 9]


def test_what_may_be_varied():
    """One of each kind that the product's line allows; each changes the scenario and passes its checks."""
    fields = {
        "raid[1].mix": [{"target/cruise-missile": 1, "target/one-way-uav": 1}],
        'uncertainty."aircraft/tomahawk.cruise_speed"': ["200 m/s"],
        "environment.k": [1.0],
        "environment.diffraction": [True],
        "doctrine.firing": ["salvo"],
        "group.0.links": [{"delay": "3 s"}],
        "group[1].fire_unit[1].launchers": [8],
        "group[1].fire_unit[1].missile[1].ready": [4],
        "group[1].fire_unit[1].mast_height": ["40 m"],
        "group[1].fire_unit[1].fire_zone": [{"max": "60 km"}],
        "group[1].external_cue": [{"source": "early warning"}],
        "group.*.fire_unit.*.sensitivity_loss": ["6 dB"],
        "failures.enabled": [True],
        "crews.shifts": [1],
        "endurance.resupply": [8],
        "asset.Harbour.weight": [3],
        'uncertainty."s-400/91n6e.update_period".high': ["30 s"],
        "uncertainty": {"s-400": {"reach": {"weights": [{}]}}},
    }
    base = load_scenario("first-raid")
    (point,) = sweep(fields).points
    now = point.scenario
    assert now.raids[0].mix != base.raids[0].mix
    assert now.groups[0].links.delay_s == 3.0
    assert now.groups[0].fire_units[0].missiles[0].ready_count == 4
    assert now.groups[0].fire_units[0].missiles[1:] == base.groups[0].fire_units[0].missiles[1:]
    assert now.groups[0].fire_units[0].sensitivity_loss_db == 6.0
    assert now.assets[0].weight == 3.0
    assert now.uncertainty["s-400/91n6e.update_period"].low is None
    civil = {
        "civil_flight[1].count": [9],
        "civil_flight[1].transponder": ["off"],
        "corridor.Airway.width": ["9 km"],
    }
    (point,) = sweep(civil, "raid").points
    assert point.scenario.civil_flights[0].count == 9
    assert point.scenario.civil_flights[1:] == load_scenario("raid").civil_flights[1:]


def test_a_group_follows_the_doctrine_of_its_point_in_what_it_does_not_state():
    made = sweep({"group[1].doctrine.salvo_size": [3], "doctrine.weapons": ["free"]})
    doctrine = made.points[0].scenario.groups[0].doctrine
    assert (doctrine.salvo_size, doctrine.weapons) == (3, "free")


def test_a_point_states_no_more_than_its_base_and_the_field():
    """Reports name the defaults that act; a point must not hide them by spelling them out."""
    base = load_scenario("first-raid")
    (point,) = sweep({"raid[1].size": [9]}).points
    assert point.scenario.model_fields_set == base.model_fields_set
    assert point.scenario.raids[0].model_fields_set == base.raids[0].model_fields_set
    now, was = point.scenario.model_dump(), base.model_dump()
    assert now["raids"][0].pop("size") == 9
    assert was["raids"][0].pop("size") == 8
    assert now == was


def test_another_system_may_stand_there():
    fields = {"group[1].system": ["s-400", "hq-9"], "group[1].fire_unit[1].missile": [[], []]}
    with pytest.raises(ScenarioError, match="twice"):
        sweep(fields)
    made = sweep({"group[1].fire_unit[1].missile": [[]], "group[1].system": ["s-400", "hq-9"]})
    assert [point.scenario.groups[0].system for point in made.points] == ["s-400", "hq-9"]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"from": 4, "to": 12, "step": 4}, [4, 8, 12]),
        ({"from": 4, "to": 13, "step": 4}, [4, 8, 12]),
        ({"from": 4, "to": 16, "steps": 4}, [4, 8, 12, 16]),
        ({"from": 1, "to": 100, "steps": 3, "spacing": "log"}, [1, 10, 100]),
    ],
)
def test_ranges_of_counts(stated, expected):
    found = values({"raid[1].size": stated})
    assert found == expected
    assert all(type(value) is int for value in found)


def test_ranges_with_units_keep_both_ends():
    stated = {"from": "1 mm/h", "to": "2 mm/h", "steps": 4}
    assert values({"environment.rain_rate": stated}) == [
        "1 mm/h", "1.33333333333 mm/h", "1.66666666667 mm/h", "2 mm/h"
    ]  # fmt: skip
    log = {"from": 0.5, "to": 2, "steps": 3, "spacing": "log"}
    assert values({"environment.k": log}) == [0.5, 1.0, 2]


def test_zip_pairs_lists():
    fields = {"raid[1].size": [4, 8, 12], "doctrine.salvo_size": [1, 2, 3]}
    made = sweep(fields, combine="zip")
    assert [(p.scenario.raids[0].size, p.scenario.doctrine.salvo_size) for p in made.points] == [
        (4, 1), (8, 2), (12, 3)
    ]  # fmt: skip
    with pytest.raises(ScenarioError, match=r"unlike length: .*size 3, doctrine\.salvo_size 2"):
        sweep(fields | {"doctrine.salvo_size": [1, 2]}, combine="zip")


def test_points_as_a_table_and_as_what_was_asked():
    made = sweep(
        {"raid[1].size": [4, 8], "raid[1].mix": [{"target/one-way-uav": 1}], "doctrine.weapons": ["free"]}
    )
    table = made.table()
    np.testing.assert_array_equal(table['raid[1] "Cruise missiles", size'], [4.0, 8.0])
    assert table["doctrine.weapons"].tolist() == ["free", "free"]
    assert table['raid[1] "Cruise missiles", mix'][0] == '{ "target/one-way-uav" = 1 }'
    asked = made.asked()
    assert asked["scenario"]["raid"][0]["size"] == 8
    assert len(asked["points"]) == 2
    assert made.asked() == sweep({"raid[1].size": [4, 8], "raid[1].mix": [{"target/one-way-uav": 1}],
                                  "doctrine.weapons": ["free"]}, seed=9).asked()  # fmt: skip


def test_a_scenario_beside_the_file_comes_before_a_ready_one(tmp_path):
    text = (load_scenario("first-raid").folder / "first-raid.toml").read_text()
    (tmp_path / "mine.toml").write_text(text.replace("size = 8", "size = 5"))
    (tmp_path / "s.toml").write_text('scenario = "mine.toml"\n[sweep]\ndoctrine.salvo_size = [1, 2]\n')
    assert load_sweep(tmp_path / "s.toml").base.raids[0].size == 5


WRONG = [
    ({"scenario": "nowhere"}, "does not exist"),
    ({"scenario": 3}, "names no scenario"),
    ({"combine": "both"}, "not one of the choices"),
    ({"fidelity": "quick"}, "not one of the choices"),
    ({"replicates": 0}, "no whole number"),
    ({"replicates": 1.5}, "no whole number"),
    ({"seed": -1}, "no whole number"),
    ({"seed": 2**40}, "no seed"),
    ({"measures": []}, "no list of measures"),
    ({"measures": ["leekers"]}, "no measure"),
    ({"precision": 0}, "no half-width"),
    ({"precision": "5"}, "no half-width"),
    ({"precision": {"leekers": 1}}, "no measure"),
    ({"replicate": 5}, "no key of a sweep file"),
    ({"sweep": {}}, "no field to vary"),
    ({"sweep": {"raid[1].size": 4}}, "neither a list of values nor a range"),
    ({"sweep": {"raid[1].size": []}}, "neither a list of values nor a range"),
    ({"sweep": {"raid[1].size": [4, 4]}}, "in the list twice"),
    ({"sweep": {"raid[1].size": [4, "five"]}}, "not a whole number"),
    ({"sweep": {"raid[1].size": [0]}}, "outside its limits"),
    ({"sweep": {"raid[2].size": [4]}}, "names nothing in the scenario's raid"),
    ({"sweep": {"raid[0].size": [4]}}, "counted from one"),
    ({"sweep": {"raid..size": [4]}}, "no path"),
    ({"sweep": {"raid.Drones.size": [4]}}, "names nothing"),
    ({"sweep": {"raiders[1].size": [4]}}, "no table of a scenario"),
    ({"sweep": {"doctrine.salvo": [4]}}, "no key of doctrine"),
    ({"sweep": {"environment.rain_rate": [4]}}, "no unit"),
    ({"sweep": {"environment.rain_rate": {"from": "0 mm/h", "to": "2 mm/h"}}}, "without its end"),
    ({"sweep": {"environment.rain_rate": {"from": "3 mm/h", "to": "2 mm/h", "steps": 2}}}, "do not rise"),
    ({"sweep": {"environment.rain_rate": {"from": "0 mm/h", "to": "2 km", "steps": 2}}}, "in one unit"),
    ({"sweep": {"environment.rain_rate": {"from": "dry", "to": "2 mm/h", "steps": 2}}}, "no end of a range"),
    ({"sweep": {"environment.k": {"from": 1, "to": 2, "steps": 1}}}, "no number of steps"),
    ({"sweep": {"environment.k": {"from": 1, "to": 2, "steps": 3, "by": 2}}}, "unknown key by"),
    ({"sweep": {"environment.k": {"from": 0, "to": 2, "steps": 3, "spacing": "log"}}}, "no spacing"),
    ({"sweep": {"environment.k": {"from": 1.5, "to": 2, "step": 1}}}, "a step for whole numbers"),
    ({"sweep": {"raid[1].size": {"from": 1, "to": 200, "step": 1},
                "doctrine.salvo_size": {"from": 1, "to": 16, "step": 1},
                "doctrine.max_shots": {"from": 1, "to": 16, "step": 1}}}, "51,200 points"),
    ({"sweep": {"raid[1].size": [4], "raids": {"0": {"size": [5]}}}}, "names what raid[1]"),
    ({"sweep": {"doctrine": [{"weapons": "free"}], "doctrine.salvo_size": [1]}}, "names what doctrine"),
    ({"sweep": {'uncertainty."s-400/91n6e.nothing"': ["5 s"]}}, "not in the catalog"),
    ({"sweep": {'uncertainty."s-400/91n6e.update_period"': ["5 km"]}}, "not in a unit"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "words"), WRONG)
def test_what_is_wrong_is_said_with_its_place(keys, words):
    with pytest.raises((ScenarioError, ManyErrors)) as refused:
        sweep_of({"scenario": "first-raid", "sweep": {"doctrine.salvo_size": [1, 2]}} | keys, "s.toml")
    errors = refused.value.errors if isinstance(refused.value, ManyErrors) else [refused.value]
    assert len(errors) == 1
    assert words in errors[0].problem
    assert errors[0].where.startswith(("s.toml, ", "nowhere"))
    assert errors[0].mend


def test_all_faults_of_a_file_are_told_at_once():
    with pytest.raises(ManyErrors) as refused:
        sweep(
            {"raid[1].start": ["0 s"], "doctrine.salvo": [1], "raid[1].size": [4, 5]},
            fidelity="quick",
            reps=4,
        )
    assert [each.where for each in refused.value.errors] == [
        "s.toml, reps", "s.toml, fidelity", "s.toml, sweep.raid.0.start", "s.toml, sweep.doctrine.salvo"
    ]  # fmt: skip


def test_files_that_are_none_are_told(tmp_path):
    with pytest.raises(ScenarioError, match="is no file"):
        load_sweep(tmp_path / "none.toml")
    (tmp_path / "s.toml").write_text("scenario = raid\n")
    with pytest.raises(ScenarioError, match="is not TOML"):
        load_sweep(tmp_path / "s.toml")
