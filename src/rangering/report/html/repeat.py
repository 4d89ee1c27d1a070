"""How to repeat a page, how to cite it, and whose data it shows. No clock: a date stands only where given."""

from collections.abc import Sequence
from typing import Any

from rangering import __version__
from rangering.coverage.results import CoverageMap
from rangering.provenance import CAVEAT
from rangering.report import borders
from rangering.report.html.markup import Html, Piece, bullets, join, linked, paragraph, tag, terms
from rangering.report.html.words import listed, systems_of

TITLE = "rangering: what an air-defence purchase really buys"  # as in CITATION.cff
AUTHORS = "The rangering authors"


def how_to_repeat(command: str, *results: CoverageMap) -> Html:
    """Command, versions, hashes, seed, Earth and ground, of one result or of several."""
    if command:
        said = join([paragraph("This command gives this page again, byte for byte:"),
                     tag("pre", tag("code", command), tabindex=0)])  # fmt: skip
    else:
        said = paragraph("Made from Python; what the run was told stands below.")
    every = [_facts(each) for each in results]
    shared = [fact for fact in every[0] if all(fact in others for others in every)]
    own = [[fact for fact in facts if fact not in shared] for facts in every]
    apart = [
        join([tag("h3", listed(list(systems_of(each).values())) or each.title), terms(facts, class_="facts")])
        for each, facts in zip(results, own, strict=True)
        if facts
    ]
    return join([said, terms(shared, class_="facts"), *apart])


def _facts(result: CoverageMap) -> list[tuple[Piece, Piece]]:
    ran, stated = result.provenance, result.environment
    readings = f"{result.samples}, seed {result.seed}" if result.samples else "none: nominal values alone"
    facts: list[tuple[Piece, Piece]] = [
        ("Scenario", result.name),
        ("Version", f"rangering {ran.get('rangering', __version__)}"),
        ("Readings", readings),
        ("Posting", f"{result.ground.posting_m:g} m"),
        ("Probability of detection", f"{result.pd_probability:g} on a single scan"),
        ("Earth", _earth(stated)),
        ("Ground", linked(result.ground.describe())),
        ("Machine", _machine(ran)),
    ]
    inputs = ran.get("inputs", {})
    facts += [(f"SHA-256 of {name}", tag("span", sha, class_="code")) for name, sha in inputs.items()]
    return facts


def _earth(stated: dict[str, Any]) -> str:
    said = []
    if "k" in stated:
        said.append(f"k = {stated['k']:.4g}")
    if "earth_radius_m" in stated:
        said.append(f"radius {stated['earth_radius_m'] / 1e3:.1f} km")
    return ", ".join([*said, str(stated.get("geometry", ""))]).rstrip(", ")


def _machine(ran: dict[str, Any]) -> str:
    said = [str(ran.get("machine", ""))]
    said += [f"{name} {ran[name]}" for name in ("python", "numpy") if name in ran]
    if "compiled" in ran:
        said.append("compiled" if ran["compiled"] else "not compiled")
    return ", ".join(each for each in said if each)


def how_to_cite(date: str, *results: CoverageMap) -> Html:
    """A reference that names version and scenarios, and the caveat that goes with any number."""
    version = results[0].provenance.get("rangering", __version__)
    when = f", {date}" if date else ""
    scenarios = _cited(results[0]) if len(results) == 1 else _cited_together(results)
    cited = f"{AUTHORS}: {TITLE}, version {version}{when}. {scenarios}"
    return join([
        tag("blockquote", paragraph(cited)),
        paragraph("Wherever a number is quoted, quote with it the class, the altitude, the circle, the band, "
                  "and the line: ", tag("em", CAVEAT)),
    ])  # fmt: skip


def _cited(result: CoverageMap) -> str:
    scenario = result.provenance.get("inputs", {}).get("scenario", "")
    hashed = f" (SHA-256 {scenario})" if scenario else ""
    drawn = f", {result.samples} readings, seed {result.seed}" if result.samples else ", nominal values"
    return f"Scenario {result.name}{hashed}{drawn}."


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
