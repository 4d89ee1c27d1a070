"""Numbers that kernels write and people read: events, reasons, and the columns of a replicate's row.

Numbers are frozen: a new one takes the next, a retired one never returns, so that an old log still reads.
"""

from enum import IntEnum


class Event(IntEnum):
    """What a line of the log says. In brackets what its columns `other` and `value` hold."""

    ENTERS = 0  # a flight appears [class, altitude m]
    FIRST_SEEN = 1  # for the first time, by a radar or, beyond the last of them, a cue [radar, 0]
    TRACK_STARTED = 2  # [picture, track number]
    TRACK_CONFIRMED = 3  # [picture, track number]
    TRACK_LOST = 4  # [picture, track number]
    DECLARED = 5  # a track is taken for a side [side, posterior]
    REFUSED = 6  # not engaged now [reason, time to the asset s]
    COMMITTED = 7  # a fire unit takes it on [missile type, expected time of flight s]
    HANDED_OVER = 8  # its engagement radar found it [radar, seconds since the commitment]
    LAUNCHED = 9  # [missile type, rounds left]
    SEEKER = 10  # a missile needs no guidance more [missile type, distance to go m]
    GUIDANCE_LOST = 11  # [missile type, 0]
    HIT = 12  # [missile type, distance from the asset m]
    MISSED = 13  # [missile type, distance from the asset m]
    CALLED_DEAD = 14  # the fire unit thinks so [whether it is alive, 0]
    CALLED_ALIVE = 15  # [whether it is alive, 0]
    CANCELLED = 16  # an engagement ends without a launch [reason, 0]
    TURNED_BACK = 17  # a flight aborts [losses so far, 0]
    LEAKED = 18  # a flight reaches its asset alive [asset, whether it had its effect]
    LEFT = 19  # a flight leaves the picture: end of its route, or back home [0, 0]
    RELOADING = 20  # a launcher [launcher, seconds it takes]
    RELOADED = 21  # [launcher, rounds its fire unit has ready]
    FAILED = 22  # a radar, or a launcher, numbered after all radars [element, seconds to repair; 0: not told]
    REPAIRED = 23  # [element, 0]
    LINK_LOST = 24  # [0, seconds; 0: not told]
    LINK_BACK = 25  # [0, 0]
    OTHER_OBJECT = 26  # a missile takes another flight than its target [the other flight, 0]
    READY = 27  # a fire unit becomes ready [0, 0]
    CHANNELS = 28  # after a change [targets held, missiles held]
    MISALIGNED = 29  # an emplacement's north is wrong [0, angle rad, clockwise]


class Bound(IntEnum):
    """What kept a hostile flight from being engaged, or from being stopped, first."""

    NONE = 0
    UNSEEN = 1
    UNTRACKED = 2
    UNDECLARED = 3
    TAKEN_FOR_OTHER = 4
    RULES = 5
    NOT_READY = 6
    REACH = 7
    TIME = 8
    SIGHT = 9
    CHANNELS = 10
    MISSILES = 11
    SEVERAL = 12
    MISSED = 13
    GUIDANCE = 14
    CALLED_DEAD = 15


BOUND_WORDS = {
    Bound.NONE: "stopped",
    Bound.UNSEEN: "sight: no radar saw it",
    Bound.UNTRACKED: "sight: seen too little to be tracked",
    Bound.UNDECLARED: "identification: not told apart in time",
    Bound.TAKEN_FOR_OTHER: "identification: taken for somebody else",
    Bound.RULES: "rules: weapons held, or outside the fire zone",
    Bound.NOT_READY: "readiness: no fire unit ready, or no link",
    Bound.REACH: "reach: never within any missile's envelope",
    Bound.TIME: "time: within reach, but too late",
    Bound.SIGHT: "sight: the engagement radar did not see it",
    Bound.CHANNELS: "channels: none free",
    Bound.MISSILES: "missiles: none ready",
    Bound.SEVERAL: "several at once",
    Bound.MISSED: "engaged: every missile missed",
    Bound.GUIDANCE: "engaged: guidance was lost",
    Bound.CALLED_DEAD: "engaged: thought dead, and was not",
}


class Count(IntEnum):
    """The first columns of a replicate's row; the blocks after them follow from `Layout`."""

    HOSTILE = 0
    LEAKERS = 1
    ABORTED = 2
    KILLED = 3
    HITS = 4  # assets hit
    DETECTED = 5
    TRACKED = 6
    IDENTIFIED = 7  # declared hostile at least once
    ENGAGED = 8
    MISSILES = 9
    MISSILE_KILLS = 10
    DUPLICATES = 11  # engagements of a flight somebody else was engaging
    OWN_ENGAGED = 12
    OWN_KILLED = 13
    CIVIL_ENGAGED = 14
    CIVIL_KILLED = 15
    FALSE_ENGAGED = 16  # commitments to tracks of nothing
    BREAKS = 17  # confirmed tracks of a flight beyond its first
    SWAPS = 18  # a confirmed track passing from one flight to another
    FALSE_TRACKS = 19  # confirmed tracks of nothing
    GUIDANCE_LOST = 20
    LOOKS = 21
    KILL_DISTANCE_M = 22  # summed over kills, from the asset
    FIRST_SEEN_M = 23  # summed over detected hostile flights, from the asset
    FIRST_SEEN_S = 24  # summed: time to the asset at first detection
    FIRST_INTERCEPT_M = 25  # summed over flights intercepted at least once
    INTERCEPTED = 26  # flights that at least one missile met
    COST_USD = 27
    TARGETS_MOST = 28  # most target channels held at once by all fire units
    FALSE_PLOTS = 29
    ENGAGEMENTS = 30
    EVENTS = 31
    OVERFLOW = 32  # events, tracks, missiles that found no room: 0, or the replicate is not to be trusted
    # Flights shot at by mistake: a missile was launched at them, or took them for its target. One cause each,
    # the first of these that held.
    OWN_OTHER_OBJECT = 33
    OWN_ORIENTATION = 34
    OWN_AUTONOMY = 35
    OWN_MISCLASSIFIED = 36
    CIVIL_OTHER_OBJECT = 37
    CIVIL_ORIENTATION = 38
    CIVIL_AUTONOMY = 39
    CIVIL_MISCLASSIFIED = 40
    WEIGHT = 41  # of the replicate, nature over what it was drawn by; 1 without proposals
    INTEREST = 42  # the flight of interest; -1: none
    INTEREST_CAUSE = 43  # why it was shot at: 0 it was not, 1 to 4 in the order above
    INTEREST_FACTOR = 44  # one over its chance of being the flight of interest


CAUSES = ("other_object", "orientation", "autonomy", "misclassified")
"""Why a flight that is not hostile is shot at: the first that held counts."""
CAUSE_WORDS = {
    "other_object": "missile took an object other than its target",
    "orientation": "orientation error",
    "autonomy": "autonomous unit without an air picture",
    "misclassified": "misclassification",
}

FIXED = len(Count)
BOUNDS = len(Bound)
KILL_BINS = 20  # of distance from the asset at the kill
KILL_BIN_M = 20_000.0
PER_CLASS = ("flights", "detected", "tracked", "identified", "engaged", "killed", "leaked", "aborted")
PER_TYPE = ("fired", "killed")
PER_UNIT = (
    "target_channel_s",  # integral of target channels held over time
    "missile_channel_s",
    "targets_most",
    "full_s",  # time with every target channel taken
    "fired",
    "left",  # rounds ready at the end
    "empty_s",  # time with no round ready
    "first_empty_s",  # nan: never
)
