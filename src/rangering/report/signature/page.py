"""The page of a signature question: what was asked, from which sides, how far, what it does not say.

One file, no script, nothing loaded; the frame is that of the page of a map.
"""

from collections.abc import Mapping, Sequence

from rangering.catalog.events import Event, load_events
from rangering.catalog.models import GRADE_MEANING, cited
from rangering.coverage.results import Source
from rangering.coverage.signature_results import OPPORTUNITY, SignatureResult
from rangering.report.bands import OUTSIDE_BAND, OUTSIDE_MARK
from rangering.report.html.document import labels, page
from rangering.report.html.evidence import GRADES, WHOSE_GRADE, rests_on
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
    terms,
    tied,
)
from rangering.report.html.pictures import Picture, within_budget
from rangering.report.html.repeat import Fact, citation, command_again, facts_of, scenario_cited
from rangering.report.html.words import sentence
from rangering.report.signature import words

ASPECTS, STANDOFF = "aspects", "standoff"
QUESTION = ("turkey-f-35", ("turkey-f-35.removal-announced", "turkey-f-35.removal-reason"))
NOT_SAID = (
    "What is learnt from an echo, by whom, or whether anything is recorded at all: that needs knowledge of "
    "sets and people that is not public.",
    "The signature of any type of aircraft: every figure is of a generic class, and the class's figures are "
    "wide.",
    "A distance at which a type would be detected, or a route, height or time that would be better: none is "
    "worked out and none follows.",
    "Other sensors: passive receivers, optics, or radars that the scenario does not hold.",
)
_WORDS = {
    "Look": "one scan of a radar with the flight in view: a dwell on it",
    "Sample": "a look whose mean signal reaches the threshold, with the flight fast enough along the line of "
    "sight to be told from the ground",
    "Sortie": "one aircraft on the whole stated route, once",
    "Aspect": "azimuth and elevation of the radar in the axes of the aircraft: off the nose, above the wings",
    "Sphere sampled": "share of all directions about the aircraft, in bins of equal area, with a sample",
    "Stand-off distance": "along the ground, from the radar that looks to the flight at that moment",
    "Median signal": "of the looks heard, to half a decibel",
    "Reading": "one consistent draw of all that nobody outside knows, within what sources allow",
    "Band": "nine readings in ten lie within, one in twenty below, one in twenty above; no probability",
    "Nominal": "with the most plausible value of every figure; where that stands at the end of what is "
    "thought possible, most readings lie on one side of it, and it may lie outside its band",
}


def signature_html(
    result: SignatureResult, drawn: Mapping[str, Picture], *, command: str = "", date: str = ""
) -> str:
    """The page, whole, as text.

    Parameters
    ----------
    result : SignatureResult
        What `sample_signature` gave.
    drawn : mapping of str to Picture
        Its pictures; what is missing is left out.
    command : str
        The command line that made it.
    date : str
        For the citation; left out where not given.
    """
    shown = within_budget(dict(drawn))

    def with_picture(layer: str, *more: Piece) -> Html:
        return join([figure(shown[layer], layer) if layer in shown else None, *more])

    sections: dict[str, tuple[str, Html]] = {
        "asked": ("What was asked", join([
            _asked(result),
            paragraph(f"{OUTSIDE_MARK} {OUTSIDE_BAND}") if words.any_outside(result) else None,
        ])),
        "sides": (
            "From which sides",
            with_picture(
                ASPECTS, _listed("Quarters of the sphere", words.SIDE_COLUMNS, words.side_lines(result))
            ),
        ),
        "standoff": (
            "From how far",
            with_picture(STANDOFF, _listed(
                "By ground distance from the radar that looks", words.DISTANCE_COLUMNS,
                words.distance_lines(result),
            )),
        ),
        "bands": (
            "On which frequencies",
            _listed("By frequency band", words.FREQUENCY_COLUMNS, words.frequency_lines(result)),
        ),
        "sorties": ("Over sorties", _over_sorties(result)),
        "radars": ("Radar by radar", _listed("Radars", words.RADAR_COLUMNS, words.radar_lines(result))),
        "unsaid": ("What this does not say", _unsaid()),
        "question": ("Where the question comes from", _question()),
        "sources": ("Sources", _sources(result.sources)),
        "assumed": ("What is assumed, and what is left out", _assumed(result)),
        "words": ("Words used here", terms((name, sentence(means)) for name, means in _WORDS.items())),
        "repeat": ("How to repeat this", _repeat(command, result)),
        "cite": ("How to cite this", _cite(date, result)),
    }  # fmt: skip
    first = words.headline(result)
    head = join([
        labels(result.title, result.labels),
        tag("h1", tied(first)),
        tag("div", paragraph(tag("strong", OPPORTUNITY)), paragraph(tied(result.flown_as)),
            class_="standfirst"),
    ])  # fmt: skip
    return page(f"{result.title}: signature opportunity", head, sections, language_description=first)


