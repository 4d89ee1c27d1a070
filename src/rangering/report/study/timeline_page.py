"""The page of a timeline, in the order a reader asks: when, how sure, with what force, who says so."""

from rangering.report.html.document import labels, page
from rangering.report.html.evidence import GRADES, rests_on
from rangering.report.html.maps import figure
from rangering.report.html.markup import (
    Group,
    Html,
    Piece,
    bullets,
    join,
    linked,
    paragraph,
    table,
    tag,
    tied,
)
from rangering.report.html.markup import terms as term_list
from rangering.report.html.pictures import Picture
from rangering.report.html.repeat import citation, command_again, facts_of, scenario_cited
from rangering.report.html.words import sentence
from rangering.report.mission.tables import lines_table, sentence_case
from rangering.report.study.timeline_words import (
    beside_words,
    columns_of,
    compared_lines,
    first_sentence,
    headlines,
    label_of,
    lines_of,
    ran_words,
    shown_measures,
)
from rangering.report.study.unknowns import SOURCE_COLUMNS, axis_words, figures_of
from rangering.study.timeline_result import CourseResult, Timeline

_WORDS = {
    "Reading": "one consistent draw of all that nobody outside knows, of the programme and of the systems "
    "together, within what sources allow",
    "History": "the programme once, with its own chances, within one reading",
    "Band": "nine readings in ten lie within, one in twenty below and above, chance removed; all of them "
    "where fewer than 19 were drawn; no probability",
    "Unresolved": "a band that chance hides: it stands with chance left in, too wide",
    "Fidelity": "full has every plot, filter and pairing; fast replaces them by chains learnt from full runs",
    "Nominal": "every figure at the value its source gives first; mean over chance alone",
    "Fire unit": "one engagement radar with its launchers: a battery or battalion, in Russian a divizion",
    "Available": "in service, with trained crews, and all that must work does work",
    "Leaker": "a hostile flight alive when it reaches its asset, or the distance from which it acts",
    "Covered": "single-scan probability of detection at least as stated, by any radar that stands",
}


def timeline_html(found: Timeline, drawn: Picture, *, command: str = "") -> str:
    """The page, whole, as text.

    Parameters
    ----------
    found : Timeline
        What `rangering.study.timeline.timeline` gave.
    drawn : Picture
        Its picture.
    command : str
        The command line that made it.
    """
    stood, first = found.stood, first_sentence(found)
    over = [figure(drawn, "timeline"), *(paragraph(each) for each in beside_words(found))]
    if len(found.courses) > 1:
        heads = [
            "course", *(label_of(found, name) for name in shown_measures(found.courses[0])),
            "short of missiles, of histories and quarters",
        ]  # fmt: skip
        caption = f"{found.months[-1]} months after the signature"
        over.append(lines_table(caption, heads, compared_lines(found), "Courses"))
    sections: dict[str, tuple[str, Html]] = {
        "timeline": ("Capability over time", join(over)),
        "quarters": ("Quarter by quarter", join(
            _quarters(found, course) for course in found.courses
        )),
        "raid": ("The raid, and the ground it is on", join([
            paragraph(f"{stood.title}: {found.hostile} hostile flights; the scenario places {found.placed} "
                      f"{found.unit}s of the system that is bought."),
        ])),
        "programme": ("Figures of the programme, and who says so", _programme(found)),
        "sources": ("Figures of the systems, and who says so", _systems(found)),
        "assumed": ("What is assumed, and what is left out", rests_on(
            found.warnings, (*found.assumptions, *stood.assumptions),
            {axis.split("/")[0].split(".")[0] for axis in stood.axes},
        )),
        "words": ("Words used here", term_list((name, sentence(means)) for name, means in _WORDS.items())),
        "repeat": ("How to repeat this", _repeat(found, command)),
        "cite": ("How to cite this", citation(
            found.provenance, scenario_cited(found.scenario, found.provenance, ran_words(found)),
            "the raid, the date, the band",
        )),
    }  # fmt: skip
    head = join([
        labels(f"{found.title}: {stood.title}", stood.labels),
        tag("h1", tied(first)),
        tag("div", *(paragraph(tied(each)) for each in headlines(found)), class_="standfirst"),
        paragraph(sentence(ran_words(found)), class_="others"),
    ])  # fmt: skip
    return page(found.title, head, sections, language_description=first)


def _quarters(found: Timeline, course: CourseResult) -> Html:
    """A line a quarter; no date is broken."""
    lines = [[tag("span", line[0], class_="tie"), *line[1:]] for line in lines_of(found, course)]
    columns = [sentence_case(each) for each in columns_of(found, course)]
    return table(course.title, columns, [Group(None, lines)], label=course.title)


def _programme(found: Timeline) -> Html:
    gathered = found.gathered
    lines: list[list[Piece]] = []
    for key in gathered.keys:
        for each in figures_of(gathered.catalog, key, gathered.keys):
            name = tag("span", each.quantity, class_="code")
            lines.append([name, each.low, each.nominal, each.high, each.grade, linked(each.source)])
    graded = bullets(join([tag("b", grade), f" {meaning}"]) for grade, meaning in GRADES.items())
    columns = [sentence_case(each) for each in SOURCE_COLUMNS[1:]]
    listing = table("Figures of the programme", columns, [Group(None, lines)], label="Programme",
                    class_="stack sources")  # fmt: skip
    return join([paragraph("Grades:"), graded, listing])


def _systems(found: Timeline) -> Html:
    stood = found.stood
    lines: list[list[Piece]] = []
    for axis in stood.axes:
        for n, each in enumerate(figures_of(stood.catalog, axis, stood.keys)):
            lines.append([
                axis_words(stood.catalog, axis) if n == 0 else "",
                tag("span", each.quantity, class_="code"), each.low, each.nominal, each.high, each.grade,
                linked(each.source),
            ])  # fmt: skip
    columns = [sentence_case(each) for each in SOURCE_COLUMNS]
    return table("Unknowns and the figures behind them", columns, [Group(None, lines)], label="Sources",
                 class_="stack sources")  # fmt: skip


def _repeat(found: Timeline, command: str) -> Html:
    promise = "This command gives this page again; with --out it goes on where it stopped:"
    stated = found.stood.environment
    own: list[tuple[Piece, Piece]] = [("Programme", found.programme), ("Run", ran_words(found))]
    facts = facts_of(found.scenario, found.provenance, stated, own, str(stated.get("terrain", "not stated")))
    return join([command_again(command, promise, "timeline"), term_list(facts, class_="facts")])
