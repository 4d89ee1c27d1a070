"""Engaged: what a track is of, which engagements it has, and how many a picture has of a flight.

Greedy, a track has one engagement at a time. Where the rules share targets out, several fire units engage one
track at once: its `engaged` then names one of them, and it is engaged until the last has ended.
Source: bookkeeping, ours.
"""

from rangering._jit import compiled
from rangering.mission.state import FLYING, FREE, TURNED_BACK


@compiled
def target_of(slot, state):
    """The flight that a track is of; -1 where there is none, or it is in the air no more."""
    f = state.tracks.flight[slot]
    if f >= 0 and state.air.status[f] != FLYING and state.air.status[f] != TURNED_BACK:
        return -1
    return f


@compiled
def engagements_of(f, picture, engagements, counters):
    """How many engagements of a flight a picture has going on."""
    count = 0
    for e in range(counters.engagements[0]):
        if engagements.status[e] != FREE and engagements.flight[e] == f and engagements.picture[e] == picture:
            count += 1
    return count


@compiled
def engagement_of(slot, state):
    """An engagement going on of the track that a slot holds now; -1 for none."""
    engagements, number = state.engagements, state.tracks.number[slot]
    for e in range(state.counters.engagements[0]):
        if engagements.status[e] != FREE and engagements.slot[e] == slot and engagements.number[e] == number:
            return e
    return -1


@compiled
def holds(e, state):
    """Whether the track that an engagement was committed to still is there and engaged."""
    slot = state.engagements.slot[e]
    return state.identities.engaged[slot] >= 0 and state.tracks.number[slot] == state.engagements.number[e]