def _asked(result: SignatureResult) -> Html:
    return terms([(name, tied(value)) for name, value in words.asked_lines(result)], class_="facts")


def _listed(caption: str, columns: Sequence[str], lines: words.Lines) -> Html:
    if not lines:
        return paragraph("No radar has the flight in view.")
    return table(
        caption, list(columns), [Group(None, [list(line) for line in lines])], label=caption, class_="stack"
    )


def _over_sorties(result: SignatureResult) -> Html:
    said = paragraph(
        "Every sortie flies the same stated route, and only the phase of each radar's turning differs: "
        "further sorties add what lies between the scans of the first."
    )
    return join([said, _listed("Share of the sphere", words.SORTIE_COLUMNS, words.sortie_lines(result))])


def _unsaid() -> Html:
    return join([paragraph(tag("strong", OPPORTUNITY)), bullets(NOT_SAID)])


def _question() -> Html:
    """The quarrel behind the question, with the catalog's sources."""
    programme, wanted = QUESTION
    known = {event.id: event for event in load_events(programmes=(programme,))}
    announced, reason = (known[each] for each in wanted)
    when = f"{announced.dates[1]:%d %B %Y}".lstrip("0")
    return join([
        paragraph(tied(
            f"On {when} the United States announced that Turkey was removed from the F-35 programme. The "
            "published reason was that the S-400 bought from Russia would be used to learn about the "
            "aircraft. Part of that can be worked out from public figures: how often radars at stated "
            "places would look at an aircraft on a stated route, from which sides and how strongly. The rest "
            "cannot. Whether the reason holds, this page does not say."
        )),
        bullets([
            linked(f"Removal announced: {_said_by(announced)}"),
            linked(f"Reason given: {_said_by(reason)}"),
        ]),
        paragraph(WHOSE_GRADE),
    ])  # fmt: skip


def _said_by(event: Event) -> str:
    """What kind of statement it is, and where it was read."""
    return f"{GRADE_MEANING[event.grade]} (grade {event.grade}), read in {cited(event.source)}"


def _sources(sources: Sequence[Source]) -> Html:
    graded = ", ".join(f"{grade} {meaning}" for grade, meaning in GRADES.items())
    graded += f". {WHOSE_GRADE.removesuffix('.')}"
    lines: list[list[Piece]] = [
        [
            join([each.used_for, tag("span", each.quantity, class_="under code")]),
            each.low, each.nominal, each.high, each.grade, linked(each.source),
        ]
        for each in sources
    ]  # fmt: skip
    columns = ["Used for", "Low", "Nominal", "High", "Grade", "Source"]
    listing = table("Figures and where they come from", columns, [Group(None, lines)], label="Sources",
                    class_="stack sources")  # fmt: skip
    return join([paragraph(f"Grades: {graded}."), listing])


def _assumed(result: SignatureResult) -> Html:
    systems = {each.radar_id.split("/")[0] for each in result.radars}
    return rests_on(result.warnings, result.assumptions, systems)


def _repeat(command: str, result: SignatureResult) -> Html:
    again = command_again(command, "This command gives this page again, byte for byte:", "answer")
    own: list[Fact] = [
        (name, value)
        for name, value in words.asked_lines(result)
        if name in ("Flight", "Sorties", "Threshold", "Bank in turns", "Readings")
    ]  # fmt: skip
    ground = str(result.environment.get("terrain", "not stated"))
    facts = facts_of(result.name, result.provenance, result.environment, own, ground)
    return join([again, terms(facts, class_="facts")])


def _cite(date: str, result: SignatureResult) -> Html:
    played = f"flight {result.flight}, {result.sorties} sorties, {result.samples} readings"
    scenario = scenario_cited(result.name, result.provenance, played)
    return citation(result.provenance, scenario, "the class, the threshold, the band", date)
