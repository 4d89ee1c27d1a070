"""The contract: price, when it takes effect, what is paid on which occasion, and what is lent."""

from typing import Annotated, Literal

from pydantic import Field

from rangering.programme.terms import (
    EXAMPLE_DURATION,
    EXAMPLE_RATE,
    EXAMPLE_SHARE,
    SIGNATURE,
    After,
    Day,
    Duration,
    Money,
    Rate,
    Share,
)
from rangering.scenario.base import Model, Name

PaymentsPerYear = Annotated[int, Field(strict=True, ge=1, le=12)]


class Instalment(Model):
    """A share of the price, and when it is due."""

    share: Share = Field(description="Of the price.", examples=[EXAMPLE_SHARE])
    due: Name = Field(SIGNATURE, description='"signature", "effective" or the name of a step, such as a lot.')
    after: Duration | None = Field(None, description="How long after that it is paid. Default: at once.")


class Credit(Model):
    """What the supplier's state lends."""

    share: Share = Field(description="Of the price.", examples=[EXAMPLE_SHARE])
    rate: Rate = Field(description="Interest a year.", examples=[EXAMPLE_RATE])
    tenor: Duration = Field(description="From drawing to the last repayment.", examples=[EXAMPLE_DURATION])
    grace: Duration | None = Field(None, description="Interest alone is paid so long. Default: none.")
    mode: Literal["annuity", "equal principal"] = Field("annuity", description="How it is repaid.")
    payments_per_year: PaymentsPerYear = Field(2, description="Repayments a year.")
    drawn: Literal["effective", "lots"] = Field(
        "lots", description="Drawn whole when the contract takes effect, or with each lot delivered."
    )


class Contract(Model):
    """What was agreed."""

    price: Money | None = Field(
        None,
        description="Of the whole contract. Default: not known; no money is worked out.",
        examples=["s-400/turkey-order.price_total"],
    )
    effective_after: Duration | None = Field(None, description="From signature to entry into force.")
    effective_on: Day | None = Field(None, description="The day it entered into force, where that is known.")
    discount_rate: Rate | None = Field(None, description="For present values. Default: none are worked out.")
    instalments: tuple[Instalment, ...] = Field((), alias="instalment", max_length=60)
    credit: Credit | None = None


class Option(Model):
    """A further contract that may come or not, such as a second batch."""

    name: Name = Field(description="What other steps call it.", examples=["Second batch"])
    share: Share = Field(description="Chance that it is contracted at all.", examples=[EXAMPLE_SHARE])
    after: After = Field((), description="Steps that come first.")
    time: Duration | None = Field(None, description="From those steps to its entry into force.")
    price: Money | None = None
    ended: Day | None = Field(
        None, description="When it entered into force, where that is known: no chance any more."
    )
