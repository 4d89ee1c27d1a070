"""What an exposure says as files: picture, page, a line for every flight and record, all of them or none."""

from pathlib import Path

from rangering.coverage.exposure_results import Exposure
from rangering.provenance import CAVEAT
from rangering.report.exposure.page import TITLE, exposure_html
from rangering.report.exposure.picture import exposure_page
from rangering.report.exposure.record import PICTURE, RECORD, TABLE, document, refuse_folder
from rangering.report.exposure.tables import csv_rows
from rangering.report.exposure.words import CONDITIONAL, first_sentence
from rangering.report.folder import Said, write_said
from rangering.report.mission.pictures import Drawing
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
    seen = f"Tracks of civil flights over a map, coloured by layer. {first_sentence(result)}."
    drawing = Drawing("exposure", PICTURE, "Where civil flights are in which layer.", seen,
                      lambda: exposure_page(result))  # fmt: skip
    said = Said(
        f"{TITLE}: {result.title}", [drawing],
        lambda drawn: exposure_html(result, drawn["exposure"], command=command),
        {TABLE: csv_rows(result)}, RECORD,
        lambda files: document(result, command=command, files=files),
        remarks=[f"{CAVEAT} {CONDITIONAL}", *map(traffic_account.sentence, result.traffic)],
    )  # fmt: skip
    return write_said(said, folder, stale=stale)
