"""What a sweep says as files beside its parts: picture, page, table and record, all of them whole or none."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rangering.report.csv_file import Cell
from rangering.report.folder import Said, write_said
from rangering.report.mission.pictures import Drawing
from rangering.report.mission.record import plain_data
from rangering.report.study.record import PICTURES, RECORD, TABLES, plain_result, refuse_folder, sources_of
from rangering.report.study.sweep.charts import sweep_page
from rangering.report.study.sweep.page import sweep_html
from rangering.report.study.sweep.words import doubts, first_sentence
from rangering.report.study.tables import value_words
from rangering.study.stood import Stood
from rangering.study.sweeping import SweepResult


def write_sweep(found: SweepResult, stood: Stood, folder: Path, *, command: str = "") -> list[Path]:
    """Write ``sweep.png``, ``report.html``, ``points.csv`` and ``study.json``, all or none.

    Parameters
    ----------
    found : SweepResult
        What the sweep gave.
    stood : Stood
        What it stood on.
    folder : Path
        That of the study; its parts are left alone.
    command : str
        The command line behind it.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        The folder cannot take them, or holds what is not ours; nothing new is left.
    """
    stale = refuse_folder(folder, "sweep")
    said = Said(
        found.title, [drawing_of(found, stood)],
        lambda drawn: sweep_html(found, stood, drawn["sweep"], command=command),
        {TABLES["sweep"]: table_of(found)}, RECORD,
        lambda files: sweep_document(found, stood, command=command, files=files),
    )  # fmt: skip
    return write_said(said, folder, stale=stale)


def drawing_of(found: SweepResult, stood: Stood) -> Drawing:
    """The picture of a sweep, not drawn yet."""
    said = f"{first_sentence(found)} The table below gives the figures."
    return Drawing("sweep", PICTURES["sweep"], "Each measure over what was varied.", said,
                   lambda: sweep_page(found, stood))  # fmt: skip


def table_of(found: SweepResult) -> Iterator[Sequence[Cell]]:
    """One row a point in full figures, the heading first."""
    yield ["point", *found.fields, "replicates", "precise",
           *(f"{each}{end}" for each in found.measures for end in ("", "_low", "_high"))]  # fmt: skip
    for n, point in enumerate(found.points):
        yield [n + 1, *(value_words(point.stated[field]) for field in found.fields), point.replicates,
               "yes" if point.precise else "no",
               *(float(end) for each in found.measures
                 for end in (point.estimates[each].value, point.estimates[each].low,
                             point.estimates[each].high))]  # fmt: skip


def sweep_document(
    found: SweepResult, stood: Stood, *, command: str = "", files: Sequence[str] = ()
) -> dict[str, Any]:
    """The numbers of a sweep as plain data, with all that is needed to repeat them."""
    whole: dict[str, Any] = plain_data({
        "schema": "rangering.study-sweep/1",
        "provenance": stood.provenance,
        "environment": stood.environment,
        "assumptions": stood.assumptions,
        "warnings": doubts(found),
        "results": {
            **plain_result(found),
            "scenario": stood.name,
            "labels": stood.labels,
            "sources": sources_of(stood.axes, stood),
            "command": command,
            "files": list(files),
        },
    })  # fmt: skip
    return whole
