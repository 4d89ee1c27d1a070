"""What a scene of an accident states: published, a class default restated, or an assumption of ours."""

from dataclasses import replace
from math import radians

import pytest

from rangering.catalog.accidents import load_accidents
from rangering.catalog.read import load_catalog
from rangering.mission.compile import compile_mission
from rangering.report.accidents.words import given_lines, given_sentence, input_lines, origin_words
from rangering.scenario.library import folder
from rangering.scenario.models import Scenario
from rangering.scenario.read import load_scenario
from rangering.study.accidents.stand import stand
from rangering.study.accidents.stated import (
    Stated,
    as_they_are,
    class_defaults,
    restated_words,
    stated_by_scene,
)

ALL = load_accidents()
CATALOG = load_catalog()


def scene_of(name: str) -> Scenario:
    return load_scenario(folder() / "accidents" / f"{name}.toml")


def stated(name: str, scenario: Scenario | None = None) -> dict[str, Stated]:
    found = stated_by_scene(scenario or scene_of(name), ALL[name], CATALOG)
    return {each.field: each for each in found}


def identified(scenario: Scenario, **fields: object) -> Scenario:
    """The scene with another line of its identification."""
    changed = scenario.identification.model_copy(update=fields)
    return scenario.model_copy(update={"identification": changed})


def test_a_figure_that_restates_a_class_default_is_no_fact_of_the_accident():
    """1988: no report says how often a code is misread; 0.02 is what the catalog has of a set never heard."""
    field = "identification.wrongly_decoded_probability"
    found = stated("iran-air-655")[field]
    assert (found.value, found.kind, found.grade) == ("0.02", "class default restated", "D")
    assert CATALOG.default("identification.silent_friend_probability", "every").nominal == 0.02
    assert "default/every.identification.silent_friend_probability" in found.why
    assert "no report says how often" in found.why
    other = identified(scene_of("iran-air-655"), wrongly_decoded_probability=0.03)
    assert stated("iran-air-655", other)[field].kind == "assumption"


def test_a_figure_of_the_catalog_that_takes_the_bounds_of_another_is_told():
    """1988: a climb counts as a descent does, so that it has the interval of a descent."""
    found = stated("iran-air-655")["default/every.identification.climb_ratio"]
    assert found.kind == "class default restated"
    assert "default/every.identification.descent_ratio" in found.why
    assert found.value == "2 (1 to 5)"
    far = stated("siberia-1812")["default/every.fire_unit.other_object_distance"]
    assert (far.kind, far.value) == ("assumption", "400 (300 to 500) km")


def test_what_a_report_prints_has_its_grade():
    scene = scene_of("ukraine-752")
    found = stated("ukraine-752", scene)["group.fire_unit.misalignment_rad"]
    assert (found.kind, found.grade, found.value) == ("published", "A", "105 deg")
    assert "2021-03-17" in found.why
    (group,) = scene.groups
    for wrong_rad in (radians(105.0), radians(-90.0)):  # the other way round, and too little
        unit = group.fire_units[0].model_copy(update={"misalignment_rad": wrong_rad})
        other = scene.model_copy(update={"groups": (group.model_copy(update={"fire_units": (unit,)}),)})
        assert stated("ukraine-752", other)["group.fire_unit.misalignment_rad"].kind == "assumption"
    assert stated("malaysia-17")["doctrine.max_shots_count"].kind == "published"


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_line_of_identification_and_doctrine_is_listed_and_only_facts_are_above_d(name: str):
    scene, found = scene_of(name), stated(name)
    for table in ("identification", "doctrine"):
        for field in getattr(scene, table).model_fields_set:
            assert f"{table}.{field}" in found
    assert all((each.grade == "D") == (each.kind != "published") for each in found.values())
    assert all(each.why for each in found.values())


def test_what_the_scene_states_is_not_counted_with_class_defaults_that_enter_as_they_are():
    scene = scene_of("iran-air-655")
    inputs = compile_mission(scene, CATALOG, seed=1, allow_assumed=True).inputs
    names = as_they_are(inputs, scene)
    assert "default/every.identification.climb_ratio" not in names
    assert "default/every.identification.descent_ratio" in names
    listed = {each.field: each for each in class_defaults(inputs, scene, CATALOG)}
    assert listed["default/every.identification.silent_friend_probability"].value == "0.02 (0.005 to 0.1)"
    assert {each.kind for each in listed.values()} == {"class default"}
    assert "default/every.identification.climb_ratio" not in listed


def test_tables_and_sentences_say_which():
    found = stand("iran-air-655", matched=50, replicates=20, seed=1, compare=False)
    lines = {each[0]: each for each in input_lines(found.stated)}
    row = lines["probability that a code is read as another"]
    assert row[2].startswith("class default restated: it restates default/every.identification.")
    assert row[3] == "D"
    given = {each[0]: each[2] for each in given_lines(found)}
    assert given["never understood"] == "class default, grade D"
    assert given["read as another code (as published)"] == "class default restated, grade D"
    assert given["understood"] == "what is left"
    assert "0.0196, is no fact of the accident (class default restated, grade D)" in given_sentence(found)
    assert set(restated_words(found.stated)) <= set(found.assumptions)
    alone = replace(found, stated=(), defaults=())
    assert origin_words(alone, "never understood") == "class default, grade D"
    counted = next(each for each in found.assumptions if "inputs come from class defaults" in each)
    assert "climb_ratio" not in counted
