"""Frozen results: a small table a case, kept beside this file, compared row by row.

A case returns rows of numbers by name. Shares must agree to 1e-6 on the type of machine that froze them;
anywhere else the last bit of a power or a tangent may send a cell that is hit on its very edge to the other
side, so there an area may differ by `EDGE_CELLS` cells, which the case states in km². Of a raid it may turn a
hit into a miss: there a mean may differ by the share of it, or of 1, that the case states as `elsewhere`.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
RENEW = "python -m tests.golden.renew"
SHARE_TOLERANCE = 1e-6
EDGE_CELLS = 20

Rows = Mapping[str, Mapping[str, float]]


def frozen(name: str) -> dict[str, Any]:
    """What is kept of a case; empty where nothing is yet."""
    path = FOLDER / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def freeze(name: str, document: Mapping[str, Any]) -> None:
    """Keep a case: a line a row, so that a change shows what moved."""
    rows = ",\n".join(
        f"    {json.dumps(key, ensure_ascii=False)}: {json.dumps(row)}"
        for key, row in document["rows"].items()
    )
    head = "".join(f"  {json.dumps(k)}: {json.dumps(v)},\n" for k, v in document.items() if k != "rows")
    text = f'{{\n{head}  "rows": {{\n{rows}\n  }}\n}}\n'
    (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


def changes(name: str, found: Mapping[str, Any]) -> list[str]:
    """Every number that moved, in words; an empty list where none did."""
    kept = frozen(name)
    if not kept:
        return [f"{name} was never frozen"]
    moved = [
        f"{name}: {key} is {'no longer there' if key in kept['rows'] else 'new'}"
        for key in kept["rows"].keys() ^ found["rows"].keys()
    ]
    same_machine = kept["machine"] == found["machine"]
    for key in kept["rows"].keys() & found["rows"].keys():
        old, new = kept["rows"][key], found["rows"][key]
        for field in sorted(old.keys() | new.keys()):
            was, now = old.get(field, 0.0), new.get(field, 0.0)
            if "elsewhere" in kept:
                allowed = (SHARE_TOLERANCE if same_machine else kept["elsewhere"]) * max(1.0, abs(was))
            elif field.endswith("km2"):
                allowed = 0.5 + EDGE_CELLS * kept["cell_km2"]
            else:
                allowed = SHARE_TOLERANCE if same_machine else EDGE_CELLS * kept["cell_km2"] / old["ring_km2"]
            if abs(now - was) > allowed:
                moved.append(f"{name}: {key}: {field} was {was:g}, is {now:g}")
    return sorted(moved)


def check(name: str, found: Mapping[str, Any]) -> None:
    """Fail, with every number that moved and the command that renews them."""
    moved = changes(name, found)
    if moved:
        shown = moved[:20] + [f"and {len(moved) - 20} more"] * (len(moved) > 20)
        raise AssertionError(
            "\n".join(shown) + f"\nMeant to? {RENEW} {name}, and say in the commit why they moved."
        )
