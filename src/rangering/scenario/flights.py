"""Who flies: own, allied and civil aircraft on routes, and raids that have none.

On real ground a hostile flight exists only as part of a raid: class mix, size, formations, waves and spacing.
Its approach azimuth is always drawn uniformly and cannot be stated, its speed and altitude band are those of
its class (a class whose band is a low-level height follows the terrain). Hand-written hostile routes are for
teaching and are accepted on analytic terrain alone
(`rangering.scenario.check`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator

from rangering.scenario.base import Count, Delay, Id, Model, Name, Number, between, refusal
from rangering.scenario.defence import Labels, Placed, Source
from rangering.scenario.place import Altitude, Position
from rangering.units import Fraction, Metre, MetrePerSecond

HOSTILE_CLASSES = ("target/fighter", "target/male-uav", "target/one-way-uav", "target/cruise-missile")

Speed = Annotated[MetrePerSecond, between(1.0, 3000.0, "m/s")]
Transponder = Annotated[
    Literal["on", "off", "garbled"],
    Field(
        description="What the transponder answers on this flight: a friend's or a civil code; nothing; or "
        "something that counts as no answer."
    ),
]


class Waypoint(Model):
    """A corner of a route; great-circle legs join them."""

    position: Position = Field(examples=["40.5 N, 33.0 E"])
    altitude: Altitude = Field(
        description="At this point; it changes evenly along the leg.", examples=["FL330"]
    )
    speed_m_s: Speed | None = Field(
        None, description="Ground speed on the leg that starts here. Default: as on the leg before."
    )


class Flight(Placed):
    """One or several aircraft of a type on one route."""

    type: Id = Field(description="Catalog id of the aircraft or class.", examples=["target/airliner"])
    count: Annotated[Count, Field(ge=1, le=1000)] = Field(1, description="How many fly this route.")
    spacing_s: Delay = Field(60.0, description="Between one aircraft and the next.")
    start_s: Delay = Field(0.0, description="When the first passes the first waypoint.")
    transponder: Transponder = "on"
    waypoints: tuple[Waypoint, ...] = Field(
        alias="waypoint",
        min_length=2,
        examples=[
            [
                {"position": "40.0 N, 32.0 E", "altitude": "FL330", "speed": "450 kt"},
                {"position": "40.5 N, 33.0 E", "altitude": "FL330"},
            ]
        ],
    )


class Traffic(Model):
    """Recorded civil flights: a file of tracks that ``rangering traffic import`` made."""

    file: str = Field(
        min_length=1, max_length=1000, description="Path from the scenario's folder.",
        examples=["tracks.parquet"],
    )  # fmt: skip
    start: datetime | None = Field(
        None,
        description="Moment at which the scenario's clock starts, with its zone; earlier fixes are left out. "
        "Default: the first fix.",
        examples=["2018-08-01T11:00:00Z"],
    )
    end: datetime | None = Field(
        None, description="Moment from which fixes are left out. Default: after the last fix."
    )
    transponder: Transponder = "on"
    type: Id = Field("target/airliner", description="Catalog id of the class that types not named fly as.")
    classes: Mapping[Annotated[str, Field(max_length=8)], Id] = Field(
        {},
        description="ICAO type designator, and the class it flies as.",
        examples=[{"B77W": "target/wide-body"}],
    )
    labels: Labels = ()
    source: Source = ""

    @field_validator("start", "end")
    @classmethod
    def _has_a_zone(cls, stated: datetime | None) -> datetime | None:
        if stated is not None and stated.tzinfo is None:
            raise refusal("does not say in which zone it is", "end it in Z for UTC: 2018-08-01T11:00:00Z")
        return stated


class HostileFlight(Flight):
    """A hostile flight on a written route: for teaching, on analytic terrain only."""

    transponder: Transponder = "off"


class Raid(Placed):
    """Hostile flights from azimuths drawn uniformly: how many, of which classes, how far apart in time."""

    against: tuple[Name, ...] = Field(min_length=1, description="Names of assets.", examples=[["city"]])
    mix: Mapping[Id, Annotated[Number, Field(ge=0, le=1000)]] = Field(
        min_length=1,
        description=f"Target class and its share (relative). Classes: {', '.join(HOSTILE_CLASSES)}.",
        examples=[{"target/cruise-missile": 1}],
    )
    size: Annotated[Count, Field(ge=1, le=2000)] = Field(description="Flights in the raid.", examples=[12])
    start_s: Delay = Field(
        0.0, description="When its first flight appears at the edge of what any radar may see."
    )
    spacing_s: Delay = Field(
        10.0, description="Time between one flight, or formation, and the next; its mean where drawn."
    )
    arrivals: Literal["regular", "poisson"] = Field(
        "poisson", description="Whether the spacing is kept, or drawn as in a Poisson stream."
    )
    formation_size: Annotated[Count, Field(ge=1, le=50)] = Field(
        1, description="Flights that come together: they share azimuth, class and time."
    )
    formation_spacing_m: Annotated[Metre, between(10.0, 50_000.0, "km")] = Field(
        2000.0, description="From one flight of a formation to the next, side by side."
    )
    waves_count: Annotated[Count, Field(ge=1, le=100)] = Field(
        1, description="Parts of about equal size that the raid comes in."
    )
    wave_interval_s: Delay = Field(
        600.0, description="From the start of one wave to the start of the next, where there are several."
    )
    abort_after_fraction: Annotated[Fraction, between(0.01, 1.0, "%")] | None = Field(
        None,
        description="Share of the raid's flights lost after which the rest turn back. Default: none turns "
        "back.",
    )
    release_distance_m: Annotated[Metre, between(0.0, 500_000.0, "km")] = Field(
        0.0,
        description="Ground distance from its asset at which a flight still alive counts as a leaker; zero, "
        "over the asset itself.",
    )


class Corridor(Placed):
    """A route band that civil flights are expected to keep to: who knows it takes a track inside for one; exposure is
    told apart inside and outside."""

    points: tuple[Position, ...] = Field(
        alias="point", min_length=2, examples=[["40.0 N, 32.0 E", "40.5 N, 33.0 E"]]
    )
    width_m: Annotated[Metre, between(100.0, 200_000.0, "km")] = Field(
        description="From edge to edge.", examples=["10 nmi"]
    )
    floor: Altitude = Field(examples=["FL100"])
    ceiling: Altitude = Field(examples=["FL400"])
