"""The page of a risk, in the order of a conflict-zone assessment.

Area, altitude bands, time, likelihood class, confidence, what changes it, mitigations side by side; then what
it rests on. It is laid out after the questions of ICAO Doc 10084, in words of its own; it replaces nobody.
"""

from collections.abc import Mapping

from rangering.coverage.exposure_results import UnitSite
from rangering.report.civil import tables
from rangering.report.civil.words import (
    CHANCE,
    CONDITIONAL,
    RATE_UNIT,
    band_words,
    first_sentence,
    lever_notes,
    ran_words,
    stop_words,
)
from rangering.report.html.document import labels, page
from rangering.report.html.evidence import rests_on
from rangering.report.html.maps import figure
from rangering.report.html.markup import Html, Piece, join, paragraph, tag, terms, tied
from rangering.report.html.pictures import Picture
from rangering.report.html.repeat import citation, command_again, facts_of, scenario_cited
from rangering.report.html.words import sentence
from rangering.report.mission.tables import lines_table
from rangering.study.risk.results import Risk
from rangering.units import plain

TITLE = "Wrong shots at civil flights"
_WORDS = {
    "Wrong shot": "a civil flight at which a missile is launched",
    "Inside": "within the nominal engagement envelope of a fire unit on alert, of any that is",
    "Reference case": "a common yardstick, not the least there can be: what it is stands under Answer",
    "Ratio": "a rate over another one; both draw the same chance, so that it is surer than either",
    "Band": "least and greatest rate over readings of what nobody outside knows, the nominal one among "
    "them; no probability",
    "Class of likelihood": "that of the greatest rate over readings; classes are two powers of ten "
    "per flight hour inside, at the steps of EASA AMC 25.1309 and FAA AC 25.1309-1; not to be put in a "
    "matrix made for another rate",
    "Not told from 1": "chance alone may explain the difference; the limits (95 %) are given",
    "Not modelled here": "what this scenario gives no chance: a figure of nothing, not a finding",
    "Confidence": "low where figures of identification are class defaults or grade D, "
    "where interval and band touch more than two classes, "
    "where no readings were drawn or the precision was not reached; else moderate, never high",
}


def risk_html(result: Risk, drawn: Mapping[str, Picture], *, command: str = "") -> str:
    """The page, whole, as text.

    Parameters
    ----------
    result : Risk
        What `rangering.study.risk.run.assess_risk` gave.
    drawn : mapping of str to Picture
        ``map`` and ``tornado``, where there are such.
    command : str
        The command line that made it.
    """
    first = first_sentence(result)
    systems = {each.quantity.split("/")[0].split(".")[0] for each in result.inputs}
    word, why = result.confidence
    sections: dict[str, tuple[str, Html]] = {
        "area": ("Area and altitude bands", join([
            figure(drawn["map"], "map") if "map" in drawn else None,
            lines_table(tables.PLACE_CAPTION, tables.PLACE_COLUMNS, tables.place_lines(result), "Altitudes")
            if result.exposure is not None else None,
        ])),
        "time": ("Time and state of the defence", join([
            paragraph(
                f"{plain(result.duration_s / 3600.0)} h, in which {result.aircraft:,} civil aircraft fly "
                f"{plain(result.flown_h)} h, {plain(result.stated.hours_h)} h of them inside the envelope "
                "of a fire "
                "unit on alert. The rate holds for this state and for no other:"
            ),
            lines_table(tables.STOOD_CAPTION, tables.STOOD_COLUMNS, tables.stood_lines(result), "State"),
        ])),
        "answer": ("Answer", join([
            paragraph(f"Reference case: {result.reference.words}."),
            lines_table(tables.RATE_CAPTION, tables.RATE_COLUMNS, tables.rate_lines(result), "Rates"),
            paragraph(f"{sentence(RATE_UNIT)} {CHANCE} {band_words(result)}"),
            paragraph(stop_words(result.stated, result.precision)),
            lines_table(tables.CAUSE_CAPTION, tables.CAUSE_COLUMNS, tables.cause_lines(result), "Causes"),
        ])),
        "likelihood": ("Likelihood class and confidence", join([
            lines_table(tables.LIKELIHOOD_CAPTION, tables.LIKELIHOOD_COLUMNS, tables.likelihood_lines(result),
                        "Classes"),
            paragraph("Confidence: ", tag("strong", word), f". {sentence(why)}"),
        ])),
        "levers": ("What changes it", join([
            figure(drawn["tornado"], "tornado") if "tornado" in drawn else None,
            lines_table(tables.LEVER_CAPTION, tables.LEVER_COLUMNS, tables.lever_lines(result), "Levers"),
            *(paragraph(said) for said in lever_notes(result)),
        ])),
        "mitigations": ("Mitigations compared", join([
            lines_table(tables.MITIGATION_CAPTION, tables.MITIGATION_COLUMNS, tables.mitigation_lines(result),
                        "Mitigations"),
            paragraph(
                "The ratio of rates is per hour inside; that of wrong shots is of the same time, so that "
                "it counts hours "
                "that are flown elsewhere as gone. What they meet elsewhere is not worked out here."
            ),
        ])),
        "means": ("What this does not say", paragraph(
            "Whether anyone should fly there. ", tag("strong", CONDITIONAL),
        )),
        "assumed": ("What is assumed, and what is left out",
                    rests_on(result.warnings, result.assumptions, systems)),
        "words": ("Words used here", terms((name, sentence(means)) for name, means in _WORDS.items())),
        "repeat": ("How to repeat this", _repeat(result, command)),
        "cite": ("How to cite this", citation(
            result.provenance, scenario_cited(result.name, result.provenance, ran_words(result)),
            "the ratio, the reference case, the state of the defence, the band",
        )),
    }  # fmt: skip
    if not result.levers:
        del sections["levers"], sections["mitigations"]
    head = join([
        labels(result.title, result.labels),
        tag("h1", tied(f"{first}.")),
        paragraph(sentence(ran_words(result)), class_="others"),
        paragraph(CONDITIONAL, class_="caveat"),
        terms(assessment(result).items(), class_="facts"),
    ])  # fmt: skip
    return page(f"{TITLE}: {result.title}", head, sections, language_description=f"{first}.")


