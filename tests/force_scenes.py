"""A programme whose force on every day is known on paper, and a raid on two fire units, both small."""

from rangering.catalog.read import load_catalog
from rangering.programme.read import programme_from_bytes
from rangering.scenario.place import Position
from rangering.scenario.read import load_scenario

CATALOG = load_catalog()

_DAYS = '{{ value = [{0}, {0}, {0}], unit = "d", grade = "D", source = "our assumption: for a test" }}'
STEPS = f"""
title = "One fire unit on day 100, another on day 200"
name = "steps"
system = "s-400"
signed = 2020-01-01
horizon_years = 2

[contract]
price = {{ value = [100, 100, 100], unit = "million USD", grade = "D", source = "our assumption: a test" }}
[[contract.instalment]]
share = {{ value = [1, 1, 1], unit = "fraction", grade = "D", source = "our assumption: for a test" }}
due = "One"

[[lot]]
name = "One"
fire_units = 1
production_time = {_DAYS.format(100)}
[[lot]]
name = "Two"
fire_units = 1
production_time = {_DAYS.format(200)}
"""
"""In service on delivery: no crews, no installation, no decision, no parts that fail; nothing drawn."""


def programme(text=STEPS, more=""):
    """The programme, with more tables behind it."""
    return programme_from_bytes((text + more).encode(), "steps.toml", catalog=CATALOG)


def raid_on_two():
    """The raid of first-raid on a group of two fire units, the first of which is its own."""
    scenario = load_scenario("first-raid", catalog=CATALOG)
    (group,) = scenario.groups
    (first,) = group.fire_units
    other = first.model_copy(
        update={"name": "Other site", "position": Position.model_validate("44.97 N, 29.95 W")}
    )
    # The command post stays where it is when a fire unit goes.
    both = group.model_copy(update={"fire_units": (first, other)})
    return scenario.model_copy(update={"groups": (both,), "name": "two"})
