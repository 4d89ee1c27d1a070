"""How tracks are kept and told apart: figures of the catalog as the numbers a filter and Bayes' rule take.

One set of figures serves all pictures: process noise and logic of the radar that searches with the most of
each, identification of the first group's system. A silent transponder that is on has two causes that are kept
apart: a single answer lost, and a set that is never heard. Fast and low counts for hostile; the other bins of
kinematics tell nothing. A code read as another counts for hostile by a stated ratio.
Sources: Blackman and Popoli, Design and Analysis of Modern Tracking Systems (1999), chapters 6 and 9.
"""

from collections.abc import Sequence
from math import log, sqrt

import numpy as np

from rangering.catalog.mission_facts import ContextFacts, IdentificationFacts
from rangering.catalog.resolve import TargetFacts
from rangering.mission.plan import (
    CIVIL,
    FRIENDLY,
    HOSTILE,
    TRANSPONDER_ON,
    IdentifyPlan,
)
from rangering.mission.radars import Kind
from rangering.mission.tracks import TrackPlan
from rangering.scenario.identification import Identification

_OUTSIDE_THE_GATE = 1e-3  # share of true plots that fall outside the gate
_CLIMB = 0.1  # of the speed: a climb of 6 degrees, steep for any class at its speed
_GUESS = 1.0 / 3.0  # of three sides
_LEAST = 1e-6  # no evidence is beyond doubt, whatever a probability of 0 says


def track_plan(kinds: Sequence[Kind], classes: Sequence[TargetFacts]) -> TrackPlan:
    """How tracks are begun, kept and given up.

    Parameters
    ----------
    kinds : sequence of Kind
        Of the radars that search; one or more.
    classes : sequence of TargetFacts
        What flies; one or more.
    """
    tracking = [each.tracking for each in kinds]
    fastest_m_s = max(each.speed_m_s for each in classes)
    psd_m2_s3 = max(each.process_noise_m2_s3 for each in tracking)
    scans = max(round(each.confirm_scans_count) for each in tracking)
    hits = max(round(each.confirm_hits_count) for each in tracking)
    return TrackPlan(
        psd_m2_s3=psd_m2_s3,
        height_psd_m2_s3=psd_m2_s3 * _CLIMB,
        gate=-2.0 * log(_OUTSIDE_THE_GATE),
        confirm_hits=min(hits, scans),
        confirm_scans=scans,
        initial_speed_m_s=fastest_m_s / sqrt(2.0),
        initial_climb_m_s=fastest_m_s * _CLIMB,
        coast_s=max(each.tracking.missed_scans_count * each.facts.update_period_s for each in kinds),
    )


def identify_plan(
    facts: IdentificationFacts, stated: Identification, context: ContextFacts, workload_free: int | None
) -> IdentifyPlan:
    """Probabilities and logarithms of likelihoods, in the order hostile, friendly, civil.

    Parameters
    ----------
    facts : IdentificationFacts
        What the crew expects, and but for what the scenario states, what happens.
    stated : Identification
        What the scenario states.
    context : ContextFacts
        What stands in for what it leaves out.
    workload_free : int or None
        Tracks that may wait without slowing the operator; None: any number.
    """
    heard, taken = facts.reply_probability, facts.false_friend_probability
    silent = facts.silent_friend_probability
    reply = np.zeros((3, 3))
    reply[:, HOSTILE] = taken
    reply[TRANSPONDER_ON, HOSTILE:] = heard if stated.reply_probability is None else stated.reply_probability
    # An answer in the mode of another side is as rare as one from a hostile: nobody publishes either.
    answers = np.full((3, 3), taken)
    answers[FRIENDLY, FRIENDLY] = answers[CIVIL, CIVIL] = heard * (1.0 - silent)
    answers[HOSTILE] = answers[FRIENDLY]
    plans = np.zeros(2)
    if stated.flight_plans != "nobody":
        plans[:] = context.filed_hostile_probability, context.filed_probability
    slows = context.workload_fraction if stated.workload_fraction is None else stated.workload_fraction
    pressed = (
        context.pressed_probability if stated.pressed_probability is None else stated.pressed_probability
    )
    kinematic = np.zeros((4, 3))
    kinematic[1, HOSTILE] = log(facts.kinematic_ratio)
    return IdentifyPlan(
        prior=_log(np.array(facts.priors)),
        reply_probability=reply,
        silent_probability=1.0 - (1.0 - silent) * (1.0 - stated.garbled_probability)
        if stated.garbled_probability
        else silent,
        misread_probability=stated.wrongly_decoded_probability,
        reply=_log(answers),
        silence=_log(1.0 - answers[FRIENDLY] - answers[CIVIL]),
        misread=np.array([log(context.wrong_code_ratio), 0.0, 0.0]),
        fast_m_s=facts.fast_speed_m_s,
        low_m=facts.low_altitude_m,
        kinematic=kinematic,
        filed_probability=plans,
        filed=_log(np.array([1.0 - plans[[0, 1, 1]], plans[[0, 1, 1]]])),
        threshold=_accepted(facts.decision_probability, stated.training_ratio),
        pressed=_accepted(pressed, stated.training_ratio),
        pressure_s=stated.time_pressure_s,
        operator_s=facts.operator_delay_s * stated.training_ratio,
        operator_shape=0,  # nobody publishes how an operator's time varies
        decide_after_s=facts.time_limit_s,
        workload=0.0 if workload_free is None else slows,
        workload_free=workload_free or 0,
    )


def _accepted(probability: float, training_ratio: float) -> float:
    """How sure a crew wants to be that accepts so many times the doubt; never less than a guess."""
    if training_ratio == 1.0:
        return probability
    return max(1.0 - (1.0 - probability) * training_ratio, _GUESS)


def _log(probabilities: np.ndarray) -> np.ndarray:
    return np.asarray(np.log(np.maximum(probabilities, _LEAST)), dtype=np.float64)
