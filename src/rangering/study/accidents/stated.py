"""What a scene of an accident rests on beside its geometry, and what stands behind each figure.

A scene has to state what no report gives: how often a code is misread, what a climb tells a crew. Such a
line looks like a fact of the accident and is none. So each is told for what it is: published, where a report
prints it; a class default restated, where it is the figure that stands for every unit of its class; else an
assumption of ours. Limits: places, routes and corridors are not in it (the facts have their intervals), and
equality tells what is restated: who states another figure for the same reason is not found out.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

import numpy as np

from rangering.catalog.accidents import Accident, FigureName
from rangering.catalog.inputs import EVERY, Input
from rangering.catalog.models import Grade, Quantity, cited
from rangering.catalog.read import Catalog
from rangering.scenario.base import Model
from rangering.scenario.models import Scenario

Kind = Literal["published", "class default", "class default restated", "assumption"]
_IDENTIFICATION = "identification."
# Stated probabilities, and the class default that is of the same thing, or else of the likest.
_LIKE = {
    "reply_probability": "reply_probability",
    "garbled_probability": "silent_friend_probability",
    "wrongly_decoded_probability": "silent_friend_probability",
    "misalignment_rad": "misalignment",
    "workload_fraction": "workload",
    "pressed_probability": "pressed_probability",
}
_PUBLISHED: dict[str, FigureName] = {
    "misalignment_rad": "orientation_error",
    "max_shots_count": "missiles_launched",
    "salvo_size": "missiles_launched",
}
_WORDS = {
    "wrongly_decoded_probability": "probability that a code is read as another",
    "garbled_probability": "probability that a code counts as no answer",
    "reply_probability": "probability that one question is answered",
    "interrogators": "who can ask transponders",
    "corridors": "who holds a track against corridors",
    "climb": "climb or descent tells something",
    "approach": "a course near an asset tells something",
    "time_pressure_s": "pressed for time from",
    "training_ratio": "factor on the operator's time and doubt",
    "weapons": "weapons",
    "firing": "firing",
    "salvo_size": "missiles of a salvo",
    "max_shots_count": "missiles at one target at most",
    "other_object_probability": "probability that the missile goes for something else",
    "integration": "whose air picture it shares",
    "misalignment_rad": "bearings shown turned clockwise by",
    "launchers_count": "launchers",
    "fire_zone": "own area of fire, farthest",
    "climb_ratio": "times likelier that what climbs is hostile",
    "other_object_distance": "how far off it may take something else",
}
_FAR_M = 10_000.0
_LEFT = frozenset({"name", "labels", "system", "fire_units", "position", "mast_height_m"})


class Stated(NamedTuple):
    """One figure behind the scores."""

    field: str
    """As a scenario or the catalog names it."""
    words: str
    value: str
    """With its interval where the catalog has one."""
    kind: Kind
    grade: Grade
    why: str


def stated_by_scene(scenario: Scenario, accident: Accident, catalog: Catalog) -> tuple[Stated, ...]:
    """What the scene states itself, each for what it is.

    Parameters
    ----------
    scenario : Scenario
        Of the accident.
    accident : Accident
        What is published.
    catalog : Catalog
        Its class defaults, as they are without the scene.
    """
    return (*_fields(scenario, accident, catalog), *_overrides(scenario, catalog))


def class_defaults(inputs: Iterable[Input], scenario: Scenario, catalog: Catalog) -> tuple[Stated, ...]:
    """Class defaults of identification that enter as they are, which decide what a crew believes."""
    found = []
    for each in inputs:
        _, _, name = each.quantity.partition(".")
        if not each.from_default or not name.startswith(_IDENTIFICATION):
            continue
        if each.quantity not in scenario.uncertainty:
            words = name.removeprefix(_IDENTIFICATION).replace("_", " ")
            stands = catalog.default(name, EVERY)
            why = cited(stands.source)
            found.append(Stated(each.quantity, words, _banded(stands), "class default", stands.grade, why))
    return tuple(found)


def as_they_are(inputs: Iterable[Input], scenario: Scenario) -> list[str]:
    """Every class default that enters as it is, by name: not those that the scene states in their place."""
    return sorted({each.quantity for each in inputs if each.from_default} - scenario.uncertainty.keys())


def restated_words(stated: Iterable[Stated]) -> list[str]:
    """In sentences: which figures of the scene are class defaults restated, no facts of the accident."""
    return [
        f"{each.words[:1].upper()}{each.words[1:]}, {each.value}, is no fact of the accident: {each.why} "
        f"(grade {each.grade})."
        for each in stated
        if each.kind == "class default restated"
    ]


def _fields(scenario: Scenario, accident: Accident, catalog: Catalog) -> Iterator[Stated]:
    group, unit = scenario.groups[0], scenario.fire_units[0]
    tables: tuple[tuple[str, Model], ...] = (
        ("identification", scenario.identification),
        ("doctrine", scenario.doctrine),
        ("group", group),
        ("group.fire_unit", unit),
    )
    for table, model in tables:
        for name in type(model).model_fields:
            if name not in model.model_fields_set or name in _LEFT:
                continue
            yield _field(f"{table}.{name}", name, getattr(model, name), accident, catalog)


def _field(field: str, name: str, value: Any, accident: Accident, catalog: Catalog) -> Stated:
    words = _WORDS.get(name, name.replace("_", " "))
    told = _told(name, value)
    figure = accident.figures.get(_PUBLISHED[name]) if name in _PUBLISHED else None
    if figure is not None:
        # Who takes a wrong direction for north shows bearings turned the other way.
        found = -value if name == "misalignment_rad" else value
        if figure.si[0] <= found <= figure.si[2]:
            return Stated(field, words, told, "published", figure.grade, figure.source)
    if name in _LIKE:
        default = catalog.default(f"{_IDENTIFICATION}{_LIKE[name]}", EVERY)
        if np.isclose(value, default.si[1]):
            own = _LIKE[name] == name
            like = "" if own else " of the nearest thing there is; no report says how often"
            why = f"it restates {default.id}, a class default{like}"
            return Stated(field, words, told, "class default restated", "D", why)
    known = accident.states["air_picture"].word
    why = "our assumption: no report gives it"
    if name == "integration" and known != "not established":
        why = f"our reading of what is published of its air picture: {known}"
    if name == "other_object_probability":
        why = "a condition: the score is given that it is so"
    return Stated(field, words, told, "assumption", "D", why)


def _overrides(scenario: Scenario, catalog: Catalog) -> Iterator[Stated]:
    """Figures of the catalog that the scene states in place of what stands there."""
    from rangering.scenario.uncertainty import stated_catalog

    changed = stated_catalog(catalog, scenario.uncertainty, scenario.name)
    for key in scenario.uncertainty:
        if not key.startswith("default/"):
            continue
        of, _, name = key.removeprefix("default/").partition(".")
        quantity = changed.default(name, of)
        last = name.rpartition(".")[2]
        words = _WORDS.get(last, last.replace("_", " "))
        twin = next((each for each in _defaults(catalog, name, of) if _same(each, quantity)), None)
        if twin is None:
            why = "our assumption, in place of its class default"
            yield Stated(key, words, _banded(quantity), "assumption", "D", why)
        else:
            why = f"it restates {twin.id}, a class default"
            yield Stated(key, words, _banded(quantity), "class default restated", "D", why)


def _defaults(catalog: Catalog, name: str, key: str) -> Iterator[Quantity]:
    """Class defaults of the same matter."""
    matter = name.partition(".")[0]
    for other, default in catalog.defaults.items():
        if other.partition(".")[0] == matter and key in default.values:
            yield catalog.default(other, key)


def _same(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit and bool(np.allclose(one.si, other.si))


def _banded(quantity: Quantity) -> str:
    unit = "" if quantity.unit in ("count", "ratio", "probability", "fraction") else f" {quantity.unit}"
    by = 1.0
    if quantity.unit == "m" and quantity.nominal >= _FAR_M:
        by, unit = 1e-3, " km"
    return f"{by * quantity.nominal:g} ({by * quantity.low:g} to {by * quantity.high:g}){unit}"


def _told(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "misalignment_rad":
        return f"{np.degrees(-value):.4g} deg"
    if name == "fire_zone":
        return "to its range" if value.max_m is None else f"{value.max_m / 1e3:g} km"
    if isinstance(value, int | float):
        return f"{value:g} s" if name.endswith("_s") else f"{value:g}"
    return str(value)
