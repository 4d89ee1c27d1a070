"""What a catalog file may say of a package: a system as somebody offered or bought it, with its price.

A package holds no figure of its own: it points to quantities of the catalog, each with its interval, grade
and source, and says what the price is said to include. What nobody published is left out and stays unknown:
a package without a price gets no cost figure.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from rangering.catalog.models import Grade, Model, Slug, Text

Included = Literal["yes", "no", "not stated"]
Basis = Literal["contract", "notice", "offer", "budget"]
BASIS_MEANING: dict[Basis, str] = {
    "contract": "price of a signed contract",
    "notice": "estimate of the whole programme notified to a parliament before any contract",
    "offer": "price of an offer in a tender",
    "budget": "sum approved in a budget",
}
QuantityId = Annotated[str, Field(pattern=r"^[a-z0-9/-]+\.[A-Za-z0-9_-]+$")]


class Scope(Model):
    """What a price is said to include, part by part."""

    missiles: Included = "not stated"
    spares: Included = "not stated"
    training: Included = "not stated"
    support: Included = "not stated"
    command_network: Included = "not stated"
    infrastructure: Included = "not stated"
    local_production: Included = "not stated"


class Package(Model):
    """A system as somebody offered or bought it: how much of it, for how much, and what that included."""

    id: Slug
    title: Text
    system: Slug
    buyer: Text
    basis: Basis
    known_on: date
    source: Text
    """Of contents and scope; every figure names its own beside."""
    grade: Grade
    note: str = ""
    scope: Scope
    structure: QuantityId | None = None
    """Competing claims that give groups and fire units, instead of `groups` and `fire_units`."""
    fire_units: QuantityId | None = None
    groups: QuantityId | None = None
    """Command posts with a surveillance radar; left out where none stands apart from fire units."""
    radars: QuantityId | None = None
    launchers: QuantityId | None = None
    missiles: dict[Slug, QuantityId] = Field(default_factory=dict)
    """Interceptor and how many; empty where nobody published it."""
    price: QuantityId | None = None
    price_year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    usd_per_unit: QuantityId | None = None
    """Rate of exchange on the day of the price, where the currency is not the dollar."""

    @model_validator(mode="after")
    def _whole(self) -> "Package":
        if (self.structure is None) == (self.fire_units is None):
            raise ValueError(
                "says its fire units twice or not at all|give structure, or fire_units, and not both"
            )
        if self.structure is not None and self.groups is not None:
            raise ValueError("says its groups twice|leave out groups: the structure gives them")
        if len({self.price is None, self.price_year is None, self.currency is None}) > 1:
            raise ValueError(
                "has a price without year or currency, or the other way round|"
                "give price, price_year and currency, or none of them"
            )
        if (self.currency not in (None, "USD")) != (self.usd_per_unit is not None):
            raise ValueError(
                "has no rate of exchange, or one too many|give usd_per_unit where the currency is not USD"
            )
        return self

    @property
    def quantity_ids(self) -> tuple[str, ...]:
        """The quantities it points to, its structure apart."""
        single = (self.fire_units, self.groups, self.radars, self.launchers, self.price, self.usd_per_unit)
        return tuple(each for each in (*single, *self.missiles.values()) if each is not None)
