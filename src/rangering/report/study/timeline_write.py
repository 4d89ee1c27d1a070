"""What a timeline says as files: picture, page, table and record, all of them whole or none."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rangering.report.folder import Said, write_said
from rangering.report.mission.pictures import Drawing
from rangering.report.mission.record import plain_data
from rangering.report.study.record import PICTURES, RECORD, TABLES, plain_result, refuse_folder
from rangering.report.study.timeline_chart import timeline_page
from rangering.report.study.timeline_page import timeline_html
from rangering.report.study.timeline_words import first_sentence, headlines, rows_of
from rangering.study.timeline_result import Timeline

KIND = "timeline"


def write_timeline(found: Timeline, folder: Path, *, command: str = "") -> list[Path]:
    """Write ``timeline.png``, ``report.html``, ``quarters.csv`` and ``study.json``, all or none.

    Parameters
    ----------
    found : Timeline
        What the study gave.
    folder : Path
        That of the study; its parts are left alone, and what an earlier run of the same question said is
        written anew.
    command : str
        The command line behind it.

    Raises
    ------
    OutputError
        The folder cannot take them, or holds what is not ours; nothing new is left.
    """
    stale = refuse_folder(folder, KIND)
    finding = " ".join([first_sentence(found), *headlines(found)])
    drawing = Drawing(
        KIND, PICTURES[KIND], "Capability over time, and what was paid.",
        f"Lines over months since the signature. {finding} Tables give the figures.",
        lambda: timeline_page(found),
    )  # fmt: skip
    said = Said(
        found.title, [drawing], lambda drawn: timeline_html(found, drawn[KIND], command=command),
        {TABLES[KIND]: rows_of(found)}, RECORD,
        lambda files: document(found, command=command, files=files),
    )  # fmt: skip
    return write_said(said, folder, stale=stale)


def document(found: Timeline, *, command: str = "", files: Sequence[str] = ()) -> dict[str, Any]:
    """The numbers of a timeline as plain data, with all that is needed to repeat them."""
    whole: dict[str, Any] = plain_data({
        "schema": f"rangering.study-{KIND}/1",
        "provenance": dict(found.provenance),
        "environment": found.stood.environment,
        "assumptions": [*found.assumptions, *found.stood.assumptions],
        "warnings": list(found.warnings),
        "results": {
            "title": found.title,
            "programme": found.programme,
            "scenario": found.scenario,
            "labels": found.stood.labels,
            "fidelity": found.stood.fidelity,
            "seed": found.stood.seed,
            "readings": found.readings,
            "inner": found.inner,
            "histories": found.histories,
            "signed": found.signed.isoformat(),
            "currency": found.currency,
            "dates": [each.isoformat() for each in found.dates],
            "months": list(found.months),
            "hostile": found.hostile,
            "fire_units_placed": found.placed,
            "covered": found.covered_words,
            "forces": found.forces,
            "raids_run": found.runs,
            "own_raids": None if found.own_raids is None else found.own_raids._asdict(),
            "courses": [plain_result(course) for course in found.courses],
            "command": command,
            "files": list(files),
        },
    })  # fmt: skip
    return whole
