"""The values of a swept field: read from a list or a range, and written as a scenario's file has them."""

from collections.abc import Mapping
from math import exp, log
from typing import Any

from rangering.errors import ScenarioError
from rangering.units import UNITS

MOST_POINTS = 10_000
_RANGE = ("from", "to", "steps", "step", "spacing")


def values_of(stated: Any, where: str) -> list[Any]:
    """The values of a field, from a list or a range.

    Raises
    ------
    ScenarioError
        Neither of them, a value twice, or a range without two ends that rise in one unit.
    """
    if isinstance(stated, dict) and stated:
        return _in_range(stated, where)
    if not isinstance(stated, list) or not stated:
        mend = 'write [1, 2, 4], or { from = "0 mm/h", to = "20 mm/h", steps = 5 }'
        raise ScenarioError("is neither a list of values nor a range", where=where, value=stated, mend=mend)
    for n, value in enumerate(stated):
        if any(value == other and type(value) is type(other) for other in stated[:n]):
            raise ScenarioError("is in the list twice", where=where, value=value, mend="leave one out")
    return stated


def _in_range(stated: Mapping[str, Any], where: str) -> list[Any]:
    def wrong(problem: str, mend: str, value: Any = None) -> ScenarioError:
        return ScenarioError(problem, where=where, value=value, mend=mend)

    for key in stated:
        if key not in _RANGE:
            raise wrong(f"is a range with the unknown key {key}", f"its keys are {', '.join(_RANGE)}")
    if "to" not in stated or ("steps" in stated) == ("step" in stated):
        raise wrong("is a range without its end or its number of steps", "state from, to, and steps or step")
    (low, unit), (high, other) = (_number(stated[key], where) for key in ("from", "to"))
    if unit != other or not low < high:
        raise wrong("is a range whose ends do not rise in one unit", "write both ends in the same unit")
    whole = isinstance(low, int) and isinstance(high, int)
    if "step" in stated:
        step = stated["step"]
        if not whole or isinstance(step, bool) or not isinstance(step, int) or step < 1:
            raise wrong("is a step for whole numbers", "such as { from = 4, to = 24, step = 4 }", step)
        return list(range(int(low), int(high) + 1, step))
    steps, spacing = stated["steps"], stated.get("spacing", "even")
    if isinstance(steps, bool) or not isinstance(steps, int) or not 2 <= steps <= MOST_POINTS:
        raise wrong(f"is no number of steps from 2 to {MOST_POINTS:,}", "such as steps = 5", steps)
    if spacing not in ("even", "log") or (spacing == "log" and low <= 0):
        raise wrong("is no spacing of these ends", 'write "even", or "log" from above zero', spacing)
    shares = [n / (steps - 1) for n in range(steps)]
    between = [
        exp(log(low) + s * (log(high) - log(low))) if spacing == "log" else low + s * (high - low)
        for s in shares
    ]
    # Both ends as written; what lies between is rounded to what a person would write.
    values: list[Any] = [low, *(float(f"{value:.12g}") for value in between[1:-1]), high]
    if whole and all(float(value).is_integer() for value in values):
        values = [int(value) for value in values]
    return [f"{value:.12g} {unit}" for value in values] if unit else values


def _number(stated: Any, where: str) -> tuple[float, str]:
    """A number and its unit as written; empty where it has none."""
    if isinstance(stated, int | float) and not isinstance(stated, bool):
        return stated, ""
    number, _, unit = str(stated).strip().partition(" ")
    try:
        if unit.strip() and any(unit.strip() in units for units in UNITS.values()):
            return float(number), unit.strip()
    except ValueError:
        pass
    mend = 'a number, with a space and its unit where it has one, such as "20 mm/h"'
    raise ScenarioError("is no end of a range", where=where, value=stated, mend=mend)


def as_toml(value: Any) -> str:
    """A value as a file would have it, on one line."""
    if isinstance(value, dict):
        inside = ", ".join(f'"{key}" = {as_toml(each)}' for key, each in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
