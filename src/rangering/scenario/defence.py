"""The defence as placed: groups, their fire units, and the assets they stand for.

A group is what one command post and one surveillance radar command; a fire unit is one engagement radar
with its launchers. What a system consists of is the catalog's to say; here stands only where its parts are
and in what state. A figure about a real system never stands in a scenario.
"""

from math import pi, tau
from typing import Annotated, Literal

from pydantic import Field

from rangering.scenario.base import (
    Count,
    Delay,
    Id,
    Loss,
    MastHeight,
    Model,
    Name,
    Number,
    Share,
    between,
)
from rangering.scenario.doctrine import Doctrine, ExternalCue, Links
from rangering.scenario.place import Position
from rangering.units import Metre, Radian

Azimuth = Annotated[Radian, between(0.0, tau, "deg", "count azimuths from north by east, 0 to 360 deg")]
SectorWidth = Annotated[Radian, between(pi / 180, tau, "deg")]
Labels = Annotated[
    tuple[Name, ...], Field(description='Words shown wherever the name appears, such as "hypothetical".')
]
Source = Annotated[str, Field(max_length=2000, description="Where this is publicly reported.")]


class Sector(Model):
    """The azimuths a radar or a launcher is turned to."""

    centre_rad: Azimuth = Field(description="True azimuth of its middle.", examples=["90 deg"])
    width_rad: SectorWidth = Field(description="From edge to edge.", examples=["120 deg"])


class Placed(Model):
    """Something with a name, and with labels that follow the name into every output."""

    name: Name = Field(examples=["H1"])
    labels: Labels = ()
    source: Source = ""

    @property
    def shown(self) -> str:
        """The name as every output prints it: ``"H1 (hypothetical)"``."""
        return f"{self.name} ({', '.join(self.labels)})" if self.labels else self.name


class MissileStock(Model):
    """Missiles of one type at a fire unit."""

    type: Id = Field(description="Catalog id of the interceptor.", examples=["s-400/48n6e3"])
    ready_count: Count = Field(description="On launchers.", examples=[16])
    reloads_count: Count = Field(0, description="In store at the site.")


class Emplacement(Placed):
    """What a command post and a fire unit have in common: a mast, a direction, a state."""

    mast_height_m: MastHeight | None = Field(
        None, description="Antenna centre above ground, for the radars placed here. Default: the catalog's."
    )
    sector: Sector | None = Field(
        None, description="Where a radar with a sector faces. Default: nowhere stated, drawn all round."
    )
    elements: tuple[Id, ...] | None = Field(
        None, description="Catalog ids of the radars and launchers present. Default: all that belong here."
    )
    sensitivity_loss_db: Loss = Field(
        0.0, description="Loss of sensitivity of the radars here, cause unspecified."
    )
    misalignment_rad: Annotated[Radian, between(-pi, pi, "deg")] | None = Field(
        None,
        description="Error of the heading that the radars here take for true, clockwise; it misleads who "
        "sees by them alone. Default: true, or drawn as identification.misalignment_probability says.",
        examples=["2 deg"],
    )
    alert: Literal["ready", "standby", "off"] = Field("ready", description="State when the clock starts.")
    time_to_ready_s: Delay = Field(0.0, description="From the alarm to ready, when on standby.")


class FireZone(Model):
    """The ring of ground round a fire unit over which a target must be for a missile to be fired at it."""

    min_m: Annotated[Metre, between(0.0, 1_000_000.0, "km")] = Field(
        0.0, description="Ground distance from the fire unit at which it begins."
    )
    max_m: Annotated[Metre, between(0.0, 1_000_000.0, "km")] = Field(
        description="Ground distance at which it ends.", examples=["60 km"]
    )


class FireUnit(Emplacement):
    """One engagement radar and its launchers."""

    position: Position = Field(examples=["40.08 N, 32.57 E"])
    launchers_count: Annotated[Count, Field(ge=1, le=24)] | None = Field(
        None, description="Launchers present. Default: the catalog's."
    )
    missiles: tuple[MissileStock, ...] = Field(
        (), alias="missile", description="Default: the catalog's load."
    )
    fire_zone: FireZone | None = Field(
        None,
        description="Where a target must be when it is decided to fire at it; a missile under way is not "
        "called back. Default: wherever its missiles reach.",
    )


class Group(Emplacement):
    """One command post, its surveillance radar, and the fire units it commands."""

    system: Id = Field(description="Catalog id of the system.", examples=["s-400"])
    position: Position | None = Field(
        None, description="Command post and surveillance radar. Default: the first fire unit's position."
    )
    variant: Literal["export", "domestic"] = Field(
        "export",
        description="Which figures hold where they differ. The catalog holds one set for a system: "
        '"domestic" is refused until it holds two.',
    )
    integration: Literal["standalone", "national", "alliance"] = Field(
        "standalone", description="Whose air picture the group shares."
    )
    external_cue: ExternalCue | None = Field(
        None, description="Tracks from outside the group. Default: none."
    )
    doctrine: Doctrine | None = Field(None, description="Default: the scenario's.")
    links: Links | None = Field(None, description="Default: the scenario's.")
    fire_units: tuple[FireUnit, ...] = Field(
        alias="fire_unit", min_length=1, examples=[[{"name": "F1", "position": "40.08 N, 32.57 E"}]]
    )

    @property
    def site(self) -> Position:
        """Where command post and surveillance radar stand."""
        return self.position or self.fire_units[0].position


class Asset(Placed):
    """What is defended."""

    position: Position = Field(examples=["40.12 N, 32.99 E"])
    weight: Annotated[Number, Field(gt=0, le=1000)] = Field(1.0, description="Importance beside the others.")
    effect_probability: Share = Field(1.0, description="Probability that a leaker has its effect.")
