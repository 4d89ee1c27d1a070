"""The page of an accident: where its flight stands, what lowers its score, what is published or assumed."""

import json
from collections.abc import Mapping
from pathlib import Path

from rangering.catalog.describe_accidents import NO_FINDING, assumed_lines, name_of
from rangering.report.accidents.picture import accident_page
from rangering.report.accidents.words import (
    DEFAULT_CAPTION,
    DEFAULT_COLUMNS,
    EFFECT_COLUMNS,
    FLIGHT_COLUMNS,
    GIVEN_CAPTION,
    GIVEN_COLUMNS,
    INPUT_CAPTION,
    INPUT_COLUMNS,
    SAME,
    against_sentence,
    apart_sentence,
    brief_assumptions,
    cause_words,
    changes_sentence,
    csv_rows,
    default_lines,
    document,
    effect_lines,
    effects_caption,
    first_sentence,
    flight_lines,
    flights_caption,
    given_lines,
    given_sentence,
    input_lines,
)
from rangering.report.csv_file import write_csv
from rangering.report.html.document import labels, page
from rangering.report.html.maps import figure
from rangering.report.html.markup import Html, bullets, join, paragraph, tag, terms, tied
from rangering.report.html.pictures import Picture, within_budget
from rangering.report.html.repeat import citation, command_again
from rangering.report.mission.pictures import Drawing, save
from rangering.report.mission.tables import lines_table
from rangering.report.write import refuse_foreign, write_whole
from rangering.study.accidents.results import CONDITIONAL, Standing

PAGE, PICTURE, TABLE, RECORD = "report.html", "accident.png", "flights.csv", "accident.json"
_FACT_COLUMNS = ("fact", "likeliest", "from", "to", "unit", "grade", "public on")


def accident_html(result: Standing, drawn: Mapping[str, Picture], *, command: str = "") -> str:
    """The page, whole, as text."""
    accident, first = result.accident, first_sentence(result)
    facts: list[tuple[str, ...]] = [
        (name_of(each), f"{each.nominal:g}", f"{each.low:g}", f"{each.high:g}", each.unit, each.grade,
         f"{each.known_on}")
        for each in accident.figures.values()
    ]  # fmt: skip
    sections: dict[str, tuple[str, Html]] = {
        "standing": ("Where it stands", join([
            figure(drawn["map"], "map") if "map" in drawn else None,
            paragraph(f"{apart_sentence(result)} {given_sentence(result)}".rstrip()),
            lines_table(GIVEN_CAPTION, GIVEN_COLUMNS, given_lines(result), "Answers")
            if result.given else None,
            lines_table(flights_caption(result), FLIGHT_COLUMNS, flight_lines(result), "Flights"),
            paragraph(f"{SAME} Every flight stands in {TABLE}. {cause_words(result)}"),
        ])),
        "lowers": ("What changes it", join([
            lines_table(effects_caption(result), EFFECT_COLUMNS, effect_lines(result), "Mitigations"),
            paragraph(changes_sentence(result)),
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
            paragraph(f"What the reports name and no scene here holds: {accident.beyond}"),
        ])),
        "sources": ("Sources", bullets(
            f"{each.body}: {each.title}, public on {each.published} ({each.grade}). {each.note}".rstrip()
            for each in accident.reports.values()
        )),
        "assumed": ("What is assumed", join([
            lines_table(INPUT_CAPTION, INPUT_COLUMNS, input_lines(result.stated), "What the scene states"),
            lines_table(DEFAULT_CAPTION, DEFAULT_COLUMNS, default_lines(result.defaults), "Class defaults")
            if result.defaults else None,
            bullets([*brief_assumptions(result, RECORD), *assumed_lines(accident)]),
        ])),
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
        paragraph(against_sentence(result), class_="caveat"),
        paragraph(changes_sentence(result), class_="others"),
        paragraph(CONDITIONAL, class_="caveat"),
    ])  # fmt: skip
    return page(f"Accident: {accident.title}", head, sections, language_description=f"{first}.")


def refuse_folder(folder: Path) -> list[str]:
    """Find out before the work that a folder cannot take the files; see `refuse_foreign`."""
    return refuse_foreign(
        folder, RECORD, ("rangering.accident-standing/",), (".html", ".csv", ".json", ".png")
    )


def write_accident(result: Standing, folder: Path, *, command: str = "") -> list[Path]:
    """Write the page, the picture, the table and the record of a standing, all or none; the files written.

    Raises
    ------
    OutputError
        The folder cannot take them, or holds what is not ours; nothing new is left.
    """
    stale = refuse_folder(folder)

    def fill(aside: Path) -> None:
        alt = f"A map of the unit and all routes, and a dot for every score. {first_sentence(result)}."
        picture = Drawing(
            "map",
            PICTURE,
            "Where the flights were, and what each scores.",
            alt,
            lambda: accident_page(result),
        )
        drawn = within_budget({"map": save(picture, aside, f"Accident: {result.accident.title}")})
        text = accident_html(result, drawn, command=command)
        (aside / PAGE).write_text(text, encoding="utf-8", newline="\n")
        write_csv(aside / TABLE, csv_rows(result))
        names = sorted([RECORD, *(path.name for path in aside.iterdir())])
        told = json.dumps(
            document(result, command=command, files=names), indent=1, ensure_ascii=False, allow_nan=False
        )
        (aside / RECORD).write_text(told + "\n", encoding="utf-8", newline="\n")

    return write_whole(folder, fill, stale=stale)
