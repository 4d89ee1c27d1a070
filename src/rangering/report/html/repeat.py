"""How to repeat a page, how to cite it, and whose data it shows. No clock: a date stands only where given.

Maps, raids and studies say these things alike; what is particular to one of them is given.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rangering import __version__
from rangering.coverage.results import CoverageMap
from rangering.provenance import CAVEAT
from rangering.report import borders
from rangering.report.html.markup import Html, Piece, bullets, join, linked, paragraph, tag, terms
from rangering.report.html.words import listed, systems_of

TITLE = "rangering: what an air-defence purchase really buys"  # as in CITATION.cff
AUTHORS = "The rangering authors"
Fact = tuple[Piece, Piece]


def how_to_repeat(command: str, *results: CoverageMap) -> Html:
    """Command, versions, hashes, seed, Earth and ground, of one result or of several."""
    said = command_again(command, "This command gives this page again, byte for byte:", "run")
    every = [_facts(each) for each in results]
    shared = [fact for fact in every[0] if all(fact in others for others in every)]
    own = [[fact for fact in facts if fact not in shared] for facts in every]
    apart = [
        join([tag("h3", listed(list(systems_of(each).values())) or each.title), terms(facts, class_="facts")])
        for each, facts in zip(results, own, strict=True)
        if facts
    ]
    return join([said, terms(shared, class_="facts"), *apart])


def _facts(result: CoverageMap) -> list[Fact]:
    readings = f"{result.samples}, seed {result.seed}" if result.samples else "none: nominal values alone"
    own: list[Fact] = [
        ("Readings", readings),
        ("Posting", f"{result.ground.posting_m:g} m"),
        ("Probability of detection", f"{result.pd_probability:g} on a single scan"),
    ]
    return facts_of(result.name, result.provenance, result.environment, own, result.ground.describe())


def command_again(command: str, promise: str, what: str) -> Html:
    """The command behind a page, under what it promises; without one, that `what` was made from Python."""
    if not command:
        return paragraph(f"Made from Python; what the {what} was told stands below.")
    return join([paragraph(promise), tag("pre", tag("code", command), tabindex=0)])


def facts_of(
    name: str, ran: Mapping[str, Any], stated: Mapping[str, Any], own: Iterable[Fact], ground: str
) -> list[Fact]:
    """What must be known to repeat an answer.

    Parameters
    ----------
    name : str
        Of the scenario.
    ran : mapping
        The record of provenance.
    stated : mapping
        The environment.
    own : iterable of Fact
        What the answer was told besides.
    ground : str
        What was under it, in words.
    """
    inputs: Mapping[str, str] = ran.get("inputs", {})
    return [
        ("Scenario", name),
        ("Version", f"rangering {ran.get('rangering', __version__)}"),
        *own,
        ("Earth", _earth(stated) or "as stated"),
        ("Ground", linked(ground)),
        ("Machine", _machine(ran)),
        *((f"SHA-256 of {each}", tag("span", sha, class_="code")) for each, sha in inputs.items()),
    ]


def _earth(stated: Mapping[str, Any]) -> str:
    said = []
    if "k" in stated:
        said.append(f"k = {stated['k']:.4g}")
    if "earth_radius_m" in stated:
        said.append(f"radius {stated['earth_radius_m'] / 1e3:.1f} km")
    return ", ".join([*said, str(stated.get("geometry", ""))]).rstrip(", ")


def _machine(ran: Mapping[str, Any]) -> str:
    said = [str(ran.get("machine", ""))]
    said += [f"{name} {ran[name]}" for name in ("python", "numpy") if name in ran]
    if "compiled" in ran:
        said.append("compiled" if ran["compiled"] else "not compiled")
    return ", ".join(each for each in said if each)


def how_to_cite(date: str, *results: CoverageMap) -> Html:
    """A reference that names version and scenarios, and the caveat that goes with any number."""
    scenarios = _cited(results[0]) if len(results) == 1 else _cited_together(results)
    beside = "the class, the altitude, the circle, the band"
    return citation(results[0].provenance, scenarios, beside, date)


def citation(ran: Mapping[str, Any], scenarios: str, beside: str, date: str = "") -> Html:
    """A reference, and what must stand beside every number that is quoted.

    Parameters
    ----------
    ran : mapping
        The record of provenance.
    scenarios : str
        Which, and how they were run: a sentence.
    beside : str
        What goes with a number.
    date : str
        Left out where not given, so that the page does not change from day to day.
    """
    when = f", {date}" if date else ""
    cited = f"{AUTHORS}: {TITLE}, version {ran.get('rangering', __version__)}{when}. {scenarios}"
    said = f"Wherever a number is quoted, quote with it {beside}, and the line: "
    return join([tag("blockquote", paragraph(cited)), paragraph(said, tag("em", CAVEAT))])


def scenario_cited(name: str, ran: Mapping[str, Any], played: str) -> str:
    """A scenario with its hash, and how it was run: a sentence."""
    scenario = ran.get("inputs", {}).get("scenario", "")
    hashed = f" (SHA-256 {scenario})" if scenario else ""
    return f"Scenario {name}{hashed}, {played}."


def _cited(result: CoverageMap) -> str:
    drawn = f"{result.samples} readings, seed {result.seed}" if result.samples else "nominal values"
    return scenario_cited(result.name, result.provenance, drawn)


def _cited_together(results: Sequence[CoverageMap]) -> str:
    """Several scenarios; their hashes stand where it is told how to repeat them."""
    drawn = {
        f"{each.samples} readings, seed {each.seed}" if each.samples else "nominal values" for each in results
    }
    names = listed([each.name for each in results])
    return f"Scenarios {names}; {listed(sorted(drawn))}."


def licences(result: CoverageMap) -> Html:
    """Whose data the page shows, on what terms."""
    said: list[Piece] = [
        linked(
            f"Coasts and borders: {borders.SOURCE}, public domain (naturalearthdata.com), by way of "
            "world-atlas 2.0.2 (ISC). They orient a map and settle nothing on it."
        ),
        linked(f"Ground: {result.ground.describe()}."),
    ]  # fmt: skip
    attribution = result.environment.get("terrain_attribution")
    if attribution:
        said.append(linked(str(attribution)))
    said += [
        "Figures about systems: restated from the public sources listed on this page.",
        "Software: rangering, Apache-2.0.",
    ]
    return bullets(said)
