"""A comparison in several scenarios as files: what holds in all of them, and where each of them stands.

The record and the page at the top tell of all scenarios; each scenario has a folder of its own beside them,
with its picture, page, table, record and every replicate.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rangering.errors import OutputError
from rangering.provenance import CAVEAT
from rangering.report.csv_file import write_csv
from rangering.report.folder import write_record
from rangering.report.html.document import PAGE, page
from rangering.report.html.markup import Html, Piece, bullets, join, paragraph, tag, terms, tied
from rangering.report.html.words import sentence
from rangering.report.mission.record import plain_data
from rangering.report.mission.tables import lines_table
from rangering.report.study.record import OURS, RECORD, plain_result
from rangering.report.write import refuse_foreign, write_whole
from rangering.study.several import (
    Several,
    in_all,
    order_in_all,
    pair_columns,
    pair_lines,
    pairs_in_all,
    summary_words,
)
from rangering.study.stood import Stood

SCHEMA = "rangering.study-compare-scenarios/1"
TABLE = "scenarios.csv"
_BASES = (("as offered", False), ("equal spend", True))


def refuse_folder_of_several(folder: Path) -> list[str]:
    """Find out before the work that a folder cannot take a comparison in several scenarios.

    Returns
    -------
    list of str
        Files that the same question left there earlier.

    Raises
    ------
    OutputError
        The folder cannot be written, or holds what another question or another program wrote.
    """
    stale = refuse_foreign(folder, RECORD, (SCHEMA.partition("/")[0] + "/",), OURS)
    for name in () if stale else (PAGE, TABLE):
        if (folder / name).exists():
            raise OutputError(
                "is not of a study and would be lost", where=str(folder / name), mend="name another folder"
            )
    return stale


def document_of_several(
    found: Several, told: Sequence[dict[str, Any]], *, command: str = "", files: Sequence[str] = ()
) -> dict[str, Any]:
    """The numbers of all scenarios after the output contract.

    Parameters
    ----------
    found : Several
        What the scenarios gave.
    told : sequence of dict
        The record of each, as `rangering.report.study.record.document` gives it.
    command : str
        The command line behind it.
    files : sequence of str
        Names of the files at the top, where some were written.
    """
    inputs = {
        f"{kind} {name}" if kind == "scenario" else kind: sha
        for name, each in zip(found.names, told, strict=True)
        for kind, sha in each["provenance"].get("inputs", {}).items()
    }
    over_all = {
        words: {"pairs": pairs_in_all(parts), "order": order_in_all(parts)}
        for words, at_spend in _BASES
        if (parts := found.parts(at_spend))
    }
    whole: dict[str, Any] = plain_data({
        "schema": SCHEMA,
        "provenance": told[0]["provenance"] | {"inputs": inputs},
        "environment": {name: each["environment"] for name, each in zip(found.names, told, strict=True)},
        "assumptions": list(dict.fromkeys(said for each in told for said in each["assumptions"])),
        "warnings": [f"{name}: {said}" for name, each in zip(found.names, told, strict=True)
                     for said in each["warnings"]],
        "results": {
            "scenarios": list(found.names),
            "left_out": plain_result(found.skipped),
            "over_all": plain_result(over_all),
            "by_scenario": {name: each["results"] for name, each in zip(found.names, told, strict=True)},
            "command": command,
            "files": list(files),
        },
    })  # fmt: skip
    return whole


def write_several(
    found: Several, stood: Sequence[Stood], told: Sequence[dict[str, Any]], folder: Path, *, command: str = ""
) -> list[Path]:
    """Write page, table and record of all scenarios, beside the folders of each; all or none.

    Raises
    ------
    OutputError
        The folder cannot take them; nothing new is left.
    """
    stale = refuse_folder_of_several(folder)

    def fill(aside: Path) -> None:
        (aside / PAGE).write_text(several_html(found, stood, command), encoding="utf-8", newline="\n")
        write_csv(aside / TABLE, several_table(found))
        write_record(
            aside / RECORD, lambda files: document_of_several(found, told, command=command, files=files)
        )

    return write_whole(folder, fill, stale=stale)


def several_table(found: Several) -> list[list[str]]:
    """One line a pair and scenario, in full figures, the heading first."""
    rows = [["basis", "scenario", "package", "less", "difference", "low", "high", "fewer_share", "fewer_low",
             "fewer_high", "raids_fewer", "raids"]]  # fmt: skip
    for words, at_spend in _BASES:
        for name, part in zip(found.names, found.parts(at_spend), strict=False):
            for each in part.differences:
                raids = in_all(part)
                fewer = int((raids[each.second] < raids[each.first]).sum())
                rows.append([
                    words, name, part.fielded[each.second].package, part.fielded[each.first].package,
                    *(repr(float(value)) for value in
                      (-each.mean, -each.high, -each.low, each.more.value, each.more.low, each.more.high)),
                    str(fewer), str(raids.shape[1]),
                ])  # fmt: skip
    return rows


def several_html(found: Several, stood: Sequence[Stood], command: str = "") -> str:
    """The page of all scenarios, whole, as text."""
    catalog = stood[0].catalog
    packages = found.compared[0].packages
    named = bullets(f"{chr(ord('A') + n)}: {catalog.package(each).title}" for n, each in enumerate(packages))
    said = summary_words(found)
    tables = [
        lines_table(f"Each pair in each scenario, {words}", pair_columns(found),
                    pair_lines(found, at_spend=at_spend), f"Pairs {words}")
        for words, at_spend in _BASES if found.parts(at_spend)
    ]  # fmt: skip
    sections: dict[str, tuple[str, Html]] = {
        "all": ("What holds in all of them", join([
            named, *(paragraph(sentence(line.strip())) for line in said), *tables,
            paragraph("By how much the first of a pair lets more (+) or fewer (-) through than the second; "
                      "the share of readings in which it lets fewer through, chance taken out, no "
                      "probability; and in how many raids it does so in the mean."),
        ])),
        "each": ("Each scenario by itself", bullets(_link(name, each.title) for name, each
                                                    in zip(found.names, found.compared, strict=True))),
    }  # fmt: skip
    if found.skipped:
        left = terms((each.scenario, sentence(each.why)) for each in found.skipped)
        sections["left"] = ("Scenarios that were left out", left)
    if command:
        sections["repeat"] = ("How to repeat this", tag("pre", tag("code", command), tabindex=0))
    title = f"Packages compared in {len(found.names)} scenarios"
    caveat: Piece = tag("em", CAVEAT)
    sections["cite"] = ("How to quote this", paragraph("With the scenarios, the interval, and: ", caveat))
    first = said[1].strip() if len(said) > 1 else title
    head = join([tag("h1", tied(f"{title}: {first}.")), paragraph(", ".join(found.names), class_="others")])
    return page(title, head, sections, language_description=title)


def _link(name: str, title: str) -> Html:
    return join([tag("a", name, href=f"{name}/{PAGE}"), f": {title}"])
