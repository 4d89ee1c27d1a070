"""People: classes of crews, how many a fire unit needs, and the decision to put into service."""

from typing import Literal

from pydantic import Field

from rangering.programme.terms import (
    EXAMPLE_COUNT,
    EXAMPLE_DURATION,
    After,
    Amount,
    Day,
    Duration,
    Rate,
    Share,
    StepName,
)
from rangering.scenario.base import Model


class TrainingClass(Model):
    """Crews trained together, by the supplier or at home."""

    name: StepName = Field(description="What other steps call it.", examples=["First class"])
    crews: Amount = Field(description="Crews that pass, each for one fire unit.", examples=[EXAMPLE_COUNT])
    time: Duration = Field(description="How long it lasts.", examples=[EXAMPLE_DURATION])
    taught: Literal["supplier", "home"] = Field("supplier", description="By whose instructors.")
    after: After = Field((), description="Steps that come first; entry into force always does.")
    not_before: Day | None = None
    ended: Day | None = Field(None, description="When it ended, where that is known: no chance any more.")


class Crews(Model):
    """How many crews there must be, and how they are kept."""

    per_fire_unit: Amount = Field(
        description="Trained crews that a fire unit in service needs.", examples=[EXAMPLE_COUNT]
    )
    instructors: Amount | None = Field(None, description="Classes at a time. Default: any number.")
    attrition: Rate | None = Field(None, description="Share of trained crews lost a year.")
    retraining: Duration | None = Field(None, description="Until a lost crew is replaced. Default: never.")
    taught_at_home: Share | None = Field(
        None, description="Of that, by own instructors: its pace without the supplier's. Default: none."
    )


class Activation(Model):
    """The decision to put what is installed into service."""

    after: After = Field((), description="Steps that come first. Default: the first lot.")
    time: Duration | None = Field(None, description="From those steps to the decision. Default: none.")
    share: Share | None = Field(None, description="Chance that it is taken at all. Default: it is.")
    ended: Day | None = Field(None, description="When it was taken, where that is known: no chance any more.")
