"""The page of an exposure, in the order a reader asks: how long, where, which flights, who says so."""

from rangering.coverage.exposure_results import Exposure
from rangering.report.bands import OUTSIDE_BAND, OUTSIDE_MARK
from rangering.report.exposure import tables
from rangering.report.exposure.record import TABLE
from rangering.report.exposure.words import (
    CONDITIONAL,
    FLIGHT_CAPTION,
    HOURS_CAPTION,
    PLACE_CAPTION,
    corridor_words,
    first_sentence,
    flights_words,
    ran_words,
)
from rangering.report.html.document import labels, page
from rangering.report.html.evidence import chain_of, rests_on, sources_listed
from rangering.report.html.maps import figure
from rangering.report.html.markup import Html, Piece, join, paragraph, tag, terms, tied
from rangering.report.html.pictures import Picture
from rangering.report.html.repeat import citation, command_again, facts_of, scenario_cited
from rangering.report.html.words import counted, sentence
from rangering.report.mission.tables import lines_table
from rangering.scenario import traffic_account

TITLE = "Exposure of civil flights"
_WORDS = {
    "Flight hour": "one aircraft in the air for an hour, between its first and its last waypoint here",
    "Reading": "one consistent draw of all that nobody outside knows, within what sources allow",
    "Band": "nine readings in ten lie within, one in twenty below and above; no probability",
    "Nominal": "every figure at the value its source gives first",
    "Fire unit": "one engagement radar with its launchers: a battery or battalion, in Russian a divizion",
    "Airway": "a corridor of the scenario: a band that civil flights are expected to keep to",
    "Covered": "single-scan probability of detection at least as stated, for the class of the aircraft seen "
    "from the front",
}


def exposure_html(result: Exposure, drawn: Picture, *, command: str = "") -> str:
    """The page, whole, as text.

    Parameters
    ----------
    result : Exposure
        What `rangering.coverage.exposure.map_exposure` gave.
    drawn : Picture
        Its picture.
    command : str
        The command line that made it.
    """
    first = first_sentence(result)
    systems = {each.quantity.split("/")[0].split(".")[0] for each in result.sources}
    sections: dict[str, tuple[str, Html]] = {
        "layers": ("How long in which layer", join([
            figure(drawn, "exposure"),
            terms((sentence(each.name)[:-1], sentence(each.words)) for each in result.layers),
            lines_table(HOURS_CAPTION, tables.hours_columns(result), tables.hours_lines(result), "Layers"),
            paragraph(f"{OUTSIDE_MARK} {OUTSIDE_BAND}") if tables.any_outside(result) else None,
            *(paragraph(f"Left out: {each}.") for each in result.missing),
        ])),
        "places": ("At which altitude, on which airway", join([
            lines_table(PLACE_CAPTION, tables.place_columns(result), tables.place_lines(result), "Places"),
            paragraph(f"Flight hours; in brackets their band. {corridor_words(result)}"),
        ])),
        "flights": ("Which flights longest", join([
            lines_table(FLIGHT_CAPTION, tables.flight_columns(result), tables.flight_lines(result),
                        "Flights"),
            paragraph(f"Every flight, by every fire unit, stands in {TABLE}."),
        ])),
        **({"traffic": ("Where the flights come from", _traffic(result))} if result.traffic else {}),
        "means": ("What this does not say", paragraph(
            "A layer is where a defence could detect, track or engage an aircraft; whether it would is "
            "another question, and no flight is judged here. Civil flights only. ",
            tag("strong", CONDITIONAL),
        )),
        "chain": ("What stands at each site", chain_of(result.links)),
        "sources": ("Sources", sources_listed(result.sources)),
        "assumed": ("What is assumed, and what is left out",
                    rests_on(result.warnings, result.assumptions, systems)),
        "words": ("Words used here", terms((name, sentence(means)) for name, means in _WORDS.items())),
        "repeat": ("How to repeat this", _repeat(result, command)),
        "cite": ("How to cite this", citation(
            result.provenance, scenario_cited(result.name, result.provenance, ran_words(result)),
            "the layer, the altitude, the airway, the band",
        )),
    }  # fmt: skip
    head = join([
        labels(result.title, result.labels),
        tag("h1", tied(f"{first}.")),
        paragraph(sentence(f"{flights_words(result)}; {ran_words(result)}"), class_="others"),
        *(paragraph(sentence(traffic_account.name_of(each)), class_="others") for each in result.traffic),
        paragraph(CONDITIONAL, class_="caveat"),
    ])  # fmt: skip
    return page(f"{TITLE}: {result.title}", head, sections, language_description=f"{first}.")


def _traffic(result: Exposure) -> Html:
    """Every file of tracks: what it is, and what of it flies."""
    stated = len(result.flights) - sum(each.flights for each in result.traffic)
    return join([
        *(terms(traffic_account.lines(each), class_="facts") for each in result.traffic),
        paragraph(f"{sentence(counted(stated, 'flight is', 'flights are'))[:-1]} stated in the scenario.")
        if stated else None,
    ])  # fmt: skip


def _repeat(result: Exposure, command: str) -> Html:
    promise = "This command gives this page again, byte for byte:"
    own: list[tuple[Piece, Piece]] = [
        (
            "Readings",
            f"{result.samples}, seed {result.seed}" if result.samples else "none: nominal values alone",
        ),
        ("Step", f"{result.step_s:g} s at most"),
        ("Posting", f"{result.ground.posting_m:g} m"),
        ("Probability of detection", f"{result.pd_probability:g} on a single scan"),
    ]
    facts = facts_of(result.name, result.provenance, result.environment, own, result.ground.describe())
    return join([command_again(command, promise, "exposure"), terms(facts, class_="facts")])
