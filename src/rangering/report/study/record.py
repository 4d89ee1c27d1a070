"""``study.json``: all numbers of a study after the output contract; and which folders can take one.

A folder of a study holds parts (every replicate, made chunk by chunk), which `rangering.study.store` keeps
and nothing here touches, and what a finished study says, which is written anew whenever it ends.
"""

import json
from collections.abc import Sequence
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

from rangering.errors import OutputError
from rangering.report.html.document import PAGE
from rangering.report.mission.record import plain_data
from rangering.report.study.unknowns import axis_words, figures_of
from rangering.report.study.words import Result, doubts, first_unknown
from rangering.report.write import refuse_foreign
from rangering.study.bands import Bands
from rangering.study.sensitivity import Sensitivity
from rangering.study.stood import Stood

RECORD = "study.json"
OURS = (".png", ".html", ".csv", ".json")
TABLES = {
    "bands": "bands.csv", "sensitivity": "unknowns.csv", "compare": "differences.csv", "sweep": "points.csv",
    "timeline": "quarters.csv",
}  # fmt: skip
PICTURES = {
    "bands": "bands.png", "sensitivity": "tornado.png", "compare": "compare.png", "sweep": "sweep.png",
    "timeline": "timeline.png",
}  # fmt: skip


def kind_of(found: Result) -> str:
    """Which question a result answers: the last word of its schema."""
    if isinstance(found, Bands):
        return "bands"
    return "sensitivity" if isinstance(found, Sensitivity) else "compare"


def axes_of(found: Result, stood: Stood) -> tuple[str, ...]:
    """The unknowns whose sources a reader must see: those looked at closely, else all."""
    return found.closely if isinstance(found, Sensitivity) else stood.axes


def document(
    found: Result, stood: Stood, *, command: str = "", measure: str = "", files: Sequence[str] = ()
) -> dict[str, Any]:
    """The numbers of a study as plain data, with all that is needed to repeat them.

    Parameters
    ----------
    found : Bands, Sensitivity or Comparison
        What the study gave.
    stood : Stood
        What it stood on.
    command : str
        The command line behind it.
    measure : str
        What packages were compared by.
    files : sequence of str
        Names of the files beside it, where some were written.
    """
    results = plain_result(found)
    del results["title"]
    results.pop("provenance", None)
    if isinstance(found, Sensitivity):
        results["first_unknown"] = {
            "same": len({each.axis for each in found.firsts}) == 1,
            "words": first_unknown(found, lambda axis: axis_words(stood.catalog, axis)),
            "by_assumption": plain_result(found.firsts),
        }
    whole: dict[str, Any] = plain_data({
        "schema": f"rangering.study-{kind_of(found)}/1",
        "provenance": stood.provenance,
        "environment": stood.environment,
        "assumptions": stood.assumptions,
        "warnings": doubts(found),
        "results": {
            "title": stood.title,
            "scenario": stood.name,
            "labels": stood.labels,
            "fidelity": stood.fidelity,
            "seed": stood.seed,
            "readings": stood.readings,
            "inner": stood.inner,
            **({"measure": measure} if measure else {}),
            **results,
            "sources": sources_of(axes_of(found, stood), stood),
            "command": command,
            "files": list(files),
        },
    })  # fmt: skip
    return whole


def sources_of(axes: Sequence[str], stood: Stood) -> dict[str, Any]:
    """Unknowns by axis: in words, and the figures that each moves, with their sources."""
    return {
        axis: {
            "words": axis_words(stood.catalog, axis),
            "figures": [each._asdict() for each in figures_of(stood.catalog, axis, stood.keys)],
        }
        for axis in axes
    }


def plain_result(value: Any) -> Any:
    """Anything of a result as JSON holds it; a whole scenario is left out, the folder has what it takes."""
    from pydantic import BaseModel

    if isinstance(value, BaseModel):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain_result(each) for name, each in vars(value).items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: plain_result(each) for name, each in zip(value._fields, value, strict=True)}
    if isinstance(value, dict):
        return {str(key): plain_result(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain_result(each) for each in value]
    return plain_data(value)


def refuse_folder(folder: Path, kind: str, measure: str = "") -> list[str]:
    """Find out before the work that a folder cannot take what a study of this kind says.

    Parameters
    ----------
    folder : Path
        Where it would be written.
    kind : str
        As `kind_of` gives it.
    measure : str
        What it is about, where a study is of one measure alone.

    Returns
    -------
    list of str
        Files that the same question left there earlier.

    Raises
    ------
    OutputError
        The folder cannot be written, holds what another question or another program wrote under our names.
    """
    _refuse_other_question(folder, kind, measure)
    stale = refuse_foreign(folder, RECORD, (f"rangering.study-{kind}/",), OURS)
    if stale or any(folder.glob("*/manifest.json")):
        return stale  # a study of ours, finished or on its way
    for name in (PAGE, PICTURES[kind], TABLES[kind]):
        if (folder / name).exists():
            raise OutputError(
                "is not of a study and would be lost", where=str(folder / name), mend="name another folder"
            )
    return stale


def _refuse_other_question(folder: Path, kind: str, measure: str) -> None:
    """Two questions in one folder would each throw away what the other one said."""
    try:
        there = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        schema, about = str(there["schema"]), str(there["results"].get("measure", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return  # none, or none of ours: told apart by `refuse_foreign`
    if not schema.startswith("rangering.study-"):
        return
    ours = schema.startswith(f"rangering.study-{kind}/")
    if not ours or (measure and about != measure):
        raise OutputError(
            f"answers another question ({about if ours else schema})", where=str(folder / RECORD),
            value=measure if ours else f"rangering.study-{kind}",
            mend="give each question a folder of its own",
        )  # fmt: skip
