"""The case files: what a case is, how a file is read, and when a value agrees.

A case states a quantity, its inputs with units in the keys, an expected value from outside the project, and
the tolerance with its reason. `quantity` and the keys are plain descriptions; `adapters` translates them to
our names.
"""

import csv
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

CASES = Path(__file__).parent / "cases"


class Case(NamedTuple):
    """One row of a case file."""

    case_id: str
    quantity: str
    inputs: dict[str, Any]
    expected: Any
    tol_abs: float
    tol_rel: float
    tol_by_field: dict[str, tuple[float, float]]
    folder: Path


def read(path: Path) -> list[Case]:
    """All cases of a file, in its order."""
    with open(path, encoding="utf-8", newline="") as file:
        return [
            Case(
                row["case_id"],
                row["quantity"],
                json.loads(row["inputs_json"]),
                json.loads(row["expected"]) if row.get("expected") else None,
                float(row.get("tol_abs") or 0),
                float(row.get("tol_rel") or 0),
                {k: (v[0], v[1]) for k, v in json.loads(row.get("tol_by_field_json") or "{}").items()},
                path.parent,
            )
            for row in csv.DictReader(file)
        ]


def disagreements(case: Case, value: Any) -> list[str]:
    """Every leaf of the expected value that the given one misses, with both numbers."""
    whole = (case.tol_abs, case.tol_rel)
    return list(_leaves(case.expected, value, whole, case.tol_by_field, case.quantity))


def _leaves(
    expected: Any, got: Any, tolerance: tuple[float, float], by_field: dict[str, Any], path: str
) -> Iterator[str]:
    if isinstance(expected, dict | list):
        items = expected.items() if isinstance(expected, dict) else enumerate(expected)
        if isinstance(expected, list) and (not hasattr(got, "__len__") or len(got) != len(expected)):
            yield f"{path}: expected {len(expected)} values, got {got!r}"
            return
        for key, part in items:
            try:
                inner = got[key]
            except (KeyError, IndexError, TypeError):
                yield f"{path}/{key}: missing"
                continue
            yield from _leaves(part, inner, by_field.get(str(key), tolerance), {}, f"{path}/{key}")
    elif isinstance(expected, bool | str) or expected is None:
        if expected != got:
            yield f"{path}: expected {expected!r}, got {got!r}"
    else:
        allowed = max(tolerance[0], tolerance[1] * abs(expected)) + 1e-15 * abs(expected)
        if not math.isfinite(got) or abs(got - expected) > allowed:
            yield f"{path}: expected {expected!r}, got {got!r}, allowed ±{allowed:.3g}"
