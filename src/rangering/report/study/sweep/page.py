"""The page of a sweep, in the order a reader asks: what was found, at which points, from what, who says so.

One file, no script, nothing loaded; the frame is that of the page of a map.
"""

from rangering.report.html.document import labels, page
from rangering.report.html.maps import figure
from rangering.report.html.markup import Html, bullets, join, paragraph, tag, terms, tied
from rangering.report.html.pictures import Picture
from rangering.report.html.words import sentence
from rangering.report.mission.tables import lines_table
from rangering.report.study.page import assumed, cite, repeat, sources
from rangering.report.study.sweep.words import doubts, first_sentence, ran_words, values_of
from rangering.report.study.tables import LABELS, sweep_lines, value_words
from rangering.study.stood import Stood
from rangering.study.sweeping import SweepResult

MOST_LINES = 400
"""Of the table on the page; the one beside it as text holds all."""
_WORDS = {
    "Point": "the scenario with one value of every varied field",
    "Replicate": "the whole raid once, with its own chances",
    "Interval": "95 %, of chance alone: where the figure would lie with endlessly many replicates",
    "Nominal": "the figure that stands for what nobody outside knows, where no readings are drawn",
    "Leaker": "a hostile flight alive when it reaches its asset, or the distance from which it acts",
    "Fire unit": "one engagement radar with its launchers: a battery or battalion, in Russian a divizion",
    "Full, fast": "with plots, filters and association; or with track states as chains fitted to such runs",
}
_CHANCE = (
    "In brackets the 95 % interval of chance alone. Chance is the same at every point, so points differ by "
    "what was varied more surely than their intervals tell."
)


def sweep_html(found: SweepResult, stood: Stood, drawn: Picture, *, command: str = "") -> str:
    """The page of a sweep, whole, as text.

    Parameters
    ----------
    found : SweepResult
        What the sweep gave.
    stood : Stood
        What it stood on.
    drawn : Picture
        Its picture.
    command : str
        The command line that made it.
    """
    first, ran = first_sentence(found), ran_words(found)
    said = (
        f"{len(stood.axes)} unknowns stand at their nominal values, but for what is varied; they are listed "
        "with the figures behind each."
    )
    sections: dict[str, tuple[str, Html]] = {
        "points": ("Point by point", _points(found, figure(drawn, "sweep"))),
        "varied": ("What was varied", _varied(found)),
        "sources": ("The figures, and who says so", sources(stood.axes, stood, said)),
        "assumed": ("What is assumed, and what is left out", assumed(doubts(found), stood)),
        "words": ("Words used here", terms((name, sentence(means)) for name, means in _WORDS.items())),
        "repeat": ("How to repeat this", repeat(command, stood, ran)),
        "cite": ("How to cite this", cite(stood, ran, "the raid, the point, the interval")),
    }
    head = join([
        labels(found.title, stood.labels),
        tag("h1", tied(first.replace(" = ", "\u00a0=\u00a0"))),
        paragraph(f"{sentence(ran)}", class_="others"),
    ])  # fmt: skip
    return page(found.title, head, sections, language_description=first)


def _points(found: SweepResult, shown: Html) -> Html:
    columns = (*found.fields, *(LABELS[each] for each in found.measures), "replicates")
    lines = sweep_lines(found.fields, found.measures, found.points[:MOST_LINES])
    loose = not all(point.precise for point in found.points)
    remarks = [_CHANCE]
    if loose:
        remarks.append("* Not as precise as was asked for: the greatest number of replicates came first.")
    if len(found.points) > MOST_LINES:
        remarks.append(f"The first {MOST_LINES} of {len(found.points):,} points; points.csv has all.")
    listing = lines_table("Means of a raid at each point", columns, lines, "Points")
    return join([shown, listing, *map(paragraph, remarks)])


def _varied(found: SweepResult) -> Html:
    how = "Every combination of these values is a point:"
    if found.combine == "zip":
        how = "The first values of all fields are a point, then the second ones, and so on:"
    values = (
        join([tag("span", field, class_="code"), ": ", "; ".join(map(value_words, values_of(found, field)))])
        for field in found.fields
    )
    locked = "All else is as the scenario has it. A hostile flight's route, hour and height are never varied."
    return join([paragraph(how), bullets(values), paragraph(locked)])