def assessment(result: Risk) -> dict[str, Piece]:
    """What an assessment asks for first: area, altitude bands, time, likelihood class, confidence."""
    word, _ = result.confidence
    found: dict[str, Piece] = {}
    seen = result.exposure
    if seen is not None:
        sites = ", ".join(f"{each.shown} ({_spoken(each)})" for each in seen.fire_units)
        found["Area"] = (
            f"within reach of {sites}; {result.stated.passages:,} of {result.aircraft:,} aircraft come inside"
        )
        inside = [
            name
            for name, hours in zip(seen.bands, seen.hours[:, :, 2, 0, 0].sum(axis=1), strict=True)
            if hours > 0.0
        ]
        most = max(result.shot_bands, key=lambda each: each.share.value, default=None)
        found["Altitude bands"] = f"inside: {', '.join(reversed(inside))}" + (
            f"; most wrong shots come {most.band}" if most is not None else ""
        )
    found["Time"] = f"{plain(result.duration_s / 3600.0)} h in the state below, and no other"
    found["Likelihood class"] = (
        f"{result.likelihood.name} of A (commonest) to E: {result.likelihood.words}; nominally "
        f"{result.nominal.name}; interval and band touch "
        f"{', '.join(each.name for each in result.likelihoods)}"
    )
    found["Confidence"] = word
    return found


def _spoken(site: UnitSite) -> str:
    north, east = "N" if site.lat_deg >= 0.0 else "S", "E" if site.lon_deg >= 0.0 else "W"
    return f"{abs(site.lat_deg):.2f} {north}, {abs(site.lon_deg):.2f} {east}"


def _repeat(result: Risk, command: str) -> Html:
    own: list[tuple[Piece, Piece]] = [
        ("Replicates", f"{result.stated.replicates:,}, at most {result.limit:,}; seed {result.seed}"),
        ("Readings", f"{result.samples}" if result.samples else "none: nominal values alone"),
        ("Precision", f"{result.precision:.0%}"),
    ]
    ground = str(result.environment["terrain"])
    facts = facts_of(result.name, result.provenance, result.environment, own, ground)
    promise = "This command gives this page again, byte for byte:"
    return join([command_again(command, promise, "assessment"), terms(facts, class_="facts")])
