"""Wrong shots that nature seldom makes, drawn more often and weighed: proposals, weights, estimates.

One written flight of each replicate, J, is the flight of interest, drawn with probability π(j) > 0 for every
flight that can be shot at. In a share a < 1 of replicates the rare draws of J alone (its set is never heard,
its code misread, no flight plan found, its answers to interrogations) and the norths, which all flights
share, are made with other probabilities; all else is drawn as ever. The weight of a replicate is
W = 1 / (a·L + 1 - a), L the product over these draws of their probability by the proposals over that by
nature, whichever of the two drew them. A replicate's estimate of how many civil flights are shot at for one
cause is

    Y = W · (1 / π(J)) · [J is shot at for that cause].

It has no bias, however flights work on each other through channels, rounds, tired operators and tracks:

1. Fix J = j. Let x be all that is drawn, p its density by nature, q by the proposals. Draws are made one
   after another; which is made next, whether it counts as one of j's rare ones, and with what probability it
   is then proposed, follows from those before it, so q / p = L(x): every other draw cancels. (Draws of j
   count until it is shot at; from then on q is p.)
2. x has the density a·q + (1 - a)·p = p·(a·L + 1 - a), the same for all functions of x, so
   E[W · h(x)] = ∫ h p dx for any h: that of nature. With h = 1, the mean of W is 1. Where p > 0 the mixture
   is positive, since a < 1, so nothing is missed; and W ≤ 1 / (1 - a), so no replicate outweighs the rest.
3. Let h_j(x) say whether j is shot at for the cause. E[Y] = Σ_j π(j) · (1 / π(j)) · E_p[h_j] = E_p[Σ_j h_j],
   the expected number of civil flights shot at for it. No independence of flights was used.

Silence that counts may come at any look, of any track, and few looks of many are enough: proposals that made
all of them silent would be unlike nature in hundreds of draws, and weights would run wild. So silence is
proposed in spells. A hidden chain is on or off at every look of J: it comes on with probability b (one value
at the first look of a track, another at later ones) and goes off with probability e; while it is on an answer
has the proposal's probability r, else nature's p. With z the spells, q(x) = Σ_z P(z) · Π q(look | z): a
mixture over all ways to begin and end, which need not be drawn. With u the chance that the chain is on given
the looks of J so far, the next answer has the probability

    v = s·r + (1 - s)·p,   s = u·(1 - e) + (1 - u)·b,

and Bayes' rule gives the next u: s·r / v after an answer, s·(1 - r) / (1 - v) after silence. By the chain
rule of probability the product of these v, or 1 - v, is q(x) itself. Each v follows from looks before it,
which is all that step 1 asks for. As no spell at all is one of the ways, the part of L that is of answers is
at least Π (1 - b) over the looks: where nothing happens the weight stays near 1 without the bound of step 2.

By step 2, W times the plain count of all civil flights shot at is unbiased too, and better where all that was
proposed is a wrong north, which all flights share; else what seldom happens to the others is hardly seen.
Replicates are independent, so intervals are those of a mean. Without proposals a = 0, W = 1, and every draw
is the one it was.
Limits: one raid a replicate; what a flight's own flightmates do to it is drawn as by nature.
Sources: Hesterberg, "Weighted average importance sampling and defensive mixture distributions", Technometrics
37 (1995) 185-194; Owen and Zhou, "Safe and effective importance sampling", JASA 95 (2000) 135-143 (mixtures);
Rubino and Tuffin (eds.), Rare Event Simulation using Monte Carlo Methods (2009), chapter 2 (weights of whole
paths); Rabiner, "A tutorial on hidden Markov models", Proceedings of the IEEE 77 (1989) 257-286 (the forward
recursion, by which v and u are found).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rangering.mission.codes import CAUSES, Count
from rangering.mission.intervals import mean_of
from rangering.mission.measures import Rows
from rangering.mission.plan import CIVIL, MissionPlan, RarePlan
from rangering.mission.results import Array, Estimate

NO_PROPOSALS = RarePlan(0.0, np.empty(0), -1.0, -1.0, -1.0, -1.0, 0.0, 0.0, 0.0, -1.0)


@dataclass(frozen=True)
class Proposals:
    """Probabilities to draw by in the place of nature's; None leaves a draw as it is."""

    share: float = 0.5
    """Of replicates that draw by them, from 0 to below 1."""
    silent: float | None = None
    """That the set of the flight of interest is never understood."""
    misread: float | None = None
    """That its code is read as another, where it is understood."""
    filed: float | None = None
    """That a flight plan is found for it."""
    reply: float | None = None
    """That an interrogation of it is understood, while it is in a spell of silence."""
    spell_first: float = 0.0
    """That a spell begins at the first look at one of its tracks."""
    spell_later: float = 0.0
    """That one begins at any later look."""
    spell_end: float = 0.0
    """That one ends before the next look."""
    misaligned: float | None = None
    """That the north of an emplacement is wrong."""


