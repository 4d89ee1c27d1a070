"""Mean wrong shots of a replicate from weighed rows: interval, when to stop, upper limit, ratio of two cases.

A wrong shot is a civil flight at which a missile is launched. Replicates are independent, and what flights
of one replicate do to each other is inside it, so intervals are clustered by replicate. They are drawn on the
scale of logarithms, as a rate of rare events cannot be below nothing: value · e^(± t · relative error), and
at least as wide as that of a Poisson count of as many wrong shots, all as heavy (Garwood).
Where nothing was seen there is an upper limit and no value: with a = share of replicates drawn by proposals
and π the least chance of being the flight of interest, no replicate adds more than B = 1 / ((1 - a) π), and
none of n saw anything, so the mean is at most B · (1 - 0.05^(1/n)) with 95 %.
Where each radar points at the start is drawn anew for every replicate: flights that leave every four minutes
else meet every radar at the same point of its turn, and a rate would hang on how two clocks happen to stand.
Limits: rare paths that no proposal makes more frequent are met as seldom as by nature; an interval does not
know of those it never met. Plain draws in the pilot bound them: their upper limit is the high end unless
every rare draw is proposed, many wrong shots were seen, and plain draws do not speak against it; where those
see more than proposals explain, plain draws are taken. Stopping by the width found makes it a little too
narrow; batches that grow keep that small.
Sources: the weights, `rangering.mission.rare`; Garwood, Biometrika 28 (1936) 437 (counts); Donner and Zou,
Statistical Methods in Medical Research 21 (2012) 347 (a ratio from the limits of its parts, which may be
uneven and correlated); Hanley and Lippman-Hand, JAMA 249 (1983) 1743 (nothing seen).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import exp, inf, isnan, log, sqrt
from typing import NamedTuple

import numpy as np

from rangering.mission.codes import CAUSES
from rangering.mission.compile import Compiled
from rangering.mission.intervals import student_half_width
from rangering.mission.plan import CIVIL, TRANSPONDER_ON, MissionPlan
from rangering.mission.rare import Proposals, shot_at, shot_at_by_all, with_proposals
from rangering.mission.results import Array
from rangering.mission.workers import run_all

FIRST = 1 << 20
"""Number of the first replicate of every estimate; those below belong to pilots and are never counted."""
PILOT = 192
BATCH = 512
PLAIN = Proposals(share=0.0)
_PLAIN_STEPS, _PLAIN_END, _PLAIN_ENOUGH = (256, 256, 512, 1024), 2048, 8
_PLAIN_SOON = 512  # where so many plain draws see enough, no other is looked for
_BETTER = 2.0  # times as many wrong shots as plain draws, all as heavy, from which proposals are taken
# An answer in a spell of silence, and that a spell begins at a first look, begins later, and ends.
# Later ones never quite stay out: a path that no spell serves weighs far more than the rest.
_SPELLS = ((0.1, 0.5, 0.001, 0.5), (0.1, 0.4, 0.003, 0.33), (0.1, 0.2, 0.01, 0.1))
_AT_ODDS, _DOUBTED = 0.01, 0.1
_ENOUGH_HEAVY = 20.0  # wrong shots, all as heavy, below which weighed draws alone give no high end
# Of the chances of being the flight of interest: what is even over all civil flights, and over routes inside.
_EVEN, _BY_ROUTE = 0.1, 0.45
_DOUBT = 0.05
_NONE_APART = 3.689  # upper limit of a count of which none was seen, as of `counted`


class Pilot(NamedTuple):
    """What came of the replicates before those that count."""

    proposals: Proposals
    replicates: int
    plain: int
    """Of these, drawn as by nature."""
    plain_seen: int
    """Wrong shots in those."""

    @property
    def plain_most(self) -> float:
        """Wrong shots of a replicate at most (95 %), whatever path they come by."""
        from scipy.special import gammaincinv

        return float(gammaincinv(self.plain_seen + 1, 1.0 - _DOUBT)) / self.plain if self.plain else inf

    def at_odds(self, most: float, level: float = _AT_ODDS) -> bool:
        """Whether plain draws saw more than a mean of at most so much can explain: paths are missed."""
        from scipy.special import gammainc

        if not self.plain_seen:
            return False
        return float(gammainc(self.plain_seen, self.plain * most)) < level


NO_PILOT = Pilot(PLAIN, 0, 0, 0)


@dataclass(frozen=True)
class Mean:
    """Wrong shots of a replicate, with 95 %. Where none was seen `value` is 0 and only `high` is known."""

    value: float
    low: float
    high: float
    error: float
    """Standard error as a share of the value; infinite where none was seen."""
    seen: int
    """Replicates with a wrong shot."""

    @property
    def only_limit(self) -> bool:
        """Whether there is nothing but an upper limit."""
        return self.seen == 0


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


def mean_of_seen(each: Array, most: float) -> Mean:
    """The mean over replicates, with its interval.

    Parameters
    ----------
    each : float array, shape (replicates,)
        Weighed wrong shots; at least two.
    most : float
        That one replicate can add.
    """
    count, seen = len(each), int(np.count_nonzero(each))
    if not seen:
        return Mean(0.0, 0.0, most * (1.0 - _DOUBT ** (1.0 / count)), inf, 0)
    value = float(each.mean())
    error = float(each.std(ddof=1)) / sqrt(count) / value
    half = half_of(error, count)
    least, greatest = counted(heavy_count(each))
    return Mean(value, value * min(exp(-half), least), value * max(exp(half), greatest), error, seen)


def heavy_count(each: Array) -> float:
    """About how many wrong shots were seen, all as heavy: (ΣY)² / ΣY²."""
    squares = float((each**2).sum())
    return float(each.sum()) ** 2 / squares if squares else 0.0


def counted(count: float) -> tuple[float, float]:
    """Limits (95 %) of a Poisson mean as shares of the count that was seen (Garwood); count above 0."""
    from scipy.special import gammaincinv

    return (
        float(gammaincinv(count, _DOUBT / 2.0)) / count,
        float(gammaincinv(count + 1.0, 1.0 - _DOUBT / 2.0)) / count,
    )


def half_of(error: float, count: int) -> float:
    """Half the width of the interval of a relative error, on the scale of logarithms."""
    return student_half_width(error * sqrt(count), count) if count > 1 else inf


def chances_of(made: Compiled, hours: Array, counts: Sequence[int]) -> Array:
    """How often each written flight is the one of interest: by its hours inside, and evenly over routes.

    Aircraft of one route are alike, and the risk of an hour differs most from route to route; some share goes
    evenly to all flights, so that none is left out.

    Parameters
    ----------
    made : Compiled
        The plan.
    hours : float array, shape (civil routes,)
        Inside the envelope, of all aircraft of a route.
    counts : sequence of int, shape (civil routes,)
        Aircraft of each route.
    """
    even = np.full(sum(counts), 1.0 / max(sum(counts), 1))
    picked = even
    if hours.sum() > 0.0:
        by_route = (hours > 0.0) / (hours > 0.0).sum()
        shares = (1.0 - _EVEN - _BY_ROUTE) * hours / hours.sum() + _BY_ROUTE * by_route
        picked = np.repeat(shares / np.maximum(counts, 1), counts) + _EVEN * even
    found = np.zeros(len(made.plan.flights.side))
    found[made.plan.flights.side == CIVIL] = picked
    return found


def choices(made: Compiled) -> tuple[Proposals, ...]:
    """Proposals that a pilot tries: none; norths; sets that fail; spells of silence, which few looks make.

    A set that fails is shot at nearly always, so a tenth of tries show enough of it. Spells come nearly all
    at the first looks of tracks, where little speaks for civil yet; at later ones too; long ones anywhere.
    """
    rare, north = made.plan.identify, made.plan.north

    def some(probability: float, possible: bool) -> float | None:
        return probability if possible else None

    turns = bool((north.probability > 0.0).any())
    misread, lost = rare.misread_probability > 0.0, rare.filed_probability[1] > 0.0
    found = [PLAIN]
    if turns:
        found.append(Proposals(0.5, misaligned=0.5))
    found.append(
        Proposals(0.5, silent=0.4, misread=some(0.3, misread), filed=some(0.5, lost),
                  misaligned=some(0.3, turns))
    )  # fmt: skip
    found += [
        Proposals(0.6, silent=0.1, misread=some(0.1, misread), filed=some(0.3, lost), reply=reply,
                  spell_first=first, spell_later=later, spell_end=end, misaligned=some(0.2, turns))
        for reply, first, later, end in _SPELLS
    ]  # fmt: skip
    # Those that leave a path as seldom as it is by nature are no better than plain draws about it.
    return tuple(each for each in found if completed(made, each) == each)


def piloted(
    made: Compiled,
    chances: Array,
    jobs: int,
    tried: Sequence[Proposals] | None = None,
    limit: int = _PLAIN_END,
) -> Pilot:
    """Plain draws first; where they do not soon see enough, what saw most in a small pilot of each proposal.

    Where wrong shots are frequent plain draws will do, and nothing is missed. Proposals are measured by
    (ΣY)² / ΣY², about the number of wrong shots seen, all as heavy, and taken where that is clearly more than
    plain draws see in as many replicates. Those that make one path to a wrong shot frequent do not show
    another: `Pilot.at_odds` holds what they found against the plain draws. About `limit` replicates at most
    are drawn plainly, however few are to be counted: they alone tell what proposals miss.
    """
    asked = [each for each in (choices(made) if tried is None else tried) if each.share > 0.0]
    if not asked:
        return Pilot(PLAIN, 0, 0, 0)
    plain = seen = 0
    for wanted in _PLAIN_STEPS:
        each, _ = _drawn(made, chances, PLAIN, plain, wanted, jobs)
        plain += wanted
        seen += round(float(each.sum()))
        if seen >= _PLAIN_ENOUGH and plain <= _PLAIN_SOON:
            return Pilot(PLAIN, plain, plain, seen)
        if plain >= limit:
            break
    found = []
    for n, proposals in enumerate(asked):
        if len(asked) == 1:
            break
        each, _ = _drawn(made, chances, proposals, _PLAIN_END + n * PILOT, PILOT, jobs)
        total = each.sum(axis=1)
        squares = float((total**2).sum())
        found.append(float(total.sum()) ** 2 / squares if squares else 0.0)
    # Of equals the first, which proposes least; where none saw anything the last, which proposes most.
    best = 0 if not found else found.index(max(found)) if max(found) > 0.0 else len(asked) - 1
    drawn = plain + len(found) * PILOT
    if found and seen >= _PLAIN_ENOUGH and max(found) / PILOT < _BETTER * seen / plain:
        return Pilot(PLAIN, drawn, plain, seen)
    return Pilot(asked[best], drawn, plain, seen)


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
        each, weight = _drawn(made, chances, proposals, FIRST + done, wanted, jobs)
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


def covers(made: Compiled, proposals: Proposals) -> bool:
    """Whether all that seldom misleads a crew about a civil flight is proposed, or nothing is."""
    return completed(made, proposals) == proposals and not _others(made)


def _others(made: Compiled) -> bool:
    """Whether wrong shots come by draws that no proposal is of."""
    return bool(made.plan.rules.other_probability > 0.0)


def completed(made: Compiled, proposals: Proposals) -> Proposals:
    """Proposals with those that they leave out of what nature here draws at all."""
    if proposals.share == 0.0:
        return proposals
    rare, answered = made.plan.identify, made.plan.identify.reply_probability[TRANSPONDER_ON, CIVIL]
    rarely = (
        ("silent", rare.silent_probability, 0.1),
        ("misread", rare.misread_probability, 0.1),
        ("filed", rare.filed_probability[1], 0.3),
        ("misaligned", float(made.plan.north.probability.max(initial=0.0)), 0.2),
    )
    missing = {
        name: proposed
        for name, chance, proposed in rarely
        if 0.0 < chance < 1.0 and getattr(proposals, name) is None
    }
    if 0.0 < answered < 1.0 and not (proposals.reply is not None and proposals.spell_later > 0.0):
        reply, first, later, end = _SPELLS[1]
        missing |= {"reply": reply, "spell_first": first, "spell_later": later, "spell_end": end}
    return replace(proposals, **missing) if missing else proposals


def counts_all(proposals: Proposals) -> bool:
    """Whether all flights of a replicate are counted: what is proposed, if anything, is shared by all."""
    own = (proposals.silent, proposals.misread, proposals.filed, proposals.reply)
    return proposals.share == 0.0 or all(each is None for each in own)


def drawn_by(made: Compiled, proposals: Proposals, chances: Array) -> MissionPlan:
    """The plan as its replicates are drawn: proposals, and scans that begin anywhere."""
    plan = with_proposals(made.plan, proposals, chances)
    return plan._replace(radars=plan.radars._replace(phase_drawn=True))


def _drawn(
    made: Compiled, chances: Array, proposals: Proposals, first: int, count: int, jobs: int
) -> tuple[Array, Array]:
    """Weighed wrong shots of some replicates by cause, and their weights."""
    from rangering.mission.codes import Count

    rows, _ = run_all(drawn_by(made, proposals, chances), made.layout, first, count, jobs)
    each = shot_at_by_all(rows) if counts_all(proposals) else shot_at(rows)
    return each, rows[:, Count.WEIGHT].astype(np.float64)


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


def plain_need(mean: Mean, precision: float) -> float:
    """Replicates that plain draws would take for the same interval: shots so rare come as a Poisson count."""
    return inf if mean.only_limit else (1.959963984540054 / precision) ** 2 / mean.value


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
