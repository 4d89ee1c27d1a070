"""The page of an accident: where its flight stands, what lowers its score, what is published or assumed."""

import json
from pathlib import Path

from rangering.catalog.describe_accidents import NO_FINDING, assumed_lines, name_of
from rangering.report.accidents.words import (
    EFFECT_COLUMNS,
    EFFECTS_CAPTION,
    FLIGHT_COLUMNS,
    FLIGHTS_CAPTION,
    SAME,
    cause_words,
    csv_rows,
    document,
    effect_lines,
    first_sentence,
    flight_lines,
    second_sentence,
)
from rangering.report.csv_file import write_csv
from rangering.report.html.document import labels, page
from rangering.report.html.markup import Html, bullets, join, paragraph, tag, terms, tied
from rangering.report.html.repeat import citation, command_again
from rangering.report.mission.tables import lines_table
from rangering.report.write import refuse_foreign, write_whole
from rangering.study.accidents.stand import CONDITIONAL, Standing

PAGE, TABLE, RECORD = "report.html", "flights.csv", "accident.json"
_FACT_COLUMNS = ("fact", "likeliest", "from", "to", "unit", "grade", "public on")


def accident_html(result: Standing, *, command: str = "") -> str:
    """The page, whole, as text."""
    accident, first = result.accident, first_sentence(result)
    facts: list[tuple[str, ...]] = [
        (name_of(each), f"{each.nominal:g}", f"{each.low:g}", f"{each.high:g}", each.unit, each.grade,
         f"{each.known_on}")
        for each in accident.figures.values()
    ]  # fmt: skip
    sections: dict[str, tuple[str, Html]] = {
        "standing": ("Where it stands", join([
            lines_table(FLIGHTS_CAPTION, FLIGHT_COLUMNS, flight_lines(result), "Flights"),
            paragraph(f"{SAME} Every flight stands in {TABLE}. {cause_words(result)}"),
        ])),
        "lowers": ("What lowers it", join([
            lines_table(EFFECTS_CAPTION, EFFECT_COLUMNS, effect_lines(result), "Mitigations"),
            paragraph(second_sentence(result)),
        ])),
        "means": ("What this does not say", paragraph(tag("strong", CONDITIONAL), f" {NO_FINDING}")),
        "published": ("What is published", join([
            paragraph(f"{accident.flight}. Launched by: {accident.unit}."),
            lines_table("Figures of the reports", _FACT_COLUMNS, facts, "Figures"),
            terms((name_of(each), f"{each.word} ({each.grade}). {each.text}")
                  for each in accident.states.values()),
            paragraph(f"Cause as its report has it: {accident.cause.declared}"),
            paragraph(f"Stands here for: {accident.cause.word} ({accident.cause.grade}). "
                      f"{accident.cause.text}"),
        ])),
        "sources": ("Sources", bullets(
            f"{each.body}: {each.title}, public on {each.published} ({each.grade}). {each.note}".rstrip()
            for each in accident.reports.values()
        )),
        "assumed": ("What is assumed", bullets([*result.assumptions, *assumed_lines(accident)])),
        "repeat": ("How to repeat this", command_again(
            command, "This command gives this page again, byte for byte:", "comparison"
        )),
        "cite": ("How to cite this", citation(
            result.provenance, f"Accident {accident.id}, {result.replicates} replicates, seed {result.seed}.",
            "the scene, the percentile, its interval, and that it is of a model",
        )),
    }  # fmt: skip
    head = join([
        labels(accident.title, ("reconstruction",)),
        tag("h1", tied(f"{first}.")),
        paragraph(second_sentence(result), class_="others"),
        paragraph(CONDITIONAL, class_="caveat"),
    ])  # fmt: skip
    return page(f"Accident: {accident.title}", head, sections, language_description=f"{first}.")


def refuse_folder(folder: Path) -> list[str]:
    """Find out before the work that a folder cannot take the files; see `refuse_foreign`."""
    return refuse_foreign(folder, RECORD, ("rangering.accident-standing/",), (".html", ".csv", ".json"))


def write_accident(result: Standing, folder: Path, *, command: str = "") -> list[Path]:
    """Write ``report.html``, ``flights.csv`` and ``accident.json``, all or none; the files written.

    Raises
    ------
    OutputError
        The folder cannot take them, or holds what is not ours; nothing new is left.
    """
    stale = refuse_folder(folder)

    def fill(aside: Path) -> None:
        text = accident_html(result, command=command)
        (aside / PAGE).write_text(text, encoding="utf-8", newline="\n")
        write_csv(aside / TABLE, csv_rows(result))
        names = sorted([RECORD, *(path.name for path in aside.iterdir())])
        told = json.dumps(
            document(result, command=command, files=names), indent=1, ensure_ascii=False, allow_nan=False
        )
        (aside / RECORD).write_text(told + "\n", encoding="utf-8", newline="\n")

    return write_whole(folder, fill, stale=stale)
