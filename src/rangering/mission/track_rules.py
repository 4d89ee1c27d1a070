"""How tracks are kept and told apart: figures of the catalog as the numbers a filter and Bayes' rule take.

One set of figures serves all pictures: process noise and logic of the radar that searches with the most of
each, identification of the first group's system. A silent transponder that is on has two causes that are kept
apart: a single answer lost, and a set that is never heard. Fast and low counts for hostile; the other bins of
kinematics, and corridors, tell nothing yet.
Sources: Blackman and Popoli, Design and Analysis of Modern Tracking Systems (1999), chapters 6 and 9.
"""

from collections.abc import Sequence
from math import log, sqrt

import numpy as np

from rangering.catalog.mission_facts import IdentificationFacts
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

_OUTSIDE_THE_GATE = 1e-3  # share of true plots that fall outside the gate
_CLIMB = 0.1  # of the speed: a climb of 6 degrees, steep for any class at its speed
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


def identify_plan(facts: IdentificationFacts) -> IdentifyPlan:
    """Probabilities and logarithms of likelihoods, in the order hostile, friendly, civil."""
    heard, taken = facts.reply_probability, facts.false_friend_probability
    silent = facts.silent_friend_probability
    reply = np.zeros((3, 3))
    reply[:, HOSTILE] = taken
    reply[TRANSPONDER_ON, HOSTILE:] = heard
    # An answer in the mode of another side is as rare as one from a hostile: nobody publishes either.
    answers = np.full((3, 3), taken)
    answers[FRIENDLY, FRIENDLY] = answers[CIVIL, CIVIL] = heard * (1.0 - silent)
    answers[HOSTILE] = answers[FRIENDLY]
    kinematic = np.zeros((4, 3))
    kinematic[1, HOSTILE] = log(facts.kinematic_ratio)
    return IdentifyPlan(
        prior=_log(np.array(facts.priors)),
        reply_probability=reply,
        silent_probability=silent,
        reply=_log(answers),
        silence=_log(1.0 - answers[FRIENDLY] - answers[CIVIL]),
        fast_m_s=facts.fast_speed_m_s,
        low_m=facts.low_altitude_m,
        kinematic=kinematic,
        corridor=np.zeros(3),
        threshold=facts.decision_probability,
        operator_s=facts.operator_delay_s,
        operator_shape=0,  # nobody publishes how an operator's time varies
        decide_after_s=facts.time_limit_s,
        workload=0.0,
    )


def _log(probabilities: np.ndarray) -> np.ndarray:
    return np.asarray(np.log(np.maximum(probabilities, _LEAST)), dtype=np.float64)
