"""What a risk says as files: pictures, page and record, all of them or none."""

from pathlib import Path

from rangering.report.civil.page import TITLE, risk_html
from rangering.report.civil.picture import tornado_page
from rangering.report.civil.record import MAP, RECORD, TORNADO, document, refuse_folder
from rangering.report.civil.words import first_sentence
from rangering.report.exposure.picture import exposure_page
from rangering.report.folder import Said, write_said
from rangering.report.mission.pictures import Drawing
from rangering.study.risk.results import Risk


def write_risk(result: Risk, folder: Path, *, command: str = "") -> list[Path]:
    """Write ``report.html``, ``risk-tornado.png``, ``risk-map.png`` and ``risk.json``, all or none.

    Parameters
    ----------
    result : Risk
        What `rangering.study.risk.run.assess_risk` gave, levers and mitigations with it.
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
    seen = result.exposure
    drawings = []
    if seen is not None:
        drawings.append(
            Drawing("map", MAP, "Area: where civil flights are inside which layer, whatever the alert.",
                    "Tracks of civil flights over a map, coloured by the layer of the defence that holds "
                    "them.",
                    lambda: exposure_page(seen))
        )  # fmt: skip
    if result.levers:
        drawings.append(
            Drawing("tornado", TORNADO, "What changes it, and mitigations.",
                    "Bars from 1 to ratios of rates; the tables give the figures. "
                    f"{first_sentence(result)}.", lambda: tornado_page(result))
        )  # fmt: skip
    said = Said(
        f"{TITLE}: {result.title}", drawings, lambda drawn: risk_html(result, drawn, command=command), {},
        RECORD, lambda files: document(result, command=command, files=files),
    )  # fmt: skip
    return write_said(said, folder, stale=stale)
