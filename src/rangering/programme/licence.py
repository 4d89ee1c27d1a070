"""Licensed production: one step of technology transfer, what gates it, and what its line gives and costs."""

from typing import Literal

from pydantic import Field

from rangering.programme.terms import After, Amount, Day, Duration, Money, Rate, Share, Spread, StepName
from rangering.scenario.base import Model

Depth = Literal["ammunition", "component repair", "sub-assemblies", "assembly", "full"]


class Licence(Model):
    """One depth of joint production."""

    name: StepName = Field(description="What other steps call it.", examples=["Ammunition"])
    kind: Depth = Field(description="How deep it goes.")
    after: After = Field((), description="Steps that come first; entry into force always does.")
    transfer_time: Duration | None = Field(None, description="Until the technology is handed over.")
    permitted: Share | None = Field(
        None, description="Chance that the terms of the export version allow it. Default: they do."
    )
    third_country: Share | None = Field(
        None, description="Chance that a third country refuses a part for good. Default: none."
    )
    set_up: Duration | None = Field(None, description="Of the line, after the transfer.")
    ended: Day | None = Field(
        None, description="When its line opened, where that is known: no chance any more."
    )
    ramp: Duration | None = Field(None, description="From the opening to the full rate, linearly.")
    rate: Rate | None = Field(None, description="Missiles a year once the ramp is over. Default: none.")
    most: Amount | None = Field(None, description="Most missiles it makes. Default: no limit.")
    learning: Spread | None = Field(
        None,
        description="Crawford's rate: cost of a unit once the number made has doubled, over that before. "
        "What is made at home learns; what is imported costs what it did.",
    )
    unit_cost: Money | None = Field(
        None, description="Of one missile, where so many had been made as `unit_cost_at` says."
    )
    unit_cost_at: Amount | None = Field(
        None, description="How many had been made when one cost that. Default: it is the first."
    )
    local_share_start: Share | None = Field(None, description="Of its value, when the line opens.")
    local_share_per_year: Rate | None = Field(None, description="What that share gains a year.")
    local_share_most: Share | None = Field(None, description="What that share never exceeds.")
    premium: Spread | None = Field(
        None,
        description="What work at home on a lot costs above the same work abroad, over that. Default: none.",
    )
    royalty: Share | None = Field(None, description="Of the value made at home, to the supplier.")
    investment: Money | None = Field(None, description="Of the line, when its set-up begins.")
    imported_share: Share | None = Field(
        None, description="Of its output that stops while parts from abroad are stopped. Default: none."
    )
    repair_share: Share | None = Field(
        None, description="Of repairs abroad that it does at home. Default: none."
    )
