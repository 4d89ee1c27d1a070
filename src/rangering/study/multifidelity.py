"""The mean of a full model, helped by a fast one that errs in an unknown way: multi-fidelity Monte Carlo.

The fast model is a control variate with an estimated mean: its replicates that bear the numbers of full ones
tell by how much those were lucky, many more of it tell what luck is. A pilot of paired replicates decides the
coefficient, how many of each a budget pays for, and whether the fast model is worth anything at all; the
pilot then enters the estimate no more. So given the pilot everything is a constant, and the estimate is
unbiased however wrong the fast model, the pilot and the choice between both and full alone. The price is the
pilot, and it is counted. Intervals are of chance alone, 95 %, Student's with Welch's degrees of freedom: they
need means that are nearly normal.
Costs are counted in full replicates. Where the cost of a fast one is measured, in processor time of this
process, another run may choose other numbers of replicates; with `cost_fraction` stated it repeats bit for
bit.
Sources: Ng and Willcox, Int. J. Numer. Meth. Engng 100 (2014) 746-772; Peherstorfer, Willcox and Gunzburger,
SIAM J. Sci. Comput. 38 (2016) A3163-A3194; Welch, Biometrika 34 (1947) 28-35; for the interval of a
correlation Fisher, Metron 1 (1921) 3-32.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.errors import RangeringError, ScenarioError
from rangering.mission.intervals import mean_of
from rangering.mission.results import Estimate

Model = Callable[[int, int], NDArray[Any]]
"""Values of the replicates `first` to `first + count - 1`, shape (count,), from (first, count)."""

PILOT = 100
LEAST_PILOT = 10
LEAST = 30
"""Fewest full, and fewest further fast replicates, that an interval is built on."""
_NORMAL = 1.959963984540054
_TAIL = 0.975


class Pilot(NamedTuple):
    """What paired replicates tell about two models."""

    replicates: int
    full_variance: float
    fast_variance: float
    correlation: float
    """0 where one of the two did not vary."""
    correlation_low: float
    correlation_high: float
    cost_fraction: float
    """Cost of a fast replicate over that of a full one."""

    @property
    def coefficient(self) -> float:
        """Of the fast model in the estimate, were its mean known."""
        if self.fast_variance <= 0.0:
            return 0.0
        return self.correlation * float(np.sqrt(self.full_variance / self.fast_variance))


class Allocation(NamedTuple):
    """What a budget is spent on."""

    full_count: int
    fast_count: int
    """Those paired with full ones included; 0 where full is used alone."""
    coefficient: float
    variance_fraction: float
    """Expected variance over that of full alone for the same budget; 1 where full is used alone."""


@dataclass(frozen=True)
class BothEstimate:
    """A mean of the full model, and what the fast one did for it."""

    estimate: Estimate
    pilot: Pilot
    allocation: Allocation
    spent: float
    """Pilot and whatever the fast model cost to make included. [full replicates]"""
    alone_half_width: float
    """Of the interval that full alone would have given for the same cost."""

    @property
    def gain(self) -> float:
        """Times as many full replicates full alone would need for an interval as narrow; below 1 a loss."""
        half = (self.estimate.high - self.estimate.low) / 2.0
        return (self.alone_half_width / half) ** 2 if half > 0.0 else float("nan")

    def words(self) -> tuple[str, ...]:
        """What was found and done, in sentences."""
        p, plan = self.pilot, self.allocation
        said = [
            f"Pilot of {p.replicates:,} paired replicates: correlation of fast and full {p.correlation:.2f} "
            f"({p.correlation_low:.2f} to {p.correlation_high:.2f}); a fast replicate costs "
            f"{p.cost_fraction:.3g} of a full one, so a gain needs more than "
            f"{least_correlation(p.cost_fraction):.2f}."
        ]
        if plan.fast_count:
            said.append(
                f"{plan.full_count:,} full and {plan.fast_count:,} fast replicates, {plan.full_count:,} of "
                f"them paired, fast with coefficient {plan.coefficient:.3g}."
            )
        else:
            said.append(f"No gain to be had from fast: {plan.full_count:,} full replicates alone.")
        e = self.estimate
        said.append(
            f"Mean {e.value:.4g} ({e.low:.4g} to {e.high:.4g}), for the cost of {self.spent:,.0f} full "
            f"replicates. Full alone, without a pilot, would have given ±{self.alone_half_width:.2g} for "
            f"it, this gave ±{(e.high - e.low) / 2.0:.2g}: worth {self.gain:.2f} times the replicates."
        )
        return tuple(said)


def least_correlation(cost_fraction: float) -> float:
    """Correlation beyond which a fast model of that cost is of use, 2 √w / (1 + w); 1 where it is as dear."""
    if cost_fraction >= 1.0:
        return 1.0
    return 2.0 * float(np.sqrt(cost_fraction)) / (1.0 + cost_fraction)


def require_budget(budget: float, before: float) -> None:
    """Raises ScenarioError where what came before leaves fewer than `LEAST` full replicates of a budget."""
    if not np.isfinite(budget) or budget < before + LEAST:
        raise ScenarioError(
            f"does not pay for the pilot and {LEAST} full replicates", where="budget", value=f"{budget:g}",
            mend=f"at least {np.ceil(before + LEAST):,.0f} full replicates' worth, or a smaller pilot",
        )  # fmt: skip


def pilot_of(full: NDArray[Any], fast: NDArray[Any], cost_fraction: float) -> Pilot:
    """What paired replicates tell.

    Parameters
    ----------
    full, fast : float array, shape (count,)
        Values of the same replicate numbers, at least `LEAST_PILOT`.
    cost_fraction : float
        Cost of a fast replicate over that of a full one.

    Returns
    -------
    Pilot

    Raises
    ------
    ScenarioError
        Too few replicates, or a cost that cannot be.
    """
    count = len(full)
    _require_pilot(count)
    _require_cost(cost_fraction)
    a, b = np.asarray(full, dtype=np.float64), np.asarray(fast, dtype=np.float64)
    full_variance, fast_variance = float(a.var(ddof=1)), float(b.var(ddof=1))
    if full_variance <= 0.0 or fast_variance <= 0.0:
        return Pilot(count, full_variance, fast_variance, 0.0, 0.0, 0.0, cost_fraction)
    covariance = float(np.mean((a - a.mean()) * (b - b.mean()))) * count / (count - 1)
    correlation = float(np.clip(covariance / np.sqrt(full_variance * fast_variance), -1.0, 1.0))
    # Just short of one, where the transformation has no value and the interval is the point itself.
    middle = float(np.arctanh(np.clip(correlation, -1.0 + 1e-12, 1.0 - 1e-12)))
    half = _NORMAL / (count - 3) ** 0.5
    low, high = float(np.tanh(middle - half)), float(np.tanh(middle + half))
    return Pilot(count, full_variance, fast_variance, correlation, low, high, cost_fraction)


def allocate(pilot: Pilot, budget: float) -> Allocation:
    """How many full and fast replicates make the variance least, or full alone where fast does not help.

    Fast is used only where it helps at the near end of the correlation's interval too.

    Parameters
    ----------
    pilot : Pilot
        What is known of the two models.
    budget : float
        What is left after the pilot. [full replicates]

    Returns
    -------
    Allocation
        Its cost is within the budget.

    Raises
    ------
    ScenarioError
        The budget does not pay for `LEAST` full replicates.

    References
    ----------
    Peherstorfer, Willcox and Gunzburger (2016), theorem 3.4 for two models: r = √(ρ² / (w (1 − ρ²))).
    """
    if not np.isfinite(budget) or budget < LEAST:
        raise ScenarioError(
            f"pays for fewer than {LEAST} full replicates after the pilot", where="budget",
            value=f"{budget:g}", mend="give a larger budget or a smaller pilot",
        )  # fmt: skip
    alone = Allocation(int(budget), 0, 0.0, 1.0)
    w, squared = pilot.cost_fraction, pilot.correlation**2
    sure = 0.0
    if pilot.correlation_low * pilot.correlation_high > 0.0:
        sure = min(abs(pilot.correlation_low), abs(pilot.correlation_high))
    if squared <= 0.0 or sure <= least_correlation(w):
        return alone
    fast_per_full = float(np.sqrt(squared / (w * max(1.0 - squared, 1e-12))))
    full_count = max(int(budget / (1.0 + w * fast_per_full)), LEAST)
    fast_count = int((budget - full_count) / w)
    if fast_count - full_count < LEAST:
        return alone
    further = 1.0 - full_count / fast_count
    expected = budget / full_count * (1.0 - further * squared)
    if budget / full_count * (1.0 - further * sure**2) >= 1.0:
        return alone
    return Allocation(full_count, fast_count, pilot.coefficient, expected)


def estimate(
    full: Model,
    fast: Model,
    *,
    budget: float,
    pilot: int = PILOT,
    first: int = 0,
    cost_fraction: float | None = None,
    made_for: float = 0.0,
    progress: Callable[[float], None] | None = None,
) -> BothEstimate:
    """The mean of the full model from both, or from full alone where the fast one does not help.

    Parameters
    ----------
    full, fast : callable
        Values of replicates `first` to `first + count - 1`, shape (count,); of the same number they share
        what chance they can.
    budget : float
        Everything that may be spent, the pilot included. [full replicates]
    pilot : int
        Paired replicates of the pilot.
    first : int
        Number of the first replicate.
    cost_fraction : float, optional
        Cost of a fast replicate over that of a full one; measured on the pilot if not given.
    made_for : float
        What it cost to make the fast model, spent already. [full replicates]
    progress : callable, optional
        Told the share done.

    Returns
    -------
    BothEstimate

    Raises
    ------
    ScenarioError
        The budget pays for too little, or pilot, numbers or cost cannot be.
    RangeringError
        A model gives values that are no numbers, or not as many as asked.
    """
    _require_pilot(pilot)
    if first < 0:
        raise ScenarioError("is no replicate's number", where="first", value=first, mend="0 or more")
    if cost_fraction is not None:
        _require_cost(cost_fraction)
    # Before anything is run: what cannot be paid for even if fast replicates cost nothing.
    require_budget(budget, made_for + pilot * (1.0 + (cost_fraction or 0.0)))
    found = run_pilot(full, fast, pilot, first, cost_fraction)
    return estimate_after(found, full, fast, budget=budget, first=first + pilot, made_for=made_for,
                          progress=progress)  # fmt: skip


def run_pilot(full: Model, fast: Model, count: int, first: int, cost_fraction: float | None = None) -> Pilot:
    """Run paired replicates, and time them where their cost is not stated; parameters as in `estimate`."""
    _require_pilot(count)
    if cost_fraction is None:
        # Once unmeasured: the first call may have to compile.
        _values(full, "full", first, 1)
        _values(fast, "fast", first, 1)
    began = process_time()
    a = _values(full, "full", first, count)
    between = process_time()
    b = _values(fast, "fast", first, count)
    ended = process_time()
    if cost_fraction is None:
        cost_fraction = max(ended - between, 1e-9) / max(between - began, 1e-9)
    return pilot_of(a, b, cost_fraction)


def estimate_after(
    pilot: Pilot,
    full: Model,
    fast: Model,
    *,
    budget: float,
    first: int,
    made_for: float = 0.0,
    progress: Callable[[float], None] | None = None,
) -> BothEstimate:
    """As `estimate`, after a pilot that was run elsewhere.

    Parameters
    ----------
    pilot : Pilot
        None of its replicates may bear the number `first` or a higher one.
    full, fast, budget, first, made_for, progress
        As in `estimate`; the budget includes the pilot and what making the fast model cost.

    Returns
    -------
    BothEstimate

    Raises
    ------
    RangeringError
        As `estimate`.
    """
    before = made_for + pilot.replicates * (1.0 + pilot.cost_fraction)
    require_budget(budget, before)
    plan = allocate(pilot, budget - before)
    tell = progress or (lambda _share: None)
    n, m, w = plan.full_count, plan.fast_count, pilot.cost_fraction
    whole = n + m * w
    a = _values(full, "full", first, n)
    tell(n / whole)
    spent = before + whole
    alone = _half_width(float(a.var(ddof=1)), spent)
    if not m:
        tell(1.0)
        return BothEstimate(mean_of(a), pilot, plan, spent, alone)
    paired = _values(fast, "fast", first, n)
    further = _values(fast, "fast", first + n, m - n)
    tell(1.0)
    # mean(full) + α (mean of all fast - mean of paired fast), sorted into two independent sums.
    share = plan.coefficient * (m - n) / m
    return BothEstimate(_of_two(a - share * paired, share * further), pilot, plan, spent, alone)


def _of_two(one: NDArray[np.float64], other: NDArray[np.float64]) -> Estimate:
    """The sum of two means, with Welch's interval."""
    from scipy.special import stdtrit

    a, b = float(one.var(ddof=1)) / len(one), float(other.var(ddof=1)) / len(other)
    value = float(one.mean() + other.mean())
    if a + b <= 0.0:
        return Estimate(value, value, value)
    freedom = (a + b) ** 2 / (a**2 / (len(one) - 1) + b**2 / (len(other) - 1))
    half = float(stdtrit(freedom, _TAIL)) * (a + b) ** 0.5
    return Estimate(value, value - half, value + half)


