"""Published accidents in which a civil flight met a missile: what official reports say, and how sure that is.

Geometry, timeline and state of identification alone: where the flight and the unit were, what the crew of
the unit could know of it, and when. Nothing about how a missile finds its way. Limits: places are coarse and
carry an interval; reports were read through public copies and summaries, so what a summary words is graded
below what is printed. Which of the four causes an accident stands for is our reading, not a finding; no
figure here says who is to blame.
Source: `catalog/data/accidents/*.toml`, one file an accident, each fact with the report it is from.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, ValidationError, field_validator, model_validator

from rangering.catalog.models import Fact, Grade, Model, Quantity, Slug, Text
from rangering.catalog.read import load_catalog, located, parse_toml
from rangering.errors import CatalogError, nearest, raise_all

Cause = Literal[
    "misclassification",
    "orientation error",
    "autonomous unit without an air picture",
    "missile takes an object other than its target",
]
CAUSES: tuple[Cause, ...] = get_args(Cause)
MomentName = Literal["departure", "detection", "launch", "meeting"]
FigureName = Literal[
    "aircraft_latitude",
    "aircraft_longitude",
    "unit_latitude",
    "unit_longitude",
    "altitude",
    "ground_speed",
    "track",
    "climb",
    "corridor_offset",
    "departure_delay",
    "closed_below",
    "orientation_error",
    "detection_to_launch",
    "missiles_launched",
    "lives_lost",
    "flights_of_the_day",
]
StateName = Literal[
    "transponder", "answers", "vertical", "corridor", "alert", "authority", "air_picture", "alignment"
]

STATE_WORDS: dict[StateName, tuple[str, ...]] = {
    "transponder": ("on", "off", "garbled", "not established"),
    "answers": ("understood", "read as another code", "never understood", "not established"),
    "vertical": ("climbing", "level", "descending"),
    "corridor": ("kept", "beside it", "none"),
    "alert": ("in action", "exercise", "armed conflict", "highest"),
    "authority": ("commander on the spot", "range control", "higher command", "not established"),
    "air_picture": ("own sensors", "shared", "cut off", "not established"),
    "alignment": ("as intended", "wrong", "not established"),
}
"""What each state of identification may be, in the words that files use."""

_FIGURE_SI: dict[FigureName, str] = {
    "aircraft_latitude": "rad",
    "aircraft_longitude": "rad",
    "unit_latitude": "rad",
    "unit_longitude": "rad",
    "altitude": "m",
    "ground_speed": "m/s",
    "track": "rad",
    "climb": "m/s",
    "corridor_offset": "m",
    "departure_delay": "s",
    "closed_below": "m",
    "orientation_error": "rad",
    "detection_to_launch": "s",
    "missiles_launched": "count",
    "lives_lost": "count",
    "flights_of_the_day": "count",
}
_ALWAYS: tuple[FigureName, ...] = (
    "aircraft_latitude",
    "aircraft_longitude",
    "unit_latitude",
    "unit_longitude",
    "altitude",
    "ground_speed",
    "track",
    "missiles_launched",
    "lives_lost",
)


class Report(Model):
    """An official document: who published it, and when."""

    title: Text
    body: Text
    published: date
    grade: Grade
    note: str = ""


class Moment(Fact):
    """When something happened, in UTC; in a file ``at = [earliest, likeliest, latest]``."""

    at: tuple[datetime, datetime, datetime]

    @field_validator("at", mode="before")
    @classmethod
    def _three_times(cls, at: Any) -> Any:
        if not isinstance(at, list | tuple) or len(at) != 3 or not all(isinstance(t, datetime) for t in at):
            raise ValueError(
                "is not three times|write [earliest, likeliest, latest], such as 1988-07-03T06:54:43Z each"
            )
        if any(t.utcoffset() is None or t.utcoffset() != UTC.utcoffset(None) for t in at):
            raise ValueError("is not in UTC|end each time in Z")
        return at

    @model_validator(mode="after")
    def _in_order(self) -> "Moment":
        if not self.at[0] <= self.at[1] <= self.at[2]:
            raise ValueError("its times are not in order|order them earliest, likeliest, latest")
        return self


class State(Fact):
    """One state of identification: a word of `STATE_WORDS`, and what stands behind it."""

    word: Text
    text: Text


class MadeKind(Model):
    """Aircraft that fly alike among the flights made beside an accident."""

    type: Annotated[str, Field(min_length=2, max_length=4)]
    """ICAO type designator."""
    target: Slug
    """Class of the catalog that they fly as."""
    weight: Annotated[float, Field(gt=0)] = 1.0
    cruise_kt: Annotated[float, Field(ge=100, le=600)]
    slow_kt: Annotated[float, Field(ge=80, le=300)]
    """At take-off and landing."""
    climb_m_s: Annotated[float, Field(gt=0, le=30)]
    descent_m_s: Annotated[float, Field(gt=0, le=30)]
    levels: tuple[int, int]
    """Lowest and highest flight level of cruise."""


class MadeFlow(Model):
    """Where flights beside an accident come from: an airway, a disc that is crossed, an airport."""

    name: Text
    form: Literal["airway", "area", "airport"]
    points: Annotated[tuple[tuple[float, float], ...], Field(min_length=1)]
    """Latitude and longitude in degrees: of an airway, or the one middle of the others."""
    per_hour: Annotated[float, Field(gt=0, le=60)]
    """Of an airport, departures; as many arrive."""
    radius_km: Annotated[float, Field(gt=0, le=1000)] | None = None
    """Of a disc; of an airport, how far out its flights begin and end."""
    spread_km: Annotated[float, Field(ge=0, le=50)] = 0.0
    departs: bool = False
    lands: bool = False
    elevation_m: float = 0.0
    reason: Text


class Matched(Model):
    """What flights of the same hours and area are made of: assumptions of ours, grade D, with reasons."""

    within_km: Annotated[float, Field(gt=0, le=1000)]
    """A flight counts that passes the unit so near."""
    hours_each_way: Annotated[float, Field(gt=0, le=12)]
    """And that does so within so many hours of the time of day of the meeting."""
    moved_km: Annotated[float, Field(gt=0, le=1000)]
    """By how much the corridor is moved where that is asked."""
    reason: Text
    flows: Annotated[tuple[MadeFlow, ...], Field(min_length=1)]
    kinds: Annotated[tuple[MadeKind, ...], Field(min_length=1)]


class Reading(Fact):
    """Which of the four causes an accident stands for here, and why; what its report declared."""

    word: Cause
    declared: Text
    """The cause as the report has it, in our words."""
    text: Text


class Accident(Model):
    """One accident as published."""

    id: Slug
    title: Text
    known_as: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2,3}[1-9][0-9]{0,3}$")], ...] = ()
    """Flight numbers and call signs by which it is found too, such as MH17."""
    flight: Text
    """Flight, aircraft and route, in words."""
    unit: Text
    """What launched, as a class: range and mobility, no more."""
    day: date
    target: Slug
    """Class of the catalog that the aircraft flies as."""
    system: Slug
    """Generic class of the catalog that stands for the unit."""
    scenario: Slug
    """Ready scenario that states the same geometry."""
    reports: Annotated[dict[Slug, Report], Field(min_length=1)]
    moments: dict[MomentName, Moment]
    figures: dict[FigureName, Quantity]
    states: dict[StateName, State]
    cause: Reading
    beyond: Text
    """What its reports name and the model of a scene does not hold."""
    matched: Matched

    @model_validator(mode="before")
    @classmethod
    def _facts_name_their_report(cls, data: Any) -> Any:
        """Give every fact its id, and from its report the source, the grade and the day it was public."""
        if not isinstance(data, dict):
            return data
        data, reports = dict(data), data.get("reports", {})
        for section in ("moments", "figures", "states"):
            facts = data.get(section)
            if isinstance(facts, dict):
                data[section] = {
                    name: _reported(f"{data.get('id')}.{name}", fact, reports) for name, fact in facts.items()
                }
        if isinstance(data.get("cause"), dict):
            data["cause"] = _reported(f"{data.get('id')}.cause", data["cause"], reports)
        return data

    @model_validator(mode="after")
    def _whole(self) -> "Accident":
        for name in _ALWAYS:
            if name not in self.figures:
                raise ValueError(f"states no {name}|add [accident.{self.id}.figures.{name}]")
        for figure, quantity in self.figures.items():
            if quantity.si_unit_and_factor[0] != _FIGURE_SI[figure]:
                raise ValueError(
                    f"gives {figure} in {quantity.unit}|it is read in units of {_FIGURE_SI[figure]}"
                )
        for state in STATE_WORDS:
            if state not in self.states:
                raise ValueError(f"states no {state}|add [accident.{self.id}.states.{state}]")
            if self.states[state].word not in STATE_WORDS[state]:
                raise ValueError(
                    f"says {self.states[state].word!r} of {state}|write one of "
                    f"{', '.join(STATE_WORDS[state])}"
                )
        if "meeting" not in self.moments:
            raise ValueError(f"states no meeting|add [accident.{self.id}.moments.meeting]")
        for fact in self.facts:
            if fact.known_on is None or fact.known_on < self.day:
                raise ValueError(
                    f"{fact.name} was known before it happened, or on no day|known_on is that of its report"
                )
        return self

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact, in the order of the file."""
        return (*self.moments.values(), *self.figures.values(), *self.states.values(), self.cause)


