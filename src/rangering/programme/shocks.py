"""What comes from outside: whether, when, for how long, what it stops, and what it costs."""

from typing import Annotated, Literal

from pydantic import Field

from rangering.programme.terms import Day, Duration, Money, MoneyAYear, Share, Spread, StepName
from rangering.scenario.base import Model

Stops = Annotated[
    tuple[
        Literal[
            "deliveries",
            "training",
            "supplier repair",
            "licensed",
            "transfer",
            "decision",
            "installation",
            "supplier training",
        ],
        ...,
    ],
    Field(max_length=8),
]


class Shock(Model):
    """One event that may come, such as sanctions."""

    name: StepName = Field(description="What outputs call it.", examples=["Sanctions"])
    kind: Literal[
        "sanctions",
        "spares embargo",
        "excluded from another programme",
        "host base withdrawn",
        "third-country veto",
        "epidemic",
    ]
    share: Share | None = Field(None, description="Chance that it comes at all. Default: it comes.")
    begins: Day | None = Field(None, description="The day it begins, or from which it may.")
    mean_wait: Duration | None = Field(None, description="Mean wait after that, exponential. Default: none.")
    lasts: Duration | None = Field(None, description="How long, in the median. Default: for good.")
    spread: Spread | None = Field(None, description="Standard deviation of the logarithm of how long.")
    stops: Stops = Field(
        (), description='What stands still meanwhile; "supplier training" leaves what is taught at home.'
    )
    note: str = Field("", max_length=1000, description="What is known of it beside these figures.")
    cost: Money | None = Field(None, description="To the buyer, in all.")
    cost_over: Duration | None = Field(
        None,
        description="How long that sum takes to fall due, evenly, while the shock lasts. Default: at once.",
    )
    cost_per_year: MoneyAYear | None = Field(None, description="While it lasts, to the buyer.")
