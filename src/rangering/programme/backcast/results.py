"""What a back-cast found: one row a milestone, sums over them, links, series; labelled and frozen."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rangering.catalog.events import Link
from rangering.catalog.models import Quantity
from rangering.programme.backcast.clusters import Mean
from rangering.programme.backcast.evidence import Case, LeftOut, Outcome
from rangering.programme.backcast.forecast_series import ForecastSeries

ENOUGH = 20
"""Independent programmes below which nothing is called calibrated."""

Evidence = Literal["by-then", "any-time"]
"""What may be known of the others: what was public on the day of the forecast, or all there is today."""


@dataclass(frozen=True)
class Scored:
    """One milestone: the forecast of the day, and how it did."""

    case: Case
    outcome: Outcome
    seen_of: str
    """What the others were asked about."""
    seen: tuple[str, ...]
    """Programmes that the forecast learnt from; empty: from our assumption alone."""
    low_on: date
    median_on: date
    high_on: date
    """The forecast: its median, and the limits of the central 90 %."""
    pit: float
    """Share of the forecast before the outcome; of an open milestone, already past."""
    pit_bounds: tuple[float, float]
    """The same for the limits of the outcome's date."""
    crps_d: float | None = None
    """None where the milestone is open. [days]"""
    covered: tuple[bool, ...] = ()
    """By the central intervals of `scores.LEVELS`; empty where it is open."""
    plan_off_d: float | None = None
    """How far the plan was off; None without one, or where it is open. [days]"""
    plan_and_slip_off_d: float | None = None
    """The same for the plan put off by the median slip of the others. [days]"""
    median_slip_d: float = 0.0
    through_network: bool = False
    """Whether it is the end of a lot in a programme file, and came out of the engine with the other lots."""


@dataclass(frozen=True)
class Summary:
    """Means over milestones that were reached; each programme weighs the same."""

    of: str
    crps_d: Mean
    pit: Mean
    covered: tuple[Mean, ...]
    """Share held by the intervals of `scores.LEVELS`."""
    plan_off_d: Mean | None = None
    plan_and_slip_off_d: Mean | None = None
    skill_over_plan: Mean | None = None
    skill_over_plan_and_slip: Mean | None = None


@dataclass(frozen=True)
class Links:
    """Which links of the chain a programme exercises."""

    programme: str
    dated: tuple[Link, ...]
    """Links of which something was planned or happened on a day."""
    scored: tuple[Link, ...]
    """Those among them with a milestone that is scored here."""


@dataclass(frozen=True)
class Backcast:
    """A back-cast of some programmes."""

    on: date | None
    """The day of every forecast; None: each on the day of its plan or contract."""
    evidence: Evidence
    scored_by: date
    """Outcomes are those public by this day."""
    seed: int
    draws: int
    scored: tuple[Scored, ...]
    left_out: tuple[LeftOut, ...]
    summaries: tuple[Summary, ...]
    links: tuple[Links, ...]
    series: tuple[ForecastSeries, ...]
    assumptions: tuple[Quantity, ...]

    @property
    def programmes(self) -> tuple[str, ...]:
        """Programmes with a milestone that was forecast and reached: the independent ones, at most."""
        return tuple(sorted({row.case.programme for row in self.scored if row.outcome.status == "happened"}))

    @property
    def claim(self) -> str:
        """What may be said of all this."""
        count = len(self.programmes)
        if count < ENOUGH:
            few = f"{count} programme{'' if count == 1 else 's'}, fewer than {ENOUGH}"
            return f"Nothing is claimed to be calibrated: {few} independent ones, and some share a supplier."
        return (
            f"{count} programmes: the shares covered may be read against their levels, with their intervals; "
            "programmes that share a supplier are not independent."
        )