def _reported(name: str, fact: Any, reports: Any) -> Any:
    """A fact with what its report gives: stated fields stand before it."""
    if not isinstance(fact, dict):
        return fact
    fact = {"id": name} | fact
    named = fact.pop("report", None)
    if named is None:
        return fact
    report = reports.get(named) if isinstance(reports, Mapping) else None
    if not isinstance(report, Mapping):
        known = ", ".join(reports) if isinstance(reports, Mapping) else ""
        raise ValueError(f"{name} is from the report {named!r}, which is not here|reports: {known}")
    given = {
        "source": f"{report.get('body')}: {report.get('title')}, {report.get('published')}",
        "grade": report.get("grade"),
        "known_on": report.get("published"),
    }
    return given | fact


def load_accidents(extra: tuple[Path, ...] = ()) -> dict[str, Accident]:
    """Every accident by name, in the order of their days.

    Parameters
    ----------
    extra : tuple of Path
        Further files of the same form, with names of their own.

    Raises
    ------
    CatalogError, ManyErrors
        Broken TOML, a fact without source or day, a figure in a unit of another kind, a state in no known
        word, a class the catalog does not have: all at once, each with its place and mend.
    """
    return dict(_load(tuple(extra)))


def accident_named(name: str) -> Accident:
    """One accident, by its name or by a flight number, however these are written.

    Parameters
    ----------
    name : str
        Such as ``"malaysia-17"``, ``"MH17"``, ``"mh 017"``.

    Raises
    ------
    CatalogError
        None is called so; the nearest names are told.
    """
    known = load_accidents()
    called = {_plain(word): each for each in known.values() for word in (each.id, *each.known_as)}
    found = called.get(_plain(name))
    if found is None:
        likely = get_close_matches(_plain(name), called, n=3, cutoff=0.5)
        told = dict.fromkeys(called_words(called[word]) for word in likely)
        every = f"accidents: {', '.join(map(called_words, known.values()))}"
        mend = f"did you mean {' or '.join(told)}?" if told else every
        raise CatalogError("is no accident of the catalog", value=name, mend=mend)
    return found


