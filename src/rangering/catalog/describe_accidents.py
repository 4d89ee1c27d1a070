"""Published accidents in words: a list of them, the facts of one as text and as plain data.

Values keep the unit of their source. Nothing is worked out here but differences of times.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from rangering.catalog.accidents import Accident
from rangering.catalog.describe import columns
from rangering.catalog.models import Fact, Quantity, cited

NO_FINDING = (
    "Restated from public reports, with intervals of ours where they say so: no finding about an accident, "
    "and nothing about blame."
)
_NAMES = {
    "aircraft_latitude": "latitude of the aircraft when it was met",
    "aircraft_longitude": "longitude of the aircraft when it was met",
    "unit_latitude": "latitude of the unit, coarse",
    "unit_longitude": "longitude of the unit, coarse",
    "ground_speed": "speed over ground",
    "track": "course over ground",
    "climb": "rate of climb",
    "corridor_offset": "from the centreline of the airway",
    "departure_delay": "departed late by",
    "closed_below": "airspace closed below",
    "orientation_error": "bearings shown turned clockwise by",
    "detection_to_launch": "from detection to launch",
    "missiles_launched": "missiles launched at it",
    "lives_lost": "lives lost",
    "flights_of_the_day": "flights there that day",
    "meeting": "met by a missile",
    "air_picture": "air picture",
    "answers": "what the unit made of its answers",
    "vertical": "climb or descent",
    "corridor": "corridor",
    "alert": "alert state",
    "authority": "who was to decide",
    "alignment": "orientation",
}


def name_of(fact: Fact) -> str:
    """What a fact is about, in words."""
    return _NAMES.get(fact.name, fact.name.replace("_", " "))


def list_text(accidents: Iterable[Accident]) -> str:
    """Every accident on a line of its own."""
    table: list[tuple[str, ...]] = [("name", "also", "day", "what is restated", "cause", "facts", "grades")]
    for each in accidents:
        grades = [fact.grade for fact in each.facts]
        counted = ", ".join(f"{grade} {grades.count(grade)}" for grade in sorted(set(grades)))
        also = each.known_as[0] if each.known_as else ""
        table.append((each.id, also, f"{each.day}", each.title, each.cause.word, str(len(grades)), counted))
    return columns(table)


def scene_words(accident: Accident) -> str:
    """How to get at its scene."""
    return f"Its scene, to be changed and played: rangering scenarios --copy accidents/{accident.scenario}"


def accident_text(accident: Accident) -> list[str]:
    """One accident in lines: facts by section, then what the causes rest on, then its reports."""
    also = f" Also found as {', '.join(accident.known_as)}." if accident.known_as else ""
    lines = [accident.title, f"{accident.flight}.{also}", f"Launched by: {accident.unit}.", ""]
    table: list[tuple[str, ...]] = [("fact", "likeliest", "from", "to", "", "grade", "public on")]
    table += [
        (name_of(each), *_clock(each.at), "UTC", each.grade, f"{each.known_on}")
        for each in accident.moments.values()
    ]
    table += [
        (name_of(each), f"{each.nominal:g}", f"{each.low:g}", f"{each.high:g}", _unit(each), each.grade,
         f"{each.known_on}")
        for each in accident.figures.values()
    ]  # fmt: skip
    lines += [columns(table), "", "What could be known of it:"]
    lines += [
        f"  {name_of(each)}: {each.word} ({each.grade}). {each.text}" for each in accident.states.values()
    ]
    lines += [
        "",
        f"Cause as its report has it: {accident.cause.declared}",
        f"Stands here for: {accident.cause.word} ({accident.cause.grade}). {accident.cause.text}",
        f"What the reports name and no scene here holds: {accident.beyond}",
        "",
        "Reports:",
    ]
    lines += [
        f"  {each.body}: {each.title}, public on {each.published} ({each.grade}). {each.note}".rstrip()
        for each in accident.reports.values()
    ]
    noted = [each for each in (*accident.moments.values(), *accident.figures.values()) if each.note]
    own = [each for each in accident.facts if each.grade == "D"]
    lines += ["", "Notes:", *(f"  {name_of(each)}: {cited(each.note)}" for each in noted)]
    lines += [f"  {name_of(each)}: {cited(each.source)}" for each in own]
    return lines


def accident_rows(accident: Accident) -> dict[str, Any]:
    """One accident as plain data; every fact with its source."""
    plain: dict[str, Any] = accident.model_dump(mode="json")
    plain["figures"] = {
        name: {
            "value": [each.low, each.nominal, each.high], "unit": each.unit, "si": list(each.si),
            "grade": each.grade, "source": each.source, "note": each.note, "known_on": f"{each.known_on}",
        }
        for name, each in accident.figures.items()
    }  # fmt: skip
    return plain


def assumed_lines(accident: Accident) -> list[str]:
    """The facts that are assumptions of ours, one sentence each."""
    return [f"{name_of(each)}: {each.source}" for each in accident.facts if each.grade == "D"]


def _clock(at: Sequence[datetime]) -> tuple[str, str, str]:
    early, likely, late = (f"{time:%H:%M:%S}" for time in at)
    return likely, early, late


def _unit(quantity: Quantity) -> str:
    return "" if quantity.unit == "count" else quantity.unit
