"""The industrial record as files: two pictures, page, tables and record, all of them whole or none."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rangering import provenance
from rangering.report.csv_file import Cell
from rangering.report.folder import Said, write_said
from rangering.report.html.document import labels, page
from rangering.report.html.maps import figure
from rangering.report.html.markup import Group, Html, Piece, join, linked, paragraph, table, tag, terms, tied
from rangering.report.html.pictures import Picture
from rangering.report.html.repeat import citation, command_again
from rangering.report.mission.pictures import Drawing
from rangering.report.mission.tables import lines_table, sentence_case
from rangering.report.programme import industry
from rangering.report.programme.industry import Evidence
from rangering.report.programme.industry_charts import TITLE, lasted_page, shares_page
from rangering.report.programme.page import short
from rangering.report.programme.record import RECORD, refuse_folder
from rangering.report.programme.tables import Lines

SCHEMA = "rangering.programme-record/1"
ASSUMPTIONS = (
    "Local shares are claims of those who make the thing; what counts as local differs from one to the next.",
    "Each point has one weight in a curve; a point that is our own assumption is named as one.",
    "Where a source gives a year or a month alone, its middle stands for it and its limits are the whisker.",
)


def write_record(found: Evidence, folder: Path, *, command: str = "") -> list[Path]:
    """Write two pictures, ``report.html``, two tables as CSV and ``programme.json``, all or none.

    Parameters
    ----------
    found : Evidence
        What `evidence` gave.
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
    told = industry.plain_record(found)
    said = Said(
        TITLE, drawings(found), lambda drawn: record_html(found, drawn, command),
        {"local-share.csv": _rows(told["shares"]), "durations.csv": _rows(told["durations"])},
        RECORD, lambda files: document(found, command=command, files=files),
    )  # fmt: skip
    return write_said(said, folder, stale=stale)


def _rows(told: Sequence[dict[str, Any]]) -> Iterable[Sequence[Cell]]:
    """Plain rows; lists are joined, and what is not known stays empty."""
    yield list(told[0])

    def cell(value: Any) -> Cell:
        if value is None:
            return ""
        if isinstance(value, list | tuple):
            return "; ".join(str(each) for each in value)
        return value if isinstance(value, float | int) else str(value)

    for row in told:
        yield [cell(value) for value in row.values()]


def drawings(found: Evidence) -> list[Drawing]:
    """The pictures of the record, not drawn yet."""
    curves = "; ".join(", ".join(line) for line in industry.curve_lines(found))
    return [
        Drawing("shares", "local-share.png", "Local shares as claimed, with fitted curves.",
                f"Dots: claims over years; lines: fitted curves with their bands ({curves}). The table gives "
                "every point with its source.", partial(shares_page, found)),
        Drawing("durations", "durations.png", "From the contract to each milestone.",
                f"Dots: years to {len(found.lasted)} milestones; hollow: as planned. The table gives every "
                "one with its sources.", partial(lasted_page, found)),
    ]  # fmt: skip


def record_html(found: Evidence, drawn: Mapping[str, Picture], command: str = "") -> str:
    """The page of the record, whole, as text."""
    sections: dict[str, tuple[str, Html]] = {
        "shares": ("How large the part made at home became", join([
            figure(drawn["shares"], "shares"),
            paragraph(industry.SHARE_WORDS), paragraph(industry.CURVE_WORDS),
            lines_table("Fitted curves", industry.CURVE_COLUMNS, industry.curve_lines(found), "Curves"),
            _sourced("Every point of a local share", industry.SHARE_COLUMNS, industry.share_lines(found)),
        ])),
        "durations": ("How long it took", join([
            figure(drawn["durations"], "durations"),
            paragraph(industry.LASTED_WORDS),
            _sourced("Every duration", industry.LASTED_COLUMNS, industry.lasted_lines(found)),
        ])),
        "assumed": ("What is assumed", join([paragraph(each) for each in ASSUMPTIONS])),
        "repeat": ("How to repeat this", join([
            command_again(command, "This command gives this page again, byte for byte:", "record"),
            terms([("Version", f"rangering {provenance.record({})['rangering']}")], class_="facts"),
        ])),
        "cite": ("How to cite this", citation(provenance.record({}), f"{TITLE}.", "its source")),
    }  # fmt: skip
    head = join([labels(TITLE, ()), tag("h1", tied(found.sentence))])
    return page(TITLE, head, sections, language_description=found.sentence)


def _sourced(caption: str, columns: Sequence[str], lines: Lines) -> Html:
    """A table whose last column is a source."""
    rows: list[list[Piece]] = [[*map(short, line[:-1]), linked(line[-1])] for line in lines]
    return table(caption, [sentence_case(each) for each in columns], [Group(None, rows)], label=caption,
                 class_="stack")  # fmt: skip


def document(found: Evidence, *, command: str = "", files: Sequence[str] = ()) -> dict[str, Any]:
    """The record after the output contract."""
    return {
        "schema": SCHEMA,
        "provenance": provenance.record({}),
        "environment": {},
        "assumptions": list(ASSUMPTIONS),
        "warnings": [],
        "results": {"sentence": found.sentence, **industry.plain_record(found), "command": command,
                    "files": list(files)},
    }  # fmt: skip
