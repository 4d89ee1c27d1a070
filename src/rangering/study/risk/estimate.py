"""Mean wrong shots of a replicate from weighed rows: when to stop, upper limit, ratio of two cases, causes.

A wrong shot is a civil flight at which a missile is launched. Replicates are independent, and what flights
of one replicate do to each other is inside it, so intervals are clustered by replicate.
Where nothing was seen the upper limit of `rangering.study.risk.intervals` holds, with a = share of replicates
drawn by proposals, π the least chance of being the flight of interest and B = 1 / ((1 - a) π).
Limits: rare paths that no proposal makes more frequent are met as seldom as by nature; an interval does not
know of those it never met. Plain draws in the pilot bound them: their upper limit is the high end unless
every rare draw is proposed, many wrong shots were seen, and plain draws do not speak against it; where those
see more than proposals explain, plain draws are taken. Stopping by the width found makes it a little too
narrow; batches that grow keep that small.
Sources: the weights, `rangering.mission.rare`; Donner and Zou, Statistical Methods in Medical Research 21
(2012) 347 (a ratio from the limits of its parts, which may be uneven and correlated).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import exp, inf, isnan, log, sqrt

import numpy as np

from rangering.mission.codes import CAUSES
from rangering.mission.compile import Compiled
from rangering.mission.plan import CIVIL, MissionPlan
from rangering.mission.rare import Proposals
from rangering.mission.results import Array
from rangering.study.risk.draws import counts_all, draw
from rangering.study.risk.intervals import Mean, counted, half_of, heavy_count, mean_of_seen
from rangering.study.risk.pilot import NO_PILOT, Pilot, covers

FIRST = 1 << 20
"""Number of the first replicate of every estimate; those below belong to pilots and are never counted."""
BATCH = 512
_DOUBTED = 0.1
_ENOUGH_HEAVY = 20.0  # wrong shots, all as heavy, below which weighed draws alone give no high end
_NONE_APART = 3.689  # upper limit of a count of which none was seen, as of `counted`


@dataclass(frozen=True)
class Sampled:
    """Replicates of one case."""

    each: Array
    """Weighed wrong shots, (replicates, causes)."""
    proposals: Proposals
    most: float
    """That one replicate can add."""
    reached: bool
    """Whether the precision asked for was reached; else the limit of replicates ended it."""
    mean_weight: float
    pilot: Pilot
    """Before, none of it in `each`."""
    covers: bool = True
    """Whether all that is rare by nature is proposed, or nothing is."""
    weight_error: float = 0.0
    """Standard error of `mean_weight`, of which nature's is 1."""

    @property
    def weighed_alone(self) -> bool:
        """Whether the high end rests on weighed draws alone, without the limit that plain ones leave."""
        found = mean_of_seen(self.total, self.most)
        return (
            self.covers
            and heavy_count(self.total) >= _ENOUGH_HEAVY
            and not self.pilot.at_odds(found.value, _DOUBTED)
        )

    @property
    def mean(self) -> Mean:
        """With 95 %; where weighed draws are doubted its high end leaves what plain ones leave."""
        found = mean_of_seen(self.total, self.most)
        if self.proposals.share == 0.0 or self.weighed_alone or not self.pilot.plain:
            return found
        return replace(found, high=max(found.high, self.pilot.plain_most))

    @property
    def total(self) -> Array:
        """Of all causes together, (replicates,)."""
        return np.asarray(self.each.sum(axis=1))

    @property
    def replicates(self) -> int:
        """How many are counted."""
        return len(self.each)


