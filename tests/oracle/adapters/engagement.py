"""Shots, assessment, magazines, layers and the choice of targets."""

import numpy as np

from rangering.mission.closed_forms.fire import (
    layered_leakers,
    random_aim_leakers,
    salvo_look_salvo,
    shared_out_leakers,
    shoot_look_shoot,
)
from rangering.mission.closed_forms.magazines import (
    out_of_rounds_fraction,
    raid_on_magazine,
    rounds_for_kills,
)
from rangering.mission.kernels.allocate import allocate
from tests.oracle.inputs import Unanswerable


def _shoot_look_shoot(given):
    given.states("assessment", "perfect")
    fought = shoot_look_shoot(given.probability("single_shot_kill_probability"), given.count("max_shots"))
    return {"leak_probability": fought.leak_probability, "expected_shots": fought.expected_shots}


def _salvo_look_salvo(given):
    given.states("assessment", "perfect")
    fought = salvo_look_salvo(
        given.probability("single_shot_kill_probability"),
        given.count("shots_per_salvo"),
        given.count("max_salvos"),
    )
    return {"leak_probability": fought.leak_probability, "expected_shots": fought.expected_shots}


def _assessed(given):
    fought = shoot_look_shoot(
        given.probability("single_shot_kill_probability"),
        given.count("max_shots"),
        given.probability("prob_miss_called_kill"),
        given.probability("prob_kill_called_miss"),
    )
    return {"kill_probability": fought.kill_probability, "expected_shots": fought.expected_shots}


def _allocation(given):
    raid = given.count("targets"), given.count("shots", 0), given.probability("kill_probability")
    return {"coordinated_uniform": shared_out_leakers(*raid), "independent_random": random_aim_leakers(*raid)}


def _rounds_for_kills(given):
    needed = rounds_for_kills(
        given.count("kills_needed", 0),
        given.probability("single_shot_kill_probability"),
        given.count("rounds", 0),
    )
    return {
        "prob_sufficient": needed.prob_sufficient,
        "mean_rounds_needed": needed.mean,
        "sd_rounds_needed": needed.sd,
    }


def _raid_on_magazine(given):
    given.states("doctrine", "shoot-look-shoot, targets one after another, no reload")
    raid = raid_on_magazine(
        given.count("targets", 0),
        given.count("rounds", 0),
        given.probability("single_shot_kill_probability"),
        given.count("max_shots_per_target"),
    )
    return raid._asdict()


def _out_of_rounds(given):
    given.states("rule", "Poisson demands; full reload starts when empty; demands during reload are lost")
    return out_of_rounds_fraction(
        given.count("magazine_rounds"), given("shot_rate", "1/s"), given("reload_time", "s")
    )


def _allocate(given):
    given.states("rule", "each weapon fires at exactly one target (unused never better)")
    value = given.array("target_values", "", -1)
    kill_probability = given.array("kill_probability_weapon_by_target", "", -1, value.size)
    if kill_probability.min() < 0.0 or kill_probability.max() > 1.0 or value.min() < 0.0:
        raise Unanswerable("a kill probability beyond 0 to 1, or a value below 0")
    surviving, proven = allocate(kill_probability, value, np.empty(len(kill_probability), np.int64))
    if not proven:
        raise Unanswerable("too large to prove the optimum")
    return surviving


def _layers(given):
    leakers = layered_leakers(given.array("layer_kill_probabilities", "", -1), given.count("raid_size", 0))
    return {
        "leak_probability": leakers.leak_probability,
        "expected_leakers": leakers.expected,
        "prob_no_leaker": leakers.prob_none,
        "sd_leakers": leakers.sd,
    }


ANSWERS = {
    "shoot_look_shoot": _shoot_look_shoot,
    "salvo_look_salvo": _salvo_look_salvo,
    "shoot_look_shoot_with_assessment_errors": _assessed,
    "expected_leakers_uniform_and_random_allocation": _allocation,
    "probability_magazine_suffices_for_r_kills": _rounds_for_kills,
    "sequential_raid_finite_magazine": _raid_on_magazine,
    "fraction_of_time_out_of_rounds": _out_of_rounds,
    "weapon_target_assignment_optimum": _allocate,
    "layered_defence_leakers": _layers,
}