def called_words(accident: Accident) -> str:
    """Its name, and the flight number it is known by."""
    return f"{accident.id} ({accident.known_as[0]})" if accident.known_as else accident.id


def _plain(name: str) -> str:
    """Letters and figures alone; a number without zeros before it."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", re.sub(r"[^0-9a-z]", "", name.casefold()))


@lru_cache(maxsize=8)
def _load(extra: tuple[Path, ...]) -> tuple[tuple[str, Accident], ...]:
    errors: list[CatalogError] = []
    found: dict[str, Accident] = {}
    folder = files("rangering.catalog") / "data" / "accidents"
    shipped = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda i: i.name)
    for name, source in (
        *((f"accidents/{item.name}", item) for item in shipped),
        *((str(path), path) for path in extra),
    ):
        for top, tables in parse_toml(name, source, errors).items():
            if top != "accident" or not isinstance(tables, dict):
                mend = "a file of accidents holds [accident.NAME] tables"
                errors.append(CatalogError("is no table of such a file", where=name, value=top, mend=mend))
                continue
            for slug, raw in tables.items():
                where = f"{name}, [accident.{slug}]"
                if slug in found:
                    mend = "give the new one a name of its own"
                    errors.append(CatalogError("is there already", where=where, value=slug, mend=mend))
                    continue
                try:
                    accident = Accident.model_validate({"id": slug} | raw if isinstance(raw, dict) else raw)
                except ValidationError as refused:
                    errors.extend(located(where, refused))
                    continue
                errors += _called_twice(where, accident, found)
                found[slug] = accident
                errors.extend(_loose_ends(where, accident))
    raise_all(errors)
    return tuple(sorted(found.items(), key=lambda pair: pair[1].day))


def _called_twice(where: str, accident: Accident, others: Mapping[str, Accident]) -> list[CatalogError]:
    """Names by which another accident is found already."""
    taken = {_plain(word): each.id for each in others.values() for word in (each.id, *each.known_as)}
    return [
        CatalogError(
            f"is how {taken[_plain(word)]} is found",
            where=f"{where}.known_as",
            value=word,
            mend="leave it out",
        )
        for word in (accident.id, *accident.known_as)
        if _plain(word) in taken
    ]


def _loose_ends(where: str, accident: Accident) -> list[CatalogError]:
    """Links to classes that the catalog does not have."""
    catalog = load_catalog()
    wanted: tuple[tuple[str, str, Literal["target", "system"]], ...] = (
        ("target", accident.target, "target"),
        ("system", accident.system, "system"),
    )
    return [
        CatalogError(
            f"is no {kind} of the catalog",
            where=f"{where}.{field}",
            value=link,
            mend=nearest(link, catalog.ids(kind)),
        )
        for field, link, kind in wanted
        if link not in catalog.ids(kind)
    ]
