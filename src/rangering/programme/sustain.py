"""What keeps a force going: parts that fail and are repaired, missiles, and what upkeep costs."""

from typing import Annotated

from pydantic import Field

from rangering.programme.terms import EXAMPLE_DURATION, Amount, Day, Duration, MoneyAYear, Rate, Share
from rangering.scenario.base import Count, Model, Name, Switch

Items = Annotated[int, Field(strict=True, ge=1, le=1000)]


class Component(Model):
    """A repairable part of a fire unit; faults go to the fire unit's workshop, the depot or the supplier."""

    name: Name = Field(description="What lots and outputs call it.", examples=["Engagement radar"])
    per_unit: Items = Field(1, description="Items in a fire unit.")
    needed: Items | None = Field(None, description="How many must work. Default: all.")
    mean_life: Duration = Field(description="Mean time of an item to its fault.", examples=[EXAMPLE_DURATION])
    stages: Items = Field(1, description="Erlang stages of a life; 1: faults have no memory.")
    poisson: Switch = Field(False, description="Whether faults come at a steady rate whatever works.")
    base_stock: Count = Field(0, description="Spares at each fire unit.")
    depot_stock: Count = Field(0, description="Spares in the national depot on day 0.")
    base_repair: Share | None = Field(None, description="Share of faults repaired at the fire unit.")
    base_repair_time: Duration | None = None
    depot_repair_time: Duration | None = None
    depot_crews: Count = Field(0, description="Repaired in the depot at a time; 0: any number.")
    abroad: Share | None = Field(None, description="Of the depot's items, repaired by the supplier alone.")
    abroad_time: Duration | None = Field(None, description="There and back.")
    licence: Name | None = Field(None, description="Licence that takes repairs abroad over.")
    ship_time: Duration | None = Field(None, description="Depot to fire unit.")
    memoryless: Switch = Field(True, description="Whether repair times are exponential, or as stated.")


class Missiles(Model):
    """The stock, oldest fired first, and only while a fire unit is in service."""

    initial: Amount | None = Field(None, description="In stock on the day of signature. Default: none.")
    shelf_life: Duration | None = Field(None, description="Default: none expires.")
    oldest: Duration | None = Field(
        None,
        description="Age of the oldest of the initial stock; the others are evenly younger, down to new. "
        "Default: the shelf life, as of a stock that is always renewed.",
    )
    practice: Rate | None = Field(None, description="Single firings a year.")
    raid_every: Duration | None = Field(None, description="From raid to raid. Default: no raids.")
    raid_from: Day | None = None
    raid_until: Day | None = None
    raid_mean: Amount | None = Field(None, description="Missiles fired in one, on average.")


class Upkeep(Model):
    """What it costs to keep a fire unit, and which share of that the supplier gets."""

    cost_per_fire_unit: MoneyAYear = Field(description="Of one fire unit in service, a year.")
    supplier_share: Share | None = Field(None, description="Of that, paid to the supplier. Default: none.")
