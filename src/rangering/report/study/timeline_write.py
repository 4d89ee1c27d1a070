"""What a timeline says as files: picture, page, table and record, all of them whole or none."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rangering.report.csv_file import write_csv
from rangering.report.html.pictures import within_budget
from rangering.report.mission.pictures import Drawing, save
from rangering.report.mission.record import plain_data
from rangering.report.study.record import PAGE, PICTURES, RECORD, TABLES, plain_result, refuse_folder
from rangering.report.study.timeline_chart import timeline_page
from rangering.report.study.timeline_page import timeline_html
from rangering.report.study.timeline_words import first_sentence, headlines, rows_of
from rangering.report.write import write_whole
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

    def fill(aside: Path) -> None:
        finding = " ".join([first_sentence(found), *headlines(found)])
        said = f"Lines over months since the signature. {finding} Tables give the figures."
        drawing = Drawing(
            KIND, PICTURES[KIND], "Capability over time, and what was paid.", said,
            lambda: timeline_page(found),
        )  # fmt: skip
        drawn = within_budget({KIND: save(drawing, aside, found.title)})[KIND]
        words = timeline_html(found, drawn, command=command)
        (aside / PAGE).write_text(words, encoding="utf-8", newline="\n")
        write_csv(aside / TABLES[KIND], rows_of(found))
        names = sorted([RECORD, *(path.name for path in aside.iterdir())])
        told = document(found, command=command, files=names)
        text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)
        (aside / RECORD).write_text(text + "\n", encoding="utf-8", newline="\n")

    return write_whole(folder, fill, stale=stale)


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