def _half_width(variance: float, count: float) -> float:
    """Half of Student's interval for the mean of so many full replicates."""
    from scipy.special import stdtrit

    return float(stdtrit(count - 1.0, _TAIL) * np.sqrt(variance / count))


def _values(model: Model, which: str, first: int, count: int) -> NDArray[np.float64]:
    values = np.asarray(model(first, count), dtype=np.float64)
    where = f"{which} model, replicates {first} to {first + count - 1}"
    if values.shape != (count,):
        raise RangeringError(
            f"is not the shape of {count} values", where=where, value=values.shape,
            mend="a model returns one value a replicate",
        )  # fmt: skip
    if not np.all(np.isfinite(values)):
        at = first + int(np.flatnonzero(~np.isfinite(values))[0])
        raise RangeringError(
            "is no number to take a mean of", where=f"{which} model, replicate {at}",
            value=float(values[at - first]), mend="choose a measure that every replicate has",
        )  # fmt: skip
    return values


def _require_pilot(count: int) -> None:
    if count < LEAST_PILOT:
        raise ScenarioError(
            f"is no number of paired replicates from {LEAST_PILOT} on", where="pilot", value=count,
            mend=f"{PILOT} are usual",
        )  # fmt: skip


def _require_cost(cost_fraction: float) -> None:
    if not (np.isfinite(cost_fraction) and cost_fraction > 0.0):
        raise ScenarioError(
            "is no cost of a fast replicate in full ones", where="cost_fraction", value=cost_fraction,
            mend="above 0, such as 0.05",
        )  # fmt: skip
