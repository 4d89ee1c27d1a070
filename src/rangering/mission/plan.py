"""The plan of a raid: every array the chain reads, its shape and unit. Read this first.

One small tuple a link, about ten arrays each, worked out once by `rangering.mission.compile`; a replicate
changes none of them. Positions are metres east and north on a plane about the middle of the defence
(azimuthal equidistant: distances within 500 km of the middle err by less than 0.1 %), heights above sea
level. Times count from the start of the raid. Sides are 0 hostile, 1 own or allied, 2 civil; -1 stands for
none.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.mission.tracks import TrackPlan

FloatArray = NDArray[np.float64]
SmallFloats = NDArray[np.float32]
SmallInts = NDArray[np.int8]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

HOSTILE, FRIENDLY, CIVIL = 0, 1, 2
SIDES = ("hostile", "own or allied", "civil")
TRANSPONDER_OFF, TRANSPONDER_ON, TRANSPONDER_GARBLED = 0, 1, 2
WEAPONS_FREE, WEAPONS_TIGHT, WEAPONS_HOLD = 0, 1, 2
BY_ALTITUDE, BY_GROUND, BY_ROUTE = 0, 1, 2  # how a flight keeps its height
FIXED, UNIFORM, NORMAL = 0, 1, 2  # law of a misalignment: of one size either way; even; by its deviation
FULL, FAST, TOLD = 0, 1, 2  # fidelity: plots and tracks; chains of track states; everything known at once


class ClockPlan(NamedTuple):
    """How long, over what Earth, and whose chance."""

    end_s: float
    radius_m: float  # effective radius of the Earth
    seed: int
    fidelity: int  # FULL, FAST or TOLD


class RoutePlan(NamedTuple):
    """Geometry along every route, points end to end; a flight moves by so many points a second."""

    first: IntArray  # where a route's points begin (routes,)
    points: IntArray  # how many it has (routes,)
    x_m: FloatArray  # (all points,)
    y_m: FloatArray  # (all points,)
    ground_m: SmallFloats  # height of the ground (all points,)
    altitude_m: SmallFloats  # of flights that keep their route's height (all points,)
    floor_m: SmallFloats  # lowest altitude in each radar's line of sight; inf: never (all points, radars)


class RaidPlan(NamedTuple):
    """Raids. (raids,) unless said."""

    id: IntArray
    first_flight: IntArray
    size: IntArray
    start_s: FloatArray
    spacing_s: FloatArray
    poisson: BoolArray
    formation: IntArray  # flights in one
    formation_spacing_m: FloatArray
    waves: IntArray
    wave_interval_s: FloatArray
    mix: FloatArray  # running sum of the shares of classes, last 1 (raids, classes)
    abort_after: IntArray  # losses after which the rest turn back; above the size: never
    release_m: FloatArray  # distance from the asset at which a flight has done its work
    assets: IntArray  # (raids, most assets); -1: no more
    asset_count: IntArray
    first_route: IntArray  # the first of the azimuths of an asset (raids, most assets)
    azimuths: int  # compiled approach azimuths about every asset
    step_m: float  # between points of their routes
    enter_m: FloatArray  # distance from the asset at which a class appears (raids, classes)


class FlightPlan(NamedTuple):
    """Flights on written routes. (written,)"""

    id: IntArray
    first_flight: int  # their slots follow those of the raids
    route: IntArray
    pace: FloatArray  # points of the route a second [1/s]
    start_s: FloatArray
    target: IntArray  # class
    side: IntArray
    transponder: IntArray
    asset: IntArray  # what a hostile one flies to: the nearest asset to its last point; -1 for others


class TargetPlan(NamedTuple):
    """Classes. (classes,)"""

    speed_m_s: FloatArray
    altitude_low_m: FloatArray
    altitude_typical_m: FloatArray
    altitude_high_m: FloatArray
    follows_ground: BoolArray


class AssetPlan(NamedTuple):
    """What is defended. (assets,)"""

    x_m: FloatArray
    y_m: FloatArray
    weight: FloatArray
    effect_probability: FloatArray


class RadarPlan(NamedTuple):
    """Radars: where they stand, how far and how often they look, how well they measure. (radars,)"""

    id: IntArray
    x_m: FloatArray
    y_m: FloatArray
    height_m: FloatArray
    centre_rad: FloatArray
    half_width_rad: FloatArray
    least_tangent: FloatArray
    most_tangent: FloatArray
    instrumented_m: FloatArray
    period_s: FloatArray
    phase_s: FloatArray  # of the first scan
    kind: IntArray  # row of the detection tables
    least_speed_m_s: FloatArray  # radial
    rain_db_m: FloatArray
    searches: BoolArray  # whether it looks everywhere; else at what its fire unit was told to engage
    interrogates: BoolArray
    unit: IntArray  # fire unit it guides for; -1: none
    mean_up_s: FloatArray  # between faults; inf: never fails
    mean_repair_s: FloatArray
    phase_drawn: bool = False  # whether the first scan of each is drawn anew for every replicate


class MeasurePlan(NamedTuple):
    """How well radars place what they see. (radars,)"""

    range_sigma_m: FloatArray
    azimuth_floor_rad: FloatArray
    azimuth_slope_rad: FloatArray  # standard deviation at a signal-to-noise ratio of 1
    elevation_floor_rad: FloatArray
    elevation_slope_rad: FloatArray
    range_cell_m: FloatArray
    azimuth_cell_rad: FloatArray
    false_plots: FloatArray  # mean count a scan


class DetectPlan(NamedTuple):
    """Single-scan probability of detection by kind of radar, class, aspect and range."""

    probabilities: SmallFloats  # (kinds, classes, aspects, levels)
    aspects_per_rad: float
    sensitivity_db: FloatArray  # SNR·R⁴/σ (kinds,)
    cross_section_db: FloatArray  # (classes, aspects)
    rain_top_m: float


class PicturePlan(NamedTuple):
    """Air pictures: one for each group, or for groups that share one; one more for a fire unit left alone."""

    sees: BoolArray  # (pictures, radars)
    cue_delay_s: FloatArray  # of tracks from outside; inf: none (pictures,)
    cue_outage: FloatArray  # share of time without (pictures,)
    cue_outage_s: FloatArray  # mean length of an outage (pictures,)
    cue_period_s: float
    cue_sigma_m: float
    cue_id: IntArray  # (pictures,)
    unit: IntArray  # whose own it is, for when its link is out; -1: a group's (pictures,)


class IdentifyPlan(NamedTuple):
    """How tracks are told apart: logarithms of likelihoods for hostile, friendly, civil."""

    prior: FloatArray  # (3,)
    reply_probability: FloatArray  # of an answer that is understood, by transponder and side (3, 3)
    silent_probability: float  # that a transponder which is on is never understood, all along
    misread_probability: float  # else, that its code is read as another, all along
    reply: FloatArray  # evidence of an answer, by whose mode it is in; a hostile's is a friend's (3, 3)
    silence: FloatArray  # evidence of none (3,)
    misread: FloatArray  # evidence of an answer in a code that is no friend's and no airliner's (3,)
    fast_m_s: float  # bins of kinematics: slow or fast, low or high
    low_m: float
    kinematic: FloatArray  # evidence, by bin: slow low, fast low, slow high, fast high (4, 3)
    filed_probability: FloatArray  # that a flight plan seems to be of it: a hostile, anybody else (2,)
    filed: FloatArray  # evidence of no flight plan, and of one (2, 3)
    threshold: float  # posterior probability from which one is declared
    pressed: float  # the same where no time is left
    pressure_s: float  # time left from which it falls towards that; 0: it never does
    operator_s: float
    operator_shape: int  # 0: always as long; k: Erlang of order k
    decide_after_s: float  # then what is likeliest is declared
    workload: float  # share by which each track that waits for a word, beyond the next, slows the operator
    workload_free: int  # so many wait without slowing anybody


class ContextPlan(NamedTuple):
    """What place, course and climb tell of a track, and to whom. (pictures,) unless said."""

    interrogates: BoolArray  # whether transponders are asked
    looks: BoolArray  # whether a picture asks anything of place and course
    corridors: BoolArray  # whether it knows the corridors
    plans: BoolArray  # whether it knows the flight plans
    points: IntArray  # of the middle line of each corridor (corridors,)
    x_m: FloatArray  # (all points,)
    y_m: FloatArray
    half_width_m: FloatArray  # (corridors,)
    floor_m: FloatArray  # (corridors,)
    ceiling_m: FloatArray  # (corridors,)
    corridor: FloatArray  # evidence outside of all, and inside one (2, 3)
    climb_m_s: float  # inf: nobody asks
    climb: FloatArray  # evidence of one that descends, keeps its height, climbs (3, 3)
    heads: bool  # whether it is asked what a track heads for
    heads_m: float  # so near must its course come to an asset
    approach: FloatArray  # evidence of heading for none, and for one (2, 3)


class NorthPlan(NamedTuple):
    """Emplacements on whose radars alone a picture rests, and how their north may be wrong. (sites,)"""

    site: IntArray  # of each picture; -1: others would show it the error (pictures,)
    id: IntArray
    unit: IntArray  # fire unit; -1: a group's command post
    x_m: FloatArray
    y_m: FloatArray
    stated_rad: FloatArray  # clockwise
    probability: FloatArray  # that it is wrong as drawn
    size_rad: float
    law: int  # FIXED, UNIFORM or NORMAL


class RarePlan(NamedTuple):
    """Proposals for what seldom happens to one flight of each replicate; see `mission.rare`. -1: as it is."""

    share: float  # of replicates that draw by the proposals, below 1; 0: every weight is 1
    pick: FloatArray  # running sum of the chances of being the flight of interest; empty: none (written,)
    silent: float  # probability of a set that is never understood
    misread: float  # of a code read as another
    filed: float  # that a flight plan seems to be of it
    reply: float  # of an answer that is understood, in a spell of silence
    spell_first: float  # that a spell begins at the first look at a track
    spell_later: float  # at any later look
    spell_end: float  # that it ends before the next look
    misaligned: float  # that the north of an emplacement is wrong


class UnitPlan(NamedTuple):
    """Fire units: place, rules, times. (units,) unless said."""

    id: IntArray
    x_m: FloatArray
    y_m: FloatArray
    ground_m: FloatArray
    picture: IntArray
    alone: IntArray  # picture it falls back on without a link; -1: it holds fire
    targets: IntArray  # channels
    missiles: IntArray  # channels
    ready_s: FloatArray  # when it becomes ready; inf: it is off
    reaction_s: FloatArray  # mean, from the commitment to the first launch
    reaction_shape: IntArray  # 0: always as long; k: Erlang of order k
    interval_s: FloatArray  # between missiles of a salvo
    assessment_s: FloatArray  # from the last meeting to the word on it
    miss_called_kill: FloatArray  # probability
    kill_called_miss: FloatArray  # probability
    link_delay_s: FloatArray
    link_outage: FloatArray  # share of time without
    link_outage_s: FloatArray  # mean length of an outage
    guided: BoolArray  # whether its engagement radars must see what it engages
    guided_pd: FloatArray  # of one look, from which they do


class RulePlan(NamedTuple):
    """Doctrine of each fire unit. (units,) unless said."""

    salvo: IntArray  # missiles in one
    looks: BoolArray  # shoot-look-shoot; else a salvo at once
    most_shots: IntArray  # at one target
    weapons: IntArray  # WEAPONS_FREE, WEAPONS_TIGHT or WEAPONS_HOLD
    zone_min_m: FloatArray
    zone_max_m: FloatArray
    centre_rad: FloatArray  # of the launchers' sector
    half_width_rad: FloatArray
    reserve: IntArray  # rounds kept back, of all types together
    optimal: bool
    queueing: bool  # whether a freed channel is offered at once to who waits
    period_s: float  # between evaluations of a target that could not be engaged
    period_shape: int  # 0: always as long; k: Erlang of order k
    handover_s: float  # time the engagement radar has to find what it was told of
    coast_s: FloatArray  # missiles are lost after so long without sight
    other_probability: float  # that a missile takes another object
    other_m: float  # which lies no farther from it
    self_defence_m: FloatArray  # weapons held: what would pass a fire unit within this ...
    self_defence_s: FloatArray  # ... and so soon may be fired at


class MissilePlan(NamedTuple):
    """Interceptors. (types,) unless said."""

    id: IntArray
    time_s: SmallFloats  # of flight, by height above the launcher and ground range; inf: out of reach
    height_step_m: FloatArray  # (types,)
    range_step_m: FloatArray  # (types,)
    range_max_m: FloatArray
    range_min_m: FloatArray
    altitude_min_m: FloatArray  # above the ground under the target
    kill_probability: FloatArray  # (types, classes)
    seeker_m: FloatArray  # distance from the target at which it needs no guidance more; 0: to the end
    price_usd: FloatArray


class LauncherPlan(NamedTuple):
    """Launchers and what stands on them. (launchers,) unless said."""

    unit: IntArray
    load: IntArray  # rounds of each type when full (launchers, types)
    store: IntArray  # of each fire unit (units, types)
    reload_s: FloatArray  # (units,)
    mean_up_s: FloatArray
    mean_repair_s: FloatArray
    id: IntArray


class ChainPlan(NamedTuple):
    """The fidelity `fast`: the state of a track as a Markov chain. Rates come from full runs. [1/s]"""

    step_s: float
    bin: SmallInts  # of the detections a second to be expected; 0: none (pictures, classes, all points)
    learns: bool  # whether a full run counts what these rates are made of
    confirm: FloatArray  # of a flight without a confirmed track (classes, bins)
    lose: FloatArray  # of a confirmed track (classes, bins)
    declare: FloatArray  # of a confirmed track nobody has declared yet (3 sides, bins)
    mistake: FloatArray  # running shares of what is declared: by true side (3, 3)


class EndurePlan(NamedTuple):
    """What happens between raids."""

    raids: int  # occasions
    interval_s: float
    resupply: IntArray  # rounds of each type at each delivery (units, types)
    resupply_interval_s: float
    resupply_delay_s: float
    shift_s: float  # length of a watch
    relief_factor: float  # by which reaction slows in the first minutes of a watch; 1: not at all
    relief_s: float  # how long those are


class MissionPlan(NamedTuple):
    """All of it."""

    clock: ClockPlan
    routes: RoutePlan
    raids: RaidPlan
    flights: FlightPlan
    targets: TargetPlan
    assets: AssetPlan
    radars: RadarPlan
    measure: MeasurePlan
    detect: DetectPlan
    track: TrackPlan
    pictures: PicturePlan
    identify: IdentifyPlan
    context: ContextPlan
    north: NorthPlan
    rare: RarePlan
    units: UnitPlan
    rules: RulePlan
    missiles: MissilePlan
    launchers: LauncherPlan
    loads: IntArray  # rounds of each type that its launchers hold when full (units, types)
    chain: ChainPlan
    endure: EndurePlan
