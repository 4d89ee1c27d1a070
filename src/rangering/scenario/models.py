"""A scenario: what the analyst states, and nothing that can be worked out.

Every field has a default that ``rangering describe`` names; only a title and one group are required.
Figures about real systems are not here but in the catalog. A few fields of questions that are answered later
can be stated already, so that a scenario written today still reads tomorrow; their descriptions say so.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PrivateAttr

from rangering.constants import ISA_PRESSURE_PA, STANDARD_K
from rangering.scenario.base import Id, Model, Name, Number, Switch, between
from rangering.scenario.defence import Asset, FireUnit, Group, Labels
from rangering.scenario.doctrine import Crews, Doctrine, Endurance, Failures, Links, Mission
from rangering.scenario.flights import Corridor, Flight, HostileFlight, Raid, Traffic
from rangering.scenario.identification import Identification
from rangering.scenario.place import Altitude
from rangering.scenario.traffic_account import TrafficAccount
from rangering.scenario.uncertainty import Override
from rangering.terrain.models import SmoothTerrain, TerrainSpec
from rangering.units import Fraction, KelvinDifference, MillimetrePerHour, Pascal

# Around the extremes ever observed at sea level, 870 hPa (1979) and 1085 hPa (2001): WMO archive of extremes.
Pressure = Annotated[Pascal, between(85_000.0, 110_000.0, "hPa")]


class Environment(Model):
    """Earth and air."""

    k: Annotated[Number, Field(ge=0.3, le=100)] = Field(
        STANDARD_K,
        description="Effective Earth-radius factor; 4/3 is standard refraction, 1 is straight rays.",
    )
    sea_level_pressure_pa: Pressure = Field(ISA_PRESSURE_PA, description="Turns flight levels into heights.")
    isa_deviation_k: Annotated[KelvinDifference, between(-60.0, 60.0, "K")] = Field(
        0.0, description="How much warmer the air is than the standard atmosphere."
    )
    rain_rate_mm_h: Annotated[MillimetrePerHour, between(0.0, 400.0, "mm/h")] = Field(
        0.0, description="Rain everywhere, up to just above freezing."
    )
    diffraction: Switch = Field(False, description="Whether radars see, weakened, behind an edge.")
    two_ray: Switch = Field(
        False, description="Whether the echo off the ground adds lobes and nulls, as over a smooth mirror."
    )
    clutter: Switch = Field(
        False, description="Whether targets close above the ground or its edge are lost in its echo."
    )
    terrain: TerrainSpec = Field(
        default_factory=lambda: SmoothTerrain(kind="smooth"),
        description='The ground: "auto" (fetched), "smooth", or a table with a kind.',
    )


class CoverageRequest(Model):
    """What a coverage map is asked for."""

    altitudes: tuple[Altitude, ...] = Field(
        tuple(Altitude.read(text) for text in ("100 m agl", "1000 m agl", "3000 m agl", "10000 m amsl")),
        min_length=1,
        max_length=40,
        description="Target altitudes to map.",
    )
    targets: tuple[Id, ...] = Field(
        ("target/fighter", "target/cruise-missile", "target/airliner"),
        min_length=1,
        max_length=40,
        description="Target classes to map, by catalog id.",
    )
    pd_probability: Annotated[Fraction, between(0.01, 0.99, "%")] = Field(
        0.5,
        alias="pd",
        description="Single-scan probability of detection from which a cell counts as covered.",
    )


class Scenario(Model):
    """Everything one run is told."""

    title: Name = Field(description="One line.", examples=["A site on a ridge"])
    name: Name = Field("scenario", description="Short name for outputs. Default: the file's name.")
    description: str = Field("", max_length=20_000, description="What it is for.")
    labels: Labels = ()
    sources: tuple[str, ...] = Field((), description="Public sources of what is stated here.")
    environment: Environment = Field(default_factory=Environment)
    groups: tuple[Group, ...] = Field(
        alias="group",
        min_length=1,
        max_length=100,
        examples=[
            [{"name": "G1", "system": "s-400", "fire_unit": [{"name": "F1", "position": "40.08 N, 32.57 E"}]}]
        ],
    )
    alternatives: tuple[Id, ...] = Field(
        (),
        max_length=20,
        description="Catalog ids of other systems to put at the same sites, side by side.",
        examples=[["patriot", "samp-t"]],
    )
    assets: tuple[Asset, ...] = Field((), alias="asset")
    own_flights: tuple[Flight, ...] = Field((), alias="own_flight")
    allied_flights: tuple[Flight, ...] = Field((), alias="allied_flight")
    civil_flights: tuple[Flight, ...] = Field((), alias="civil_flight")
    traffic: tuple[Traffic, ...] = Field((), max_length=20)
    hostile_flights: tuple[HostileFlight, ...] = Field((), alias="hostile_flight")
    raids: tuple[Raid, ...] = Field((), alias="raid")
    corridors: tuple[Corridor, ...] = Field((), alias="corridor")
    doctrine: Doctrine = Field(default_factory=Doctrine)
    links: Links = Field(default_factory=Links)
    crews: Crews = Field(default_factory=Crews)
    identification: Identification = Field(default_factory=Identification)
    failures: Failures = Field(default_factory=Failures)
    mission: Mission = Field(default_factory=Mission)
    endurance: Endurance = Field(default_factory=Endurance)
    coverage: CoverageRequest = Field(default_factory=CoverageRequest)
    uncertainty: Mapping[str, Override] = Field(
        {}, description="Changes to catalog quantities, keyed by their id, such as s-400/91n6e.scan_period."
    )

    _file: Path | None = PrivateAttr(default=None)
    _read_as: str = PrivateAttr(default="")
    _flown_from: tuple[TrafficAccount, ...] = PrivateAttr(default=())

    @property
    def folder(self) -> Path:
        """Where relative paths of the scenario start: the folder of its file, else the current one."""
        return self._file.parent if self._file else Path()

    @property
    def read_as(self) -> str:
        """What errors call it: the file or ready scenario as the person named it, else its short name."""
        return self._read_as or self.name

    @property
    def flown_from(self) -> tuple[TrafficAccount, ...]:
        """What became of the files of tracks whose flights are among its civil ones; none before they fly."""
        return self._flown_from

    @property
    def fire_units(self) -> tuple[FireUnit, ...]:
        """All fire units, in the order of the file."""
        return tuple(unit for group in self.groups for unit in group.fire_units)

    def as_written(self) -> dict[str, Any]:
        """The tables a TOML file would hold: quantities as text with units, defaults spelt out.

        ``Scenario.model_validate(scenario.as_written())`` gives the same scenario back.
        """
        return self.model_dump(by_alias=True, exclude_none=True)
