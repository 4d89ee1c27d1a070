"""A raid as files: pictures, page, measures, record and scenario, all of them whole or none."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rangering.mission.eventlog import as_text
from rangering.mission.results import Measure, MissionResult, Replay
from rangering.provenance import CAVEAT
from rangering.report.csv_file import Cell, write_csv
from rangering.report.folder import draw_all, write_record
from rangering.report.html.document import PAGE
from rangering.report.mission.page import mission_html
from rangering.report.mission.pictures import drawings, replay_drawings, save
from rangering.report.mission.raid import summary, title_of
from rangering.report.mission.record import RECORD, SCENARIO, document, kept, plain_document, refuse_folder
from rangering.report.mission.story import Story
from rangering.report.write import refuse_foreign, write_whole
from rangering.scenario.models import Scenario
from rangering.terrain.ground import Progress

MEASURES, EVENTS, REPLAY = "measures.csv", "events.txt", "replay.json"
REPLAY_SCHEMA = "rangering.replay/1"


def write_run(
    result: MissionResult,
    scenario: Scenario,
    folder: Path,
    *,
    command: str = "",
    asked: Mapping[str, Any] | None = None,
    also: Callable[[Path], object] | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the pictures, the page, the measures, ``run.json`` and ``scenario.json``, all or none.

    Parameters
    ----------
    result : MissionResult
        What `simulate` or `endure` gave.
    scenario : Scenario
        What it was run on.
    folder : Path
        Made if missing.
    command : str
        The command line behind it, for those who repeat it.
    asked : mapping, optional
        Options that a replay needs.
    also : callable, optional
        Writes further files into the folder it is given: the rows, for instance.
    progress : callable, optional
        Told what is being done and the share done.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        The folder cannot take them, or holds a ``run.json`` that is not ours; nothing new is left.
    """
    stale = refuse_folder(folder)

    def fill(aside: Path) -> None:
        drawn = draw_all(drawings(result), aside, result.title, progress=progress)
        (aside / PAGE).write_text(
            mission_html(result, drawn, command=command), encoding="utf-8", newline="\n"
        )
        write_measures(result.measures, aside / MEASURES)
        _json(aside / SCENARIO, kept(scenario, folder))
        if also is not None:
            if progress is not None:
                progress("write the rows", 0.9)
            also(aside)
        repeated = {"command": command} | dict(asked or {})
        write_record(aside / RECORD, lambda files: document(result, files, repeated))

    return write_whole(folder, fill, stale=stale)


def write_measures(measures: Sequence[Measure], path: Path) -> None:
    """The measures as a table of text, SI, empty where there is no number."""
    rows: list[list[Cell]] = [["key", "label", "unit", "value", "low", "high", "band_low", "band_high"]]
    for each in measures:
        found = each.estimate
        numbers = (found.value, found.low, found.high, *(each.band or (None, None)))
        rows.append([each.key, each.label, each.unit, *(None if n is None else float(n) for n in numbers)])
    write_csv(path, rows)


def write_replay(
    replay: Replay,
    folder: Path,
    *,
    repeats: bool,
    differing: Sequence[str] = (),
    also: Callable[[Path], object] | None = None,
) -> list[Path]:
    """Write the log as text, both pictures and ``replay.json``, all or none.

    Parameters
    ----------
    replay : Replay
        What `replay` gave.
    folder : Path
        Made if missing.
    repeats : bool
        Whether its row is that of the run, bit for bit.
    differing : sequence of str
        The columns that differ.
    also : callable, optional
        Writes further files into the folder it is given: the log as a table, for instance.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        The folder cannot take them, or holds a ``replay.json`` that is not ours; nothing new is left.
    """
    stale = refuse_foreign(folder, REPLAY, ("rangering.replay/",), (".png", ".txt", ".parquet"))

    def fill(aside: Path) -> None:
        for each in replay_drawings(replay):
            save(each, aside, f"{replay.title}, replicate {replay.replicate}")
        with (aside / EVENTS).open("w", encoding="utf-8", newline="\n") as file:
            file.write(f"{title_of(replay)}\nReplicate {replay.replicate}\n{CAVEAT}\n\n")
            file.writelines(f"{line}\n" for line in as_text(replay.log, replay.names))
        if also is not None:
            also(aside)
        write_record(
            aside / REPLAY,
            lambda files: replay_document(replay, files, repeats=repeats, differing=differing),
        )

    return write_whole(folder, fill, stale=stale)


def replay_document(
    replay: Replay, files: Sequence[str] = (), *, repeats: bool, differing: Sequence[str] = ()
) -> dict[str, Any]:
    """One replicate as plain data after the output contract; the log itself lies in its own file."""
    said = [summary(Story(replay, occasion)) for occasion in range(len(replay.row))]
    return plain_document({
        "schema": REPLAY_SCHEMA,
        "provenance": replay.provenance,
        "environment": {},
        "assumptions": [],
        "warnings": [],
        "results": {
            "title": replay.title, "labels": replay.labels, "replicate": replay.replicate,
            "repeats_bit_for_bit": repeats, "differing_columns": list(differing), "summary": said,
            "picture": None if replay.picture is None else replay.picture._asdict(),
            "events": len(replay.log.time_s), "files": list(files),
        },
    })  # fmt: skip


def _json(path: Path, value: Any) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
