"""From the order to the ground: the supplier's slots, lots and their transport, sites and installation."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from rangering.programme.terms import After, Amount, Day, Duration, Share, Spread, StepName
from rangering.scenario.base import Count, Model, Name


class Supplier(Model):
    """How fast and how surely the supplier delivers, where a lot does not say its own."""

    slots: Amount | None = Field(None, description="Lots in production at a time. Default: any number.")
    slot_wait: Duration | None = Field(None, description="Until production begins, behind other customers.")
    production_time: Duration | None = Field(None, description="Of one lot, in the median.")
    production_spread: Spread | None = Field(
        None, description="Standard deviation of its logarithm. Default: that of every duration."
    )
    transport_time: Duration | None = Field(None, description="Of one lot, to its site.")
    loss: Share | None = Field(None, description="Chance that a lot is lost or damaged on its way.")
    remake_time: Duration | None = Field(None, description="Until a lost lot is made and sent again.")


class Lot(Model):
    """What is delivered together."""

    name: StepName = Field(description="What other steps call it.", examples=["Lot 1"])
    fire_units: Count = Field(0, description="Complete fire units in it.")
    missiles: Amount | None = Field(None, description="Missiles that come with it.")
    oldest: Duration | None = Field(
        None,
        description="Age of the oldest of these missiles when they come; the others are evenly younger, down "
        "to new. Default: the time of its production, in which one is made after the other; in hand, as of "
        "the initial stock.",
    )
    spares: Mapping[Name, Count] = Field({}, description="Component and how many go to the national depot.")
    after: After = Field((), description="Steps that come first; the contract, or its option, always does.")
    not_before: Day | None = Field(None, description="Production does not begin before this day.")
    planned: Day | None = Field(None, description="When it was to be delivered, as published.")
    delivered: Day | None = Field(
        None, description="When it was delivered, where that is known: chance has no part in it any more."
    )
    installed: Day | None = Field(
        None, description="When all of its fire units were installed, where that is known."
    )
    made: Literal["supplier", "local", "in hand"] = Field(
        "supplier", description="Where it is made; in hand: it stands ready when the contract is signed."
    )
    licence: Name | None = Field(None, description="Licence under which some or all of it is made at home.")
    option: Name | None = Field(None, description="The option it belongs to. Default: the contract.")
    price_share: Share | None = Field(
        None, description="Of the price of its contract. Default: by fire units, of what other lots leave."
    )
    production_time: Duration | None = Field(None, description="Instead of the supplier's.")
    transport_time: Duration | None = Field(None, description="Instead of the supplier's.")


class Installation(Model):
    """Ground, buildings and setting up, for each fire unit."""

    time: Duration | None = Field(None, description="Of one fire unit.")
    teams: Amount | None = Field(None, description="Fire units installed at a time. Default: any number.")
    site_preparation: Duration | None = Field(None, description="From entry into force to a ready site.")
