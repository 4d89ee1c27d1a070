"""Rare: what a replicate draws before it begins, and draws by proposals in the place of nature's.

What becomes of every flight's answers, whether a flight plan seems to be of it, the north of every
emplacement and, where asked for, when each radar begins to turn are drawn here. Where a plan has proposals,
one written flight of each replicate is the flight of interest, and its rare draws, and the norths, are made
by them in a stated share of replicates. What was drawn is written down as the logarithm of its density,
proposals over nature, whichever of the two drew it. Its answers are drawn in spells of silence, which begin
and end by chance at any look: a hidden chain, of which only the chance that a spell is on is carried along.
Source: defensive mixture sampling, Hesterberg, Technometrics 37 (1995) 185-194; the forward recursion of a
hidden Markov chain, Rabiner, Proceedings of the IEEE 77 (1989) 257-286; the proof that the estimate has no
bias is in `rangering.mission.rare`.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.codes import Event
from rangering.mission.kernels.events import note
from rangering.mission.plan import FIXED, HOSTILE, TRANSPONDER_ON, UNIFORM
from rangering.mission.state import HEARD, MISREAD, UNHEARD
from rangering.streams import Purpose, uniforms

_INTERROGATION, _MISALIGNMENT, _RARE, _PHASE, _MISALIGNED = (
    Purpose.INTERROGATION.value,
    Purpose.MISALIGNMENT.value,
    Purpose.RARE_EVENT.value,
    Purpose.SCAN_PHASE.value,
    Event.MISALIGNED.value,
)
_MOST = 700.0  # e to that is still a number


@compiled
def is_of_interest(f, state):
    """Whether a flight's draws are made by proposals: it is the one of interest, and not shot at yet."""
    return f == state.chance.interest[0] and state.air.wronged[f] == 0


@compiled
def happens(uniform, probability, proposed, chance):
    """Whether something happens that nature and the proposals give these probabilities.

    Parameters
    ----------
    uniform : float
        Drawn.
    probability, proposed : float
        Of nature, and of the proposals; below 0: as nature. What is certain either way is left so.
    chance : Chance
        Its density is written down there.
    """
    if proposed < 0.0 or probability <= 0.0 or probability >= 1.0:
        return uniform < probability
    happened = uniform < (proposed if chance.tilted[0] else probability)
    if happened:
        chance.log_ratio[0] += np.log(proposed / probability)
    else:
        chance.log_ratio[0] += np.log((1.0 - proposed) / (1.0 - probability))
    return happened


@compiled
def replies(uniform, probability, first, rare, chance):
    """Whether an interrogation of the flight of interest is understood.

    Parameters
    ----------
    uniform, probability : float
        Drawn, and that of nature.
    first : bool
        Whether it is the first look at a track, where spells of silence begin oftener.
    rare : RarePlan
        How spells begin and end, and how seldom answers are understood in one.
    chance : Chance
        How likely a spell is on, given the looks so far, is kept there, and the density of what was drawn.
    """
    if rare.reply < 0.0 or probability <= 0.0 or probability >= 1.0:
        return uniform < probability
    begins = rare.spell_first if first else rare.spell_later
    on = chance.spell[0] * (1.0 - rare.spell_end) + (1.0 - chance.spell[0]) * begins
    proposed = on * rare.reply + (1.0 - on) * probability
    understood = happens(uniform, probability, proposed, chance)
    # Bayes' rule: silence speaks for a spell, an answer against it.
    on *= rare.reply / proposed if understood else (1.0 - rare.reply) / (1.0 - proposed)
    chance.spell[0] = min(on, 1.0)
    return understood


@compiled
def weight(share, chance):
    """Nature's density over that of the mixture by which a replicate was drawn: at most 1 / (1 - share)."""
    if share <= 0.0:
        return 1.0
    return 1.0 / (share * np.exp(min(chance.log_ratio[0], _MOST)) + (1.0 - share))


@compiled
def open_chance(replicate, plan, state):
    """Draw what a replicate has before it begins."""
    chance, rare, air = state.chance, plan.rare, state.air
    chance.log_ratio[0] = 0.0
    chance.spell[0] = 0.0
    chance.asked[:] = -1
    chance.interest[0] = -1
    chance.factor[0] = 0.0
    chance.tilted[0] = False
    if len(rare.pick) > 0:
        u0, u1, _, _ = uniforms(plan.clock.seed, 0, 0, 0, replicate, _RARE)
        chance.tilted[0] = u0 < rare.share
        k = 0
        while k < len(rare.pick) - 1 and u1 >= rare.pick[k]:
            k += 1
        before = rare.pick[k - 1] if k > 0 else 0.0
        chance.interest[0] = plan.flights.first_flight + k
        chance.factor[0] = 1.0 / (rare.pick[k] - before)
    for radar in range(len(plan.radars.id)):
        chance.phase_s[radar] = plan.radars.phase_s[radar]
        if plan.radars.phase_drawn:
            u0, _, _, _ = uniforms(plan.clock.seed, plan.radars.id[radar], 0, 0, replicate, _PHASE)
            chance.phase_s[radar] = u0 * plan.radars.period_s[radar]
    for f in range(len(air.status)):
        air.wronged[f] = 0
        air.answers[f] = HEARD
        air.filed[f] = False
        if air.side[f] >= 0:
            draw_set(f, replicate, plan, state)
    turn_norths(replicate, plan, state)


@compiled
def draw_set(f, replicate, plan, state):
    """What becomes of a flight's answers, and whether a flight plan seems to be of it."""
    air, identify, rare, chance = state.air, plan.identify, plan.rare, state.chance
    answers = air.transponder[f] == TRANSPONDER_ON and air.side[f] != HOSTILE
    filed = identify.filed_probability[0 if air.side[f] == HOSTILE else 1]
    if not answers and filed == 0.0:
        return
    u0, u1, u2, _ = uniforms(plan.clock.seed, air.id[f], 0, 0, replicate, _INTERROGATION)
    tilts = is_of_interest(f, state)
    if answers:
        if happens(u0, identify.silent_probability, rare.silent if tilts else -1.0, chance):
            air.answers[f] = UNHEARD
        elif happens(u1, identify.misread_probability, rare.misread if tilts else -1.0, chance):
            air.answers[f] = MISREAD
    air.filed[f] = happens(u2, filed, rare.filed if tilts else -1.0, chance)


@compiled
def turn_norths(replicate, plan, state):
    """How far the north of every emplacement is off."""
    north, chance = plan.north, state.chance
    for n in range(len(north.id)):
        off_rad = north.stated_rad[n]
        if north.probability[n] > 0.0:
            u0, u1, u2, _ = uniforms(plan.clock.seed, north.id[n], 0, 0, replicate, _MISALIGNMENT)
            proposed = plan.rare.misaligned if chance.interest[0] >= 0 else -1.0
            if happens(u0, north.probability[n], proposed, chance):
                if north.law == FIXED:
                    off_rad = north.size_rad if u1 < 0.5 else -north.size_rad
                elif north.law == UNIFORM:
                    off_rad = north.size_rad * (2.0 * u1 - 1.0)
                else:
                    off_rad = north.size_rad * np.sqrt(-2.0 * np.log(u1)) * np.cos(2.0 * np.pi * u2)
        chance.turn_rad[n] = off_rad
        if off_rad != 0.0:
            note(state.log, 0.0, _MISALIGNED, -1, north.unit[n], 0, off_rad)