def sample(
    made: Compiled,
    chances: Array,
    proposals: Proposals,
    *,
    precision: float,
    limit: int,
    jobs: int = 1,
    pilot: Pilot | None = None,
    exactly: int | None = None,
    least: int = 0,
    tell: Callable[[float], None] | None = None,
) -> Sampled:
    """Replicates until the interval is as narrow as asked for, or the limit is reached.

    Parameters
    ----------
    made, chances, proposals
        What is drawn, and by what.
    precision : float
        Half the interval as a share of the value.
    limit : int
        Replicates at most.
    jobs : int
        Threads; they change no number.
    pilot : Pilot, optional
        What came before, for the record.
    exactly : int, optional
        So many replicates and no more, whatever the width.
    least : int
        Replicates at least.
    tell : callable, optional
        Told the share of the limit that is done.
    """
    civil = int((made.plan.flights.side == CIVIL).sum())
    picked = chances[chances > 0.0]
    most = float(civil) if counts_all(proposals) else float((picked.sum() / picked).max())
    most /= 1.0 - proposals.share
    parts: list[Array] = []
    weights: list[Array] = []
    done, reached = 0, False
    while not reached:
        wanted = exactly or min(max(BATCH, done // 2, least - done), limit - done)
        each, weight = draw(made, chances, proposals, FIRST + done, wanted, jobs)
        parts.append(each)
        weights.append(weight)
        done += wanted
        if tell is not None:
            tell(min(1.0, done / limit))
        mean = mean_of_seen(np.concatenate(parts).sum(axis=1), most) if done > 1 else None
        reached = mean is not None and half_of(mean.error, done) <= precision and done >= least
        if exactly or done >= limit:
            break
    weight = np.concatenate(weights)
    return Sampled(
        np.concatenate(parts), proposals, most, reached, float(weight.mean()), pilot or NO_PILOT,
        covers(made, proposals), float(weight.std()) / sqrt(done),
    )  # fmt: skip


@dataclass(frozen=True)
class Ratio:
    """One case against another, with 95 %; nan where one of the two saw nothing, and then one limit."""

    value: float
    low: float
    high: float
    seen: tuple[int, int] = (0, 0)
    """Replicates with a wrong shot, in the case and in the other."""
    exact: bool = False
    """Whether the two are one and the same: not an estimate."""

    @property
    def apart(self) -> bool:
        """Whether chance alone does not explain that it is not 1."""
        return self.low > 1.0 or self.high < 1.0


def ratio_of(case: Sampled, other: Sampled, by: float = 1.0) -> Ratio:
    """Mean of one case over that of another, times a factor that is known.

    Both draw the same chance, replicate by replicate: what they have in common falls out of the interval.
    Where both use the same proposals, only replicates that both have are compared where that is the surer.
    """
    found = _ratio(case, other, by)
    if case.proposals == other.proposals and case.replicates != other.replicates:
        common = min(case.replicates, other.replicates)
        case, other = (replace(each, each=each.each[:common]) for each in (case, other))
        paired = _ratio(case, other, by)
        if not isnan(paired.value) and paired.high * found.low < found.high * paired.low:
            return paired
    return found


def _ratio(case: Sampled, other: Sampled, by: float) -> Ratio:
    """Limits of a ratio from those of its parts, on the scale of logarithms, where they may be uneven.

    What is common to both shrinks it, yet never below what as few replicates can tell as came out otherwise:
    where none of 16 did, a Poisson count of none stands for up to 3.7.
    """
    above, below = case.mean, other.mean
    seen = above.seen, below.seen
    if above.only_limit or below.only_limit:
        low = 0.0 if above.only_limit else by * above.low / below.high
        high = inf if below.only_limit else by * above.high / below.low
        return Ratio(float("nan"), low, high, seen)
    both = min(case.replicates, other.replicates)
    ours, theirs = case.total[:both], other.total[:both]
    joint = float(np.cov(ours, theirs)[0, 1]) * both
    joint /= case.replicates * other.replicates * above.value * below.value
    common = min(max(joint / max(above.error * below.error, 1e-300), 0.0), 1.0)
    apart = int(((ours > 0.0) != (theirs > 0.0)).sum())
    most_apart = (counted(apart)[1] - 1.0) * apart if apart else 0.0
    least = (most_apart or _NONE_APART) / max(heavy_count(case.total), heavy_count(other.total))

    def reach(up: float, down: float) -> float:
        return max(sqrt(max(up**2 + down**2 - 2.0 * common * up * down, 0.0)), least)

    value = by * above.value / below.value
    higher = reach(log(above.high / above.value), log(below.value / below.low))
    lower = reach(log(above.value / above.low), log(below.high / below.value))
    return Ratio(value, value * exp(-lower), value * exp(higher), seen)


def same_plans(one: object, other: object) -> bool:
    """Whether two compiled plans draw and decide alike in everything: trees of tuples and arrays."""
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return np.array_equal(np.asarray(one), np.asarray(other), equal_nan=np.asarray(one).dtype.kind == "f")
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same_plans, one, other))
    return bool(one == other)


def causes_modelled(plan: MissionPlan) -> tuple[bool, ...]:
    """Whether each cause can come about, in the order of `rangering.mission.codes.CAUSES`."""
    north, units = plan.north, plan.units
    used = {*units.picture.tolist(), *units.alone[(units.alone >= 0) & (units.link_outage > 0.0)].tolist()}
    alone = any(north.site[picture] >= 0 for picture in used)
    wrong = bool((north.probability > 0.0).any()) or bool((north.stated_rad != 0.0).any())
    able = {
        "other_object": plan.rules.other_probability > 0.0,
        "orientation": alone and wrong,
        "autonomy": alone,
        "misclassified": True,
    }
    return tuple(able[cause] for cause in CAUSES)


def cause_means(sampled: Sampled, most: float) -> tuple[Mean, ...]:
    """By cause, in the order of `rangering.mission.codes.CAUSES`; `most` bounds one not seen."""
    found = [mean_of_seen(sampled.each[:, n], sampled.most) for n in range(len(CAUSES))]
    return tuple(replace(each, high=min(each.high, most)) if each.only_limit else each for each in found)
