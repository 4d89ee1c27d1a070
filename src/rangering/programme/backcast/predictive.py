"""The forecast of one milestone: days after the day of the forecast, as draws.

Logarithms of slips, or of durations, are normal with a mean and a spread that nobody knows; both follow
from the other programmes by Bayes (normal and scaled inverse chi-squared, conjugate; rows weigh less than
one where a programme has several). Without open milestones the forecast is a Student t of the logarithm. An
open milestone counts by the chance that it takes longer than it had by then, which reweighs draws of mean
and spread; a silent one by that or by the chance that it is not on record. So does the day of the forecast
itself: by then the milestone had not been reached.
Limits: a law of one shape for all programmes; draws, 4000 unless told otherwise, so that a share has an
error of 0.8 % at most.
Source: A. Gelman et al., Bayesian Data Analysis, 3rd ed. (2013), sections 3.3 and 8.7.
"""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from rangering.programme.backcast.assumed import Assumed, Prior
from rangering.programme.backcast.evidence import Case
from rangering.programme.backcast.others import Seen

Floats = NDArray[np.float64]
_PER_DRAW = 4  # draws of mean and spread for one that is kept: reweighing then repeats few of them


def forecast_d(
    case: Case, seen: Seen, assumed: Assumed, generator: np.random.Generator, count: int
) -> Floats:
    """Days from the day of the forecast to the milestone.

    Parameters
    ----------
    case : Case
        The milestone as it stood.
    seen : Seen
        What the others say.
    assumed : Assumed
        What is thought beforehand.
    generator : numpy Generator
        Of this milestone alone.
    count : int
        Draws.

    Returns
    -------
    float array, shape (count,)
        Sorted, above zero, none beyond the horizon. [days]
    """
    if case.planned:
        assert case.plan_on is not None
        assert case.plan_said_on is not None
        origin, prior = case.plan_said_on, assumed.slip
        scale_d = float((case.plan_on - case.plan_said_on).days)
    else:
        origin, prior, scale_d = case.start_on, assumed.duration, 1.0
    passed_d = float((case.on - origin).days)
    bound = np.log(passed_d / scale_d) if passed_d > 0.0 else -np.inf
    logs = draws(prior, seen, generator, count, reported=assumed.reported, above=float(bound))
    # Beyond any horizon a logarithm may be too large to be put back.
    taken_d = scale_d * np.exp(np.minimum(logs, np.log((assumed.horizon_d + passed_d) / scale_d)))
    return np.sort(np.clip(taken_d - passed_d, 0.0, assumed.horizon_d))


def draws(
    prior: Prior,
    seen: Seen,
    generator: np.random.Generator,
    count: int,
    *,
    reported: float = 1.0,
    above: float = -np.inf,
) -> Floats:
    """Draws of the logarithm for a programme not seen, given that it is above a bound; shape (count,).

    `reported` is the chance that a milestone once reached is on record: what is silent is open, or is not.
    """
    from scipy.special import log_ndtr, ndtri_exp

    mean, spread = _posterior(prior, seen, generator, count * _PER_DRAW)
    log_weight = log_ndtr((mean - above) / spread)
    rows = zip(seen.at_least, seen.at_least_weight, seen.is_silent, strict=True)
    for bound, row_weight, is_silent in rows:
        log_open = log_ndtr((mean - bound) / spread)
        if is_silent and reported < 1.0:
            log_open = np.log(1.0 - reported + reported * np.exp(log_open))
        log_weight += row_weight * log_open
    weight = np.exp(log_weight - log_weight.max())
    # Systematic: one number for all, so that a draw of weight w comes w times but for a rounding.
    steps = (generator.random() + np.arange(count)) / count
    kept = np.minimum(np.searchsorted(np.cumsum(weight) / weight.sum(), steps), len(weight) - 1)
    mean, spread = mean[kept], spread[kept]
    tail = np.log(generator.random(count)) + log_ndtr((mean - above) / spread)
    logs: Floats = np.maximum(mean - spread * ndtri_exp(tail), above)
    return logs


def _posterior(prior: Prior, seen: Seen, generator: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    """Draws of mean and spread given the milestones that were reached."""
    centre, weight, freedom, spread = student(prior, seen)
    drawn = spread * np.sqrt(freedom / generator.chisquare(freedom, count))
    return centre + drawn / np.sqrt(weight) * generator.standard_normal(count), drawn


def student(prior: Prior, seen: Seen) -> tuple[float, float, float, float]:
    """Centre, its weight, degrees of freedom and spread after the milestones that were reached.

    With no open milestone a programme not seen is a Student t with these degrees of freedom about the centre,
    scaled by spread x sqrt(1 + 1 / weight).
    """
    weights, values = seen.reached_weight, seen.reached
    total = float(weights.sum())
    mean = float(weights @ values) / total if total > 0.0 else prior.centre
    within = float(weights @ (values - mean) ** 2)
    weight, freedom = prior.centre_weight + total, prior.spread_weight + total
    between = prior.centre_weight * total / weight * (mean - prior.centre) ** 2
    squares = prior.spread_weight * prior.spread**2 + within + between
    centre = (prior.centre_weight * prior.centre + total * mean) / weight
    return centre, weight, freedom, float(np.sqrt(squares / freedom))


def generator_for(seed: int, case: Case) -> np.random.Generator:
    """The draws of one milestone on one day, whatever else is forecast."""
    from rangering.streams import name_id  # pulls in the compiler

    what_for = f"backcast: {case.programme}.{case.milestone} on {case.on}"
    return np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, name_id(what_for)])))


def after(day: date, days: float) -> date:
    """The day so many days later, to the nearest whole one."""
    return day + timedelta(days=round(days))
