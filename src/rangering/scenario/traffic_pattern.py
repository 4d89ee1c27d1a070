"""A pattern of civil traffic as a person writes it: a TOML file, quantities with their units.

What the tables mean, and what they may not say, stands in `rangering.traffic.pattern`; here text becomes SI.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator

from rangering.errors import TrafficError, raise_all
from rangering.scenario.base import Model, Name, Number, Switch, refusal
from rangering.scenario.faults import build
from rangering.scenario.library import Shelf
from rangering.scenario.place import FLIGHT_LEVEL_M, Altitude, Position
from rangering.scenario.toml_file import find, read_tables
from rangering.traffic.pattern import (
    ALL_ROUND,
    EVEN,
    Airport,
    Airway,
    Area,
    BeyondLimits,
    Flow,
    Kind,
    Pattern,
)
from rangering.units import UNITS, Metre, MetrePerSecond, Radian, Second

PATTERNS = Shelf("traffic pattern", "traffic", "rangering traffic generate sample-airspace")
Rate = Annotated[Number, Field(ge=0.0)]
Source = Annotated[str, Field(min_length=1, max_length=1000)]


class Sector(Model):
    """Directions that are taken alike often."""

    first_rad: Radian = Field(alias="from", description="Clockwise from true north.", examples=["80 deg"])
    last_rad: Radian = Field(alias="to", description="Clockwise from `from`.", examples=["100 deg"])
    weight: Rate = Field(1.0, description="Share of the flights, relative to the other sectors'.")


class Sourced(Model):
    """A table that says where its figures come from."""

    source: Source = Field(description="Where the figures come from, or why they are assumed.")
    grade: str = Field(
        "D", description="A official, B reputable secondary, C press or estimate, D our assumption."
    )


class StatedKind(Sourced):
    """Aircraft that fly alike."""

    type: str = Field(description="ICAO type designator.", examples=["A320"])
    weight: Rate = Field(1.0, description="Share of the flights, relative to the other kinds'.")
    cruise_m_s: MetrePerSecond = Field(description="Over the ground at level.", examples=["450 kt"])
    slow_m_s: MetrePerSecond = Field(
        description="Over the ground at take-off and landing.", examples=["140 kt"]
    )
    climb_m_s: MetrePerSecond = Field(description="Rate of climb.", examples=["9 m/s"])
    descent_m_s: MetrePerSecond = Field(description="Rate of descent, positive.", examples=["8 m/s"])
    lowest: Altitude = Field(description="Lowest level of cruise.", examples=["FL290"])
    highest: Altitude = Field(description="Highest level of cruise.", examples=["FL390"])

    @field_validator("lowest", "highest")
    @classmethod
    def _level(cls, stated: Altitude) -> Altitude:
        if stated.reference != "FL":
            raise refusal("is no flight level", "write a flight level, such as FL290")
        return stated


class _StatedFlow(Sourced):
    name: Name = Field(description="Of its own; the draws hang on it.", examples=["L1"])
    by_hour: tuple[Rate, ...] = Field(EVEN, description="24 factors on the rate, one for each hour, UTC.")
    kinds: tuple[str, ...] = Field((), description="Types that fly here; none: all of them.")


class StatedAirway(_StatedFlow):
    """Flights from the first point to the last."""

    points: tuple[Position, ...] = Field(description="Two or more.", examples=[["40 N, 30 E", "40 N, 36 E"]])
    flights_per_hour: Rate = Field(description="On average over the hours.", examples=[12.0])
    spread_m: Metre = Field(0.0, description="Standard deviation of the distance from the line.")
    departs: Switch = Field(False, description="Whether flights take off at the first point.")
    lands: Switch = Field(False, description="Whether they land at the last.")
    elevation_m: Metre = Field(0.0, description="Pressure altitude of the runways.")


class StatedArea(_StatedFlow):
    """Flights that cross a disc on straight courses."""

    centre: Position = Field(description="Of the disc.", examples=["40 N, 33 E"])
    radius_m: Metre = Field(description="Of the disc.", examples=["200 km"])
    flights_per_hour: Rate = Field(description="That enter it, on average over the hours.", examples=[12.0])
    courses: tuple[Sector, ...] = Field((), description="Sectors of course; none: all alike.")


class StatedAirport(_StatedFlow):
    """Flights from and to one place."""

    position: Position = Field(description="Of the runway.", examples=["40 N, 33 E"])
    reach_m: Metre = Field(description="How far out departures end and arrivals begin.", examples=["250 km"])
    departures_per_hour: Rate = Field(description="On average over the hours.", examples=[6.0])
    arrivals_per_hour: Rate = Field(description="On average over the hours.", examples=[6.0])
    elevation_m: Metre = Field(0.0, description="Pressure altitude of the runway.")
    courses: tuple[Sector, ...] = Field((), description="Sectors of direction of the other ends.")


class StatedPattern(Model):
    """A whole file."""

    name: Name = Field("pattern", description="Short name. Default: the file's name.")
    declination_rad: Radian = Field(
        0.0, description="Magnetic declination, east positive: levels go by magnetic track."
    )
    interval_s: Second = Field(10.0, description="From fix to fix.")
    kinds: tuple[StatedKind, ...] = Field(alias="kind", min_length=1, description="Aircraft.")
    airways: tuple[StatedAirway, ...] = Field((), alias="airway", description="Ways between points.")
    areas: tuple[StatedArea, ...] = Field((), alias="area", description="Discs that are crossed.")
    airports: tuple[StatedAirport, ...] = Field((), alias="airport", description="Places flown from and to.")

    def pattern(self) -> Pattern:
        """As the generator takes it; raises TrafficError where a figure cannot be."""
        flows: list[Flow] = [
            Airway(
                name=each.name, points_deg=tuple(_deg(point) for point in each.points),
                flights_per_h=each.flights_per_hour, source=each.source, grade=each.grade,
                spread_m=each.spread_m, departs=each.departs, lands=each.lands,
                elevation_m=each.elevation_m, by_hour=each.by_hour, kinds=each.kinds,
            )
            for each in self.airways
        ]  # fmt: skip
        flows += [
            Area(
                name=each.name, centre_deg=_deg(each.centre), radius_m=each.radius_m,
                flights_per_h=each.flights_per_hour, source=each.source, grade=each.grade,
                courses=_sectors(each.courses), by_hour=each.by_hour, kinds=each.kinds,
            )
            for each in self.areas
        ]  # fmt: skip
        flows += [
            Airport(
                name=each.name, place_deg=_deg(each.position), reach_m=each.reach_m,
                departures_per_h=each.departures_per_hour, arrivals_per_h=each.arrivals_per_hour,
                source=each.source, grade=each.grade, elevation_m=each.elevation_m,
                courses=_sectors(each.courses), by_hour=each.by_hour, kinds=each.kinds,
            )
            for each in self.airports
        ]  # fmt: skip
        kinds = tuple(
            Kind(
                type=each.type, weight=each.weight, cruise_m_s=each.cruise_m_s, slow_m_s=each.slow_m_s,
                climb_m_s=each.climb_m_s, descent_m_s=each.descent_m_s,
                lowest_level=round(each.lowest.height_m / FLIGHT_LEVEL_M),
                highest_level=round(each.highest.height_m / FLIGHT_LEVEL_M),
                source=each.source, grade=each.grade,
            )
            for each in self.kinds
        )  # fmt: skip
        return Pattern(self.name, tuple(flows), kinds, self.declination_rad, self.interval_s)


def load_pattern(source: str | Path) -> Pattern:
    """A pattern from a TOML file, or a ready one by its name.

    Raises
    ------
    ScenarioError, TrafficError
        The one thing that is wrong with the file.
    ManyErrors
        All of them, where there are several.
    """
    path = find(source, PATTERNS)
    tables = read_tables(path, PATTERNS)
    outcome = build(StatedPattern, {"name": path.stem[:80]} | tables, str(source))
    raise_all(outcome.errors)
    assert outcome.stated is not None  # without one there are errors
    try:
        return outcome.stated.pattern()
    except BeyondLimits as error:
        unit, factor = _unit_written(error, tables)
        where = f"{source}, {error.where}"
        raise BeyondLimits(where, error.si, error.limits, error.si_unit, unit, factor) from None
    except TrafficError as error:
        where = f"{source}, {error.where}"
        raise TrafficError(error.problem, where=where, value=error.value, mend=error.mend) from None


def _unit_written(error: BeyondLimits, tables: Any) -> tuple[str, float]:
    """The unit in which a file states a figure, and how many SI units it is; SI where that cannot be told."""
    known = next((units for units in UNITS.values() if units.get(error.si_unit) == 1.0), {})
    for text in _texts(tables):
        for unit, factor in known.items():
            if text.strip().endswith(unit) and _number(text.strip().removesuffix(unit)) * factor == error.si:
                return unit, factor
    return error.si_unit, 1.0


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _texts(tables: Any) -> Iterator[str]:
    if isinstance(tables, str):
        yield tables
    elif isinstance(tables, dict | list):
        for each in tables.values() if isinstance(tables, dict) else tables:
            yield from _texts(each)


def _deg(place: Position) -> tuple[float, float]:
    return place.latitude_deg, place.longitude_deg


def _sectors(stated: tuple[Sector, ...]) -> tuple[tuple[float, float, float], ...]:
    return tuple((each.first_rad, each.last_rad, each.weight) for each in stated) or ALL_ROUND
