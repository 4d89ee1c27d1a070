"""The page of a raid, in the order a reader asks: what happened, how sure, what ran out, who says so.

One file, no script, nothing loaded; the frame is that of the page of a map.
"""

from collections.abc import Mapping

from rangering.mission.occasions import by_occasion
from rangering.mission.results import MissionResult
from rangering.report.html.document import labels, page
from rangering.report.html.evidence import rests_on
from rangering.report.html.maps import figure
from rangering.report.html.markup import Html, Piece, join, paragraph, tag, terms, tied
from rangering.report.html.pictures import Picture, within_budget
from rangering.report.html.repeat import Fact, citation, command_again, facts_of, scenario_cited
from rangering.report.html.words import sentence
from rangering.report.mission import tables
from rangering.report.mission.endure import ENDURE_COLUMNS, endure_rows
from rangering.report.mission.words import BANDS, NOT_CHANCE, replicates_words

_WORDS = {
    "Leaker": "a hostile flight alive when it reaches its asset, or the distance from which it acts",
    "Asset hit": "a leaker that has its effect",
    "Replicate": "the whole raid once, with its own chances; a replicate can be replayed alone",
    "Fire unit": "one engagement radar with its launchers: a battery or battalion, in Russian a divizion",
    "Group": "the fire units under one command post and one surveillance radar",
    "Interval": "95 %, of chance alone: where the figure would lie with endlessly many replicates",
    "Reading": "one consistent draw of all that nobody outside knows, within what sources allow",
    "Band": "least and greatest mean over the readings; no probability",
    "What bound first": "the first thing that kept a flight from being engaged, or from being killed",
    "Declared": "taken for hostile, own or civil; the last word on a track counts",
    "Full, fast": "with plots, filters and association; or with track states as chains fitted to such runs",
}


def mission_html(
    result: MissionResult, drawn: Mapping[str, Picture], *, command: str = "", date: str = ""
) -> str:
    """The page of a raid, whole, as text.

    Parameters
    ----------
    result : MissionResult
        What `simulate` or `endure` gave.
    drawn : mapping of str to Picture
        Its pictures by layer; what is missing is left out.
    command : str
        The command line that made it.
    date : str
        For the citation; left out where not given, so that the page does not change from day to day.
    """
    shown = within_budget(dict(drawn))

    def with_picture(layer: str, *more: Piece) -> Html:
        return join([figure(shown[layer], layer) if layer in shown else None, *more])

    sections: dict[str, tuple[str, Html]] = {"measures": ("Measures", _measures(result))}
    if result.raids > 1:
        lines = endure_rows(by_occasion(result))
        listing = tables.lines_table(
            "Means of each raid, with intervals where they fit", ENDURE_COLUMNS, lines, "Raids in a row"
        )
        sections["raids"] = ("Raid after raid", with_picture("endurance", listing))
    sections |= {
        "leakers": ("How many get through", with_picture("leakers")),
        "chain": ("From detection to kill", with_picture("funnel", tables.classes_table(result))),
        "bounds": ("What bound first", with_picture("bounds", tables.bounds_table(result))),
        "distance": ("Where flights are killed", with_picture("distance")),
        "units": ("How busy the fire units were", with_picture("units", tables.units_table(result))),
        "missiles": ("What was fired, and what it cost", tables.missiles_table(result)),
        "identification": (
            "Who was taken for whom",
            join([tables.matrix_table(result), tables.causes_table(result)]),
        ),
        "assumed": ("What is assumed, and what is left out", _assumed(result)),
        "words": ("Words used here", terms((name, sentence(means)) for name, means in _WORDS.items())),
        "repeat": ("How to repeat this", _repeat(command, result)),
        "cite": ("How to cite this", _cite(date, result)),
    }
    first, *rest = result.general or (result.title,)
    head = join([
        labels(result.title, result.labels),
        tag("h1", tied(first)),
        tag("div", *(paragraph(tied(line)) for line in rest), class_="standfirst") if rest else None,
        paragraph(f"{sentence(replicates_words(result))}", class_="others"),
    ])  # fmt: skip
    return page(result.title, head, sections, language_description=first)


def _measures(result: MissionResult) -> Html:
    said = [paragraph(NOT_CHANCE)]
    if any(each.band for each in result.measures):
        said.append(paragraph(BANDS))
    pieces = [*said, tables.measures_table(result.measures)]
    if result.difference:
        pieces += [tag("h3", "Fast minus full"),
                   paragraph("The same measures at both fidelities: how far the fast one is off."),
                   tables.measures_table(result.difference, signed=True)]  # fmt: skip
    return join(pieces)


def _assumed(result: MissionResult) -> Html:
    systems = {each.split("/")[0] for each in result.names.systems}
    return rests_on(result.warnings, result.assumptions, systems)


def _repeat(command: str, result: MissionResult) -> Html:
    again = command_again(command, "This command gives this page again, byte for byte:", "run")
    stated = result.environment
    own: list[Fact] = [("Replicates", replicates_words(result)), ("Readings", _readings(result))]
    ground = str(stated.get("terrain", "not stated"))
    facts = facts_of(result.name, result.provenance, stated, own, ground)
    return join([again, terms(facts, class_="facts")])


def _readings(result: MissionResult) -> str:
    count = max((len(each) for each in result.readings.values()), default=0)
    return str(count) if count else "none: nominal values alone"


def _cite(date: str, result: MissionResult) -> Html:
    scenario = scenario_cited(result.name, result.provenance, replicates_words(result))
    return citation(result.provenance, scenario, "the raid, the interval", date)