def with_proposals(
    plan: MissionPlan, proposals: Proposals, chances: Sequence[float] | NDArray[np.float64] | None = None
) -> MissionPlan:
    """A plan that draws rare things by proposals; its rows bear weights.

    Parameters
    ----------
    plan : MissionPlan
        Compiled; of one raid a replicate.
    proposals : Proposals
        What to draw by. What nature never or always does stays so.
    chances : sequence of float, shape (written flights,), optional
        How often each written flight is the one of interest, relative; 0 for all that are not civil, and for
        civil ones of which it is known that nobody can shoot at them. Even over civil flights if not given.

    Raises
    ------
    ValueError
        Raids in a row, no civil flight, or numbers that are no probabilities.
    """
    if plan.endure.raids != 1:
        raise ValueError("proposals serve replicates of one raid")
    civil = plan.flights.side == CIVIL
    picked = civil.astype(np.float64) if chances is None else np.asarray(chances, dtype=np.float64)
    if picked.shape != civil.shape or not np.all(picked >= 0.0) or np.any(picked[~civil] > 0.0):
        raise ValueError("chances are one for each written flight, not below 0, and 0 for all but civil ones")
    if not np.any(picked > 0.0):
        raise ValueError("no civil flight can be the one of interest")
    if not 0.0 <= proposals.share < 1.0:
        raise ValueError(f"the share {proposals.share} of proposals is not from 0 to below 1")
    for chance in (proposals.spell_first, proposals.spell_later, proposals.spell_end):
        if not 0.0 <= chance <= 1.0:
            raise ValueError(f"{chance} is no probability of the beginning or the end of a spell")
    running = np.cumsum(picked)
    rare = RarePlan(
        share=float(proposals.share),
        pick=np.ascontiguousarray(running / running[-1]),
        silent=_proposed(proposals.silent),
        misread=_proposed(proposals.misread),
        filed=_proposed(proposals.filed),
        reply=_proposed(proposals.reply),
        spell_first=float(proposals.spell_first),
        spell_later=float(proposals.spell_later),
        spell_end=float(proposals.spell_end),
        misaligned=_proposed(proposals.misaligned),
    )
    return plan._replace(rare=rare)


def shot_at(rows: Rows) -> Array:
    """Each row's estimate of civil flights shot at, from its flight of interest, shape (rows, causes).

    Causes in the order of `rangering.mission.codes.CAUSES`. The mean over rows is unbiased; their sum over
    causes is the estimate of all.
    """
    worth = rows[:, Count.WEIGHT].astype(np.float64) * rows[:, Count.INTEREST_FACTOR]
    hit = rows[:, [Count.INTEREST_CAUSE]] == 1.0 + np.arange(len(CAUSES))
    return np.asarray(worth[:, None] * hit)


def shot_at_by_all(rows: Rows) -> Array:
    """Each row's estimate of civil flights shot at, from all its flights, shape (rows, causes).

    The better one where the proposals are of norths alone, which all flights share. With proposals for the
    flight of interest the rare fate of the others is hardly ever seen: then its interval misleads.
    """
    first = Count.CIVIL_OTHER_OBJECT
    counts = rows[:, first : first + len(CAUSES)].astype(np.float64)
    return np.asarray(counts * rows[:, [Count.WEIGHT]].astype(np.float64))


def rates_of(estimates: Array) -> dict[str, Estimate]:
    """Mean civil flights shot at a raid, by cause and of ``"all"``, with 95 % intervals.

    Parameters
    ----------
    estimates : float array, shape (rows, causes)
        Of `shot_at` or `shot_at_by_all`.
    """
    found = {"all": mean_of(estimates.sum(axis=1))}
    return found | {key: mean_of(estimates[:, n]) for n, key in enumerate(CAUSES)}


def _proposed(probability: float | None) -> float:
    if probability is None:
        return -1.0
    if not 0.0 < probability < 1.0:
        raise ValueError(f"{probability} is no probability between 0 and 1 to draw by")
    return float(probability)
