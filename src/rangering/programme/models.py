"""A programme: what was agreed and what is known of each link from contract to capability.

Counts that are structure (which lots, how many fire units in each) are plain; every figure about the world
is one of `rangering.programme.figures`. A link that the file leaves out does not act.
"""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr

from rangering.programme.contract import Contract, Option
from rangering.programme.delivery import Installation, Lot, Supplier
from rangering.programme.figures import Figure, Measures
from rangering.programme.licence import Licence
from rangering.programme.people import Activation, Crews, TrainingClass
from rangering.programme.shocks import Shock
from rangering.programme.sustain import Component, Missiles, Upkeep
from rangering.programme.terms import Day, Spread
from rangering.scenario.base import Count, Id, Model, Name, Number, refusal


def _currency(text: str) -> str:
    if len(text) != 3 or not text.isalpha() or not text.isupper():
        raise refusal("is no currency", 'write its three letters, such as "USD"')
    return text


def _plain_day(stated: Any) -> Any:
    if isinstance(stated, datetime) or not isinstance(stated, date):
        raise refusal("is not a day", "write it without quotes, year first, such as 2020-05-15")
    return stated


class Operational(Model):
    """What counts as capability."""

    initial: Count = Field(1, description="Fire units in service for initial capability.")
    full: Count | None = Field(
        None, description="And for full capability. Default: all fire units of the contract."
    )


class Variant(Model):
    """One way the programme could go: everything stated, without what is named here."""

    name: Name = Field(description="What outputs call it.", examples=["none"])
    title: str = Field("", max_length=200)
    without: tuple[Name, ...] = Field((), description="Lots, licences, shocks and options that are left out.")


class Programme(Model):
    """Everything one run of a programme is told."""

    title: Name = Field(description="One line.", examples=["Four fire units from abroad"])
    name: Name = Field("programme", description="Short name for outputs. Default: the file's name.")
    description: str = Field("", max_length=20_000, description="What it is for.")
    sources: tuple[str, ...] = Field((), description="Public sources of what is stated here.")
    buyer: str = Field("", max_length=80)
    seller: str = Field("", max_length=80)
    system: Id | None = Field(None, description="Catalog id of what is bought.")
    unit: Name = Field("fire unit", description="What lots deliver, in one word or two.")
    signed: Day = Field(description="Day 0.", examples=[date(2017, 4, 11)])
    known_by: Annotated[date, BeforeValidator(_plain_day)] | None = Field(
        None,
        description="Figures that became known later are refused; a step not stated to have ended by then "
        "ends later.",
    )
    horizon_years: Annotated[Number, Field(ge=1, le=60)] = 20.0
    currency: Annotated[str, AfterValidator(_currency)] = "USD"
    price_year: Annotated[int, Field(strict=True, ge=1950, le=2100)] | None = None
    spread: Spread | None = Field(
        None, description="Standard deviation of the logarithm of every duration. Default: all as stated."
    )
    operational: Operational = Field(default_factory=Operational)
    contract: Contract = Field(default_factory=Contract)
    supplier: Supplier = Field(default_factory=Supplier)
    lots: tuple[Lot, ...] = Field((), alias="lot", max_length=100)
    installation: Installation = Field(default_factory=Installation)
    classes: tuple[TrainingClass, ...] = Field((), alias="class", max_length=100)
    crews: Crews | None = None
    activation: Activation | None = None
    components: tuple[Component, ...] = Field((), alias="component", max_length=30)
    missiles: Missiles = Field(default_factory=Missiles)
    upkeep: Upkeep | None = None
    licences: tuple[Licence, ...] = Field((), alias="licence", max_length=30)
    shocks: tuple[Shock, ...] = Field((), alias="shock", max_length=30)
    options: tuple[Option, ...] = Field((), alias="option", max_length=10)
    variants: tuple[Variant, ...] = Field((), alias="variant", max_length=20)
    figures: Mapping[Name, Annotated[Figure, Measures(inline_only=True)]] = Field(
        {}, description="Quantities that several fields name."
    )

    facts: Id | None = Field(None, description="Programme of the dated facts that tell what came of it.")
    milestones: Mapping[Name, Name] = Field(
        {}, description="Milestone of those facts and the step whose end it is, such as a lot."
    )

    _file: Path | None = PrivateAttr(default=None)
    _read_as: str = PrivateAttr(default="")

    @property
    def read_as(self) -> str:
        """What errors call it: the file or ready programme as the person named it, else its short name."""
        return self._read_as or self.name

    @property
    def day_0(self) -> date:
        """The day of signature."""
        return self.signed.day

    @property
    def known_d(self) -> float:
        """Days from the signature to `known_by`; 0 where nothing is said of it."""
        return float((self.known_by - self.day_0).days) if self.known_by else 0.0

    @property
    def fire_units_count(self) -> int:
        """Fire units of all lots."""
        return sum(lot.fire_units for lot in self.lots)

    @property
    def full_count(self) -> int:
        """Fire units in service that are full capability: as stated, else all of the contract itself."""
        if self.operational.full is not None:
            return self.operational.full
        return sum(lot.fire_units for lot in self.lots if lot.option is None)

    def variant(self, name: str) -> "Programme":
        """The programme as one of its variants has it; the name is one of `variants`."""
        chosen = next(each for each in self.variants if each.name == name)
        gone = set(chosen.without)
        kept: dict[str, Any] = {
            field: tuple(each for each in getattr(self, field) if each.name not in gone)
            for field in ("lots", "licences", "shocks", "options", "classes")
        }
        title = chosen.title or f"{self.title}: {name}"
        return self.model_copy(update=kept | {"variants": (), "title": title})

    def as_written(self) -> dict[str, Any]:
        """The tables a TOML file would hold, defaults spelt out."""
        return self.model_dump(by_alias=True, exclude_none=True)
