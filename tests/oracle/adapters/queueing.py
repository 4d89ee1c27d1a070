"""Channels and queues in the steady state."""

from rangering.mission.closed_forms.loss import (
    deterministic_stream_engaged,
    engset_congestion,
    erlang_b_blocking,
    erlang_b_offered_load,
)
from rangering.mission.closed_forms.queues import (
    abandonment_fraction,
    erlang_c_wait,
    erlang_c_wait_exceeds,
    finite_queue,
    priority_waits_s,
    single_channel_wait_s,
)
from tests.oracle.inputs import Unanswerable

# A law of service by name, and its squared coefficient of variation.
_LAWS = {"exponential": 1.0, "deterministic": 0.0, "constant": 0.0}


def _erlang_b(given):
    return erlang_b_blocking(given.count("channels", 0), given("offered_load", "erlang"))


def _erlang_b_inverse(given):
    return erlang_b_offered_load(given.count("channels"), given.probability("blocking"))


def _erlang_c(given):
    system = given.count("channels"), given("offered_load", "erlang"), given("service_rate", "1/s")
    wait = erlang_c_wait(*system)
    return {
        "prob_wait": wait.probability,
        "mean_wait_s": wait.mean_s,
        "prob_wait_over_1_over_mu": erlang_c_wait_exceeds(*system, 1.0 / system[2]),
    }


def _finite_queue(given):
    queue = finite_queue(
        given.count("channels"),
        given.count("system_capacity"),
        given("arrival_rate", "1/s"),
        given("service_rate", "1/s"),
    )
    return {"blocking": queue.blocking, "mean_number_in_queue": queue.mean_waiting_count}


def _abandonment(given):
    return abandonment_fraction(
        given.count("channels"),
        given("arrival_rate", "1/s"),
        given("service_rate", "1/s"),
        given("patience_rate", "1/s"),
    )


def _single_channel(given):
    return single_channel_wait_s(
        given("arrival_rate", "1/s"), given("mean_service", "s"), given("service_scv", "", least=0.0)
    )


def _priority(given):
    rates = given.array("arrival_rates_per_s_highest_first", "", -1)
    return priority_waits_s(rates, given("mean_service", "s"), given.choice("service", _LAWS)).tolist()


def _engset(given):
    congestion = engset_congestion(
        given.count("sources"),
        given.count("channels"),
        given("rate_per_idle_source", "1/s"),
        given("service_rate", "1/s"),
    )
    return {"time_congestion": congestion.time_fraction, "call_congestion": congestion.call_fraction}


def _stream(given):
    given.states("rule", "first free channel, otherwise lost")
    spacing_s, busy_s = given("spacing", "s"), given("channel_busy", "s")
    if spacing_s == 0.0 and busy_s == 0.0:
        raise Unanswerable("neither spacing nor time busy: how many come at once is not said")
    return deterministic_stream_engaged(
        given.count("raid_size", 0), spacing_s, busy_s, given.count("channels", 0)
    )


ANSWERS = {
    "erlang_b_blocking": _erlang_b,
    "erlang_b_inverse_offered_load": _erlang_b_inverse,
    "erlang_c_wait": _erlang_c,
    "mmck_blocking_and_queue": _finite_queue,
    "mmc_with_reneging_abandonment_fraction": _abandonment,
    "mg1_mean_wait": _single_channel,
    "mm1_nonpreemptive_priority_waits": _priority,
    "engset_finite_source_loss": _engset,
    "deterministic_stream_on_c_channels": _stream,
}
