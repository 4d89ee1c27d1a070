"""What an exposure says as files: picture, page, a line for every flight and record, all of them or none."""

import json
from pathlib import Path

from rangering.coverage.exposure_results import Exposure
from rangering.provenance import CAVEAT
from rangering.report.csv_file import write_csv
from rangering.report.exposure.page import TITLE, exposure_html
from rangering.report.exposure.picture import exposure_page
from rangering.report.exposure.record import PAGE, PICTURE, RECORD, TABLE, document, refuse_folder
from rangering.report.exposure.tables import csv_rows
from rangering.report.exposure.words import CONDITIONAL, first_sentence
from rangering.report.html.pictures import within_budget
from rangering.report.mission.pictures import Drawing, save
from rangering.report.write import write_whole
from rangering.scenario import traffic_account


def write_exposure(result: Exposure, folder: Path, *, command: str = "") -> list[Path]:
    """Write ``exposure.png``, ``report.html``, ``flights.csv`` and ``exposure.json``, all or none.

    Parameters
    ----------
    result : Exposure
        What `rangering.coverage.exposure.map_exposure` gave.
    folder : Path
        Made if missing; what an earlier run of ours left there is written anew.
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
    stale = refuse_folder(folder)

    def fill(aside: Path) -> None:
        said = f"Tracks of civil flights over a map, coloured by layer. {first_sentence(result)}."
        drawing = Drawing("exposure", PICTURE, "Where civil flights are in which layer.", said,
                          lambda: exposure_page(result))  # fmt: skip
        drawn = within_budget({"exposure": save(drawing, aside, f"{TITLE}: {result.title}")})["exposure"]
        (aside / PAGE).write_text(
            exposure_html(result, drawn, command=command), encoding="utf-8", newline="\n"
        )
        remarks = [f"{CAVEAT} {CONDITIONAL}", *map(traffic_account.sentence, result.traffic)]
        write_csv(aside / TABLE, csv_rows(result), remarks=remarks)
        names = sorted([RECORD, *(path.name for path in aside.iterdir())])
        told = document(result, command=command, files=names)
        text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)
        (aside / RECORD).write_text(text + "\n", encoding="utf-8", newline="\n")

    return write_whole(folder, fill, stale=stale)
