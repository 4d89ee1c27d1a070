"""The whole engine against textbooks, in raids so plain that a textbook says how they end.

Expected values are those published with the cases of engagement and detection; where a setting needs others,
those of `rangering.mission.closed_forms`, which are held against the same cases by tests of their own. Every
comparison of means allows 4 standard errors (`tests.degenerate_raids`): with some 90 of them, new seeds would
fail one run in 180 by chance. What is counted and not drawn is compared exactly.
"""

from typing import Any

import numpy as np
import pytest

from rangering.mission.closed_forms.fire import leak_probability
from rangering.mission.closed_forms.loss import deterministic_stream_engaged, engset_congestion
from rangering.mission.closed_forms.queues import single_channel_wait_s
from rangering.mission.codes import BOUNDS, Bound, Count, Event
from rangering.mission.plan import FAST, FULL, ChainPlan, MissionPlan
from tests.degenerate_raids import LONG_M, agrees, fates, own_missiles, stream, waits_s
from tests.mission_scene import Coming, Site, hand_plan, ints, radar_plan, reals, run
from tests.oracle.case import CASES, Case, read

ALL = [*read(CASES / "08_engagement_queueing.csv"), *read(CASES / "04_radar_detection.csv")]
HOLD_S = 10.0  # mean time for which a channel is held
MOST = 300  # channels: more than are ever wanted


def published(quantity: str) -> Any:
    """Every published case of a quantity, as a parameter of a test."""
    cases = [case for case in ALL if case.quantity == quantity]
    assert cases
    return pytest.mark.parametrize("case", cases, ids=[case.case_id for case in cases])


def lost(plan: MissionPlan, replicates: int, settled: int) -> Any:
    """Share of flights that nobody took, by replicate, of those that came after the first so many."""
    return 1.0 - fates(plan, replicates).engaged[:, settled:].mean(axis=1)


# --- streams and channels -----------------------------------------------------------------------------------


@published("erlang_b_blocking")
@pytest.mark.parametrize("scarce", ["targets", "missiles"])
def test_a_poisson_stream_is_lost_as_erlang_says(case: Case, scarce: str):
    """A channel is held for an exponential reaction; who finds none free is never asked again."""
    load = case.inputs["offered_load_erlang"]
    settled = int(25 * max(load, 1.0))
    channels = {"targets": MOST, "missiles": MOST} | {scarce: case.inputs["channels"]}
    site = Site(**channels, reaction_s=HOLD_S, reaction_shape=1)
    plan = stream(settled + 400, load / HOLD_S, [site], queueing=False, seed=3)
    agrees(lost(plan, 200, settled), case.expected, within=0.03)


@pytest.mark.parametrize("shape", [0, 2, 3])
@pytest.mark.parametrize("channels", [3, 6])
def test_the_loss_does_not_depend_on_the_law_of_the_time_held(shape: int, channels: int):
    case = next(c for c in ALL if c.quantity == "erlang_b_blocking" and c.inputs["channels"] == channels)
    load = case.inputs["offered_load_erlang"]
    site = Site(targets=channels, reaction_s=HOLD_S, reaction_shape=shape)
    plan = stream(700, load / HOLD_S, [site], queueing=False, seed=4)
    agrees(lost(plan, 200, 200), case.expected, within=0.02)


@pytest.mark.parametrize("parts", [(4.0, 0.0, 6.0), (0.0, 10.0, 0.0), (2.0, 5.0, 3.0)])
def test_nor_on_what_the_channel_is_held_for(parts: tuple[float, float, float]):
    """Reaction, flight of the missile, assessment: 3 channels, 2 Erlang, however the 10 s are made up."""
    reaction_s, flight_s, assessment_s = parts
    case = next(c for c in ALL if c.case_id.endswith("erlB-3-2.0"))
    site = Site(targets=3, reaction_s=reaction_s, assessment_s=assessment_s)
    plan = stream(700, 2.0 / HOLD_S, [site], queueing=False, flight_s=flight_s, seed=5)
    agrees(lost(plan, 200, 200), case.expected, within=0.02)


@published("engset_finite_source_loss")
@pytest.mark.parametrize("shape", [1, 0])
def test_few_sources_are_lost_as_engset_says(case: Case, shape: int):
    """Flights that stay, are never killed and get one shot a track: an idle source is one whose track is
    lost.

    Whoever was served or found no channel keeps its track for an exponential time, loses it, gains it again
    after Erlang's law of order 3, and is declared at the next step. The loss depends on the means alone
    (Cohen, "The generalized Engset formulae", 1957); what a step of the chain rounds up is taken off the
    mean.
    """
    sources, channels = case.inputs["sources"], case.inputs["channels"]
    idle_s, hold_s = 1.0 / case.inputs["rate_per_idle_source_per_s"], 1.0 / case.inputs["service_rate_per_s"]
    step_s, end_s = 0.01, 1000.0
    keep_s, find_s = 0.5 * idle_s, 0.5 * idle_s - 1.5 * step_s  # each of the two is rounded up by half a step
    site = Site(targets=channels, rounds=1_000_000, most_shots=1, reaction_s=hold_s, reaction_shape=shape)
    flights = [Coming(0.0, from_m=LONG_M) for _ in range(sources)]
    plan = hand_plan(flights, [site], kill=0.0, fidelity=FAST, queueing=False, end_s=end_s, seed=6)
    plan = plan._replace(
        chain=ChainPlan(
            step_s, np.ones((1, 1, 2 * sources), np.int8), False, confirm=reals([[0.0, 1.0 / find_s]]),
            lose=reals([[0.0, 1.0 / keep_s]]), declare=np.full((3, 2), 1e9),
            mistake=np.ones((3, 3)),
        )
    )  # fmt: skip
    time_full, calls_lost = [], []
    for k in range(30):
        ran = run(plan, 1, first=k, log_capacity=40_000)
        log, kept = ran.state.log, int(ran.state.log.length[0])
        assert kept < 40_000
        time_full.append(ran.rows[0, ran.layout.units + 3] / end_s)
        refused = (log.event[:kept] == Event.REFUSED) & (log.other[:kept] == Bound.CHANNELS)
        taken = np.count_nonzero(log.event[:kept] == Event.COMMITTED)
        calls_lost.append(refused.sum() / (refused.sum() + taken))
    expected = engset_congestion(sources, channels, 1.0 / idle_s, 1.0 / hold_s)
    assert expected.time_fraction == pytest.approx(case.expected["time_congestion"], rel=1e-9)
    agrees(time_full, case.expected["time_congestion"], within=0.02)
    agrees(calls_lost, case.expected["call_congestion"], within=0.02)


@published("mmc_with_reneging_abandonment_fraction")
def test_who_waits_and_gives_up_does_so_as_erlang_a_says(case: Case):
    """Patience is the time for which a flight is inside the fire zone: all fly abreast past its edge."""
    rate, patience_rate = case.inputs["arrival_rate_per_s"], case.inputs["patience_rate_per_s"]
    channels, hold_s = case.inputs["channels"], 1.0 / case.inputs["service_rate_per_s"]
    zone_s, speed_m_s, count, settled = 30.0 / patience_rate, 200.0, 350, 100
    site = Site(
        y_m=LONG_M, targets=channels, zone_max_m=zone_s * speed_m_s, reaction_s=hold_s, reaction_shape=1
    )
    given_up = []
    for k in range(60):
        rng = np.random.default_rng((8, k))
        starts_s = np.cumsum(rng.exponential(1.0 / rate, count))
        patience_s = np.minimum(rng.exponential(1.0 / patience_rate, count), zone_s)
        aside_m = speed_m_s * np.sqrt(zone_s**2 - patience_s**2)
        flights = [
            Coming(start_s, speed_m_s, LONG_M, passes_m=passes_m)
            for start_s, passes_m in zip(starts_s.tolist(), aside_m.tolist(), strict=True)
        ]
        plan = hand_plan(flights, [site], seed=100 + k)
        given_up.append(lost(plan, 1, settled)[0])
    agrees(given_up, case.expected, within=0.04)


@pytest.mark.parametrize("case_id", ["T08-V-erlC-1-0.5", "T08-V-erlC-2-1.2"])
def test_who_waits_for_ever_waits_as_erlang_c_says(case_id: str):
    case = next(c for c in ALL if c.case_id == case_id)
    channels, load = case.inputs["channels"], case.inputs["offered_load_erlang"]
    hold_s = 1.0 / case.inputs["service_rate_per_s"]
    site = Site(targets=channels, reaction_s=hold_s, reaction_shape=1)
    plan = stream(900, load / hold_s, [site], seed=9)
    waits = np.array([waits_s(plan, k, 900)[300:] for k in range(150)])
    agrees((waits > 1e-9).mean(axis=1), case.expected["prob_wait"], within=0.05)
    agrees(waits.mean(axis=1), case.expected["mean_wait_s"], within=0.15)


@pytest.mark.parametrize(("shape", "scv"), [(0, 0.0), (1, 1.0), (2, 0.5)])
def test_one_channel_is_waited_for_as_pollaczek_and_khinchine_say(shape: int, scv: float):
    site = Site(targets=1, reaction_s=1.0, reaction_shape=shape)
    plan = stream(900, 0.6, [site], seed=10)
    waits = [waits_s(plan, k, 900)[300:].mean() for k in range(150)]
    agrees(waits, single_channel_wait_s(0.6, 1.0, scv), within=0.15)


@published("deterministic_stream_on_c_channels")
def test_an_even_stream_engages_what_was_published(case: Case):
    given = case.inputs
    assert engaged_of(given["raid_size"], given["spacing_s"], given["channel_busy_s"], given["channels"]) == (
        case.expected
    )


@pytest.mark.parametrize("spacing_s", [1, 3, 5])
@pytest.mark.parametrize("busy_s", [1, 4, 10, 15])
@pytest.mark.parametrize("channels", [1, 2, 3])
def test_an_even_stream_engages_what_counting_gives(spacing_s: int, busy_s: int, channels: int):
    """Ties included: a channel set free just as a target comes serves it."""
    expected = deterministic_stream_engaged(17, spacing_s, busy_s, channels)
    assert engaged_of(17, spacing_s, busy_s, channels) == expected


def engaged_of(count: int, spacing_s: float, busy_s: float, channels: int) -> int:
    flights = [Coming(k * spacing_s) for k in range(count)]
    ran = run(hand_plan(flights, [Site(targets=channels, assessment_s=busy_s)], queueing=False))
    row = ran.rows[0]
    assert row[ran.layout.bounds + Bound.CHANNELS] == row[Count.LEAKERS] == count - row[Count.ENGAGED]
    return int(row[Count.ENGAGED])


# --- one target: shots, looks, errors -----------------------------------------------------------------------

MANY = [Coming(0.0, from_m=LONG_M) for _ in range(100)]


def leaks_and_shots(site: Site, kill: float, leak: float, shots: float) -> None:
    """A hundred targets that share nothing, in 200 replicates."""
    rows = run(hand_plan(MANY, [site], kill=kill, flight_s=9.0, seed=12), 200).rows
    agrees(rows[:, Count.LEAKERS] / len(MANY), leak, within=0.02)
    agrees(rows[:, Count.MISSILES] / len(MANY), shots, within=0.05)


@pytest.mark.parametrize(("kill", "shots"), [(0.3, 1), (0.3, 4), (0.7, 2), (0.9, 3)])
def test_a_salvo_leaks_as_the_power_of_a_miss(kill: float, shots: int):
    """No look: n missiles, (1 - p)^n, and n of them spent."""
    leak = (1.0 - kill) ** shots
    assert leak_probability(kill, shots) == pytest.approx(leak)
    site = Site(targets=MOST, salvo=shots, looks=False, most_shots=shots, interval_s=2.0)
    rows = run(hand_plan(MANY, [site], kill=kill, flight_s=9.0, seed=11), 200).rows
    agrees(rows[:, Count.LEAKERS] / len(MANY), leak, within=0.02)
    assert (rows[:, Count.MISSILES] == shots * len(MANY)).all()


@published("shoot_look_shoot")
def test_shoot_look_shoot(case: Case):
    site = Site(targets=MOST, most_shots=case.inputs["max_shots"], assessment_s=3.0)
    kill = case.inputs["single_shot_kill_probability"]
    leaks_and_shots(site, kill, case.expected["leak_probability"], case.expected["expected_shots"])


@published("salvo_look_salvo")
def test_salvo_look_salvo(case: Case):
    salvo, most = case.inputs["shots_per_salvo"], case.inputs["max_salvos"]
    doctrine = {"salvo": salvo, "looks": False, "most_shots": salvo * most}
    site = Site(targets=MOST, assessment_s=3.0, interval_s=1.0, **doctrine)
    kill = case.inputs["single_shot_kill_probability"]
    leaks_and_shots(site, kill, case.expected["leak_probability"], case.expected["expected_shots"])


@published("shoot_look_shoot_with_assessment_errors")
def test_shoot_look_shoot_with_a_look_that_errs(case: Case):
    given = case.inputs
    site = Site(
        targets=MOST,
        most_shots=given["max_shots"],
        assessment_s=3.0,
        miss_called_kill=given["prob_miss_called_kill"],
        kill_called_miss=given["prob_kill_called_miss"],
    )
    kill = given["single_shot_kill_probability"]
    leaks_and_shots(site, kill, 1.0 - case.expected["kill_probability"], case.expected["expected_shots"])


# --- magazines ----------------------------------------------------------------------------------------------


@published("probability_magazine_suffices_for_r_kills")
def test_rounds_for_kills_are_negative_binomial(case: Case):
    flights = [Coming(0.0, from_m=LONG_M)] * case.inputs["kills_needed"]
    kill = case.inputs["single_shot_kill_probability"]
    held = Site(targets=1, rounds=case.inputs["rounds"])
    rows = run(hand_plan(flights, [held], kill=kill, flight_s=5.0, seed=13), 20_000).rows
    agrees(rows[:, Count.LEAKERS] == 0, case.expected["prob_sufficient"], within=0.02)
    plenty = run(hand_plan(flights, [Site(targets=1)], kill=kill, flight_s=5.0, seed=14), 20_000).rows
    needed = plenty[:, Count.MISSILES].astype(float)
    agrees(needed, case.expected["mean_rounds_needed"], within=0.1)
    spread = (needed - case.expected["mean_rounds_needed"]) ** 2
    agrees(spread, case.expected["sd_rounds_needed"] ** 2, within=0.4)


@published("sequential_raid_finite_magazine")
def test_one_target_after_another_on_one_magazine(case: Case):
    given = case.inputs
    flights = [Coming(float(k), from_m=LONG_M) for k in range(given["targets"])]
    site = Site(targets=1, rounds=given["rounds"], most_shots=given["max_shots_per_target"])
    ran = run(
        hand_plan(flights, [site], kill=given["single_shot_kill_probability"], flight_s=5.0, seed=15), 20_000
    )
    left = ran.rows[:, ran.layout.units + 5]
    assert np.array_equal(left, given["rounds"] - ran.rows[:, Count.MISSILES])
    agrees(ran.rows[:, Count.LEAKERS], case.expected["expected_leakers"], within=0.05)
    agrees(ran.rows[:, Count.LEAKERS] == 0, case.expected["prob_no_leaker"], within=0.02)
    agrees(left == 0, case.expected["prob_magazine_empty"], within=0.02)
    agrees(left, case.expected["expected_rounds_left"], within=0.06)


@published("fraction_of_time_out_of_rounds")
def test_reloading_silences_a_launcher_as_renewal_says(case: Case):
    """Judged after so many reloads that where in its cycle the launcher stands is forgotten."""
    rate, rounds, reload_s = (
        case.inputs[name] for name in ("shot_rate_per_s", "magazine_rounds", "reload_time_s")
    )
    cycle_s = rounds / rate + reload_s
    settled = int(30 * cycle_s * rate)
    site = Site(targets=MOST, rounds=rounds, store=1_000_000, reload_s=reload_s)
    agrees(lost(stream(settled + 420, rate, [site], queueing=False, seed=16), 200, settled), case.expected,
           within=0.02)  # fmt: skip


# --- several together ---------------------------------------------------------------------------------------


@published("layered_defence_leakers")
def test_layers_leak_as_their_product(case: Case):
    """Fire units with zones one behind the other, one shot each at every target."""
    kills = case.inputs["layer_kill_probabilities"]
    zones = [(40_000.0, 80_000.0), (30_000.0, 50_000.0), (5_000.0, 25_000.0)]
    sites = [
        Site(targets=MOST, most_shots=1, zone_min_m=near, zone_max_m=far) for near, far in zones[: len(kills)]
    ]
    flights = [Coming(0.0) for _ in range(case.inputs["raid_size"])]
    plan = own_missiles(hand_plan(flights, sites, period_s=20.0, seed=17), sites, [[kill] for kill in kills])
    leakers = run(plan, 2000).rows[:, Count.LEAKERS].astype(float)
    agrees(leakers, case.expected["expected_leakers"], within=0.15)
    agrees(leakers == 0, case.expected["prob_no_leaker"], within=0.04)
    agrees((leakers - case.expected["expected_leakers"]) ** 2, case.expected["sd_leakers"] ** 2, within=0.35)


@published("cumulative_detection_independent_scans")
def test_scans_add_up_to_what_independence_gives(case: Case):
    """Twenty flights apart from each other, in view for so many turns of the radar; no fire unit."""
    scans, pd = case.inputs["scans"], case.inputs["pd_per_scan"]
    # In the air from 5 s on; the radar looks every 10 s.
    flights = [Coming(5.0, 1000.0, 10_000.0 * scans, bearing_rad=2.0 * np.pi * k / 20) for k in range(20)]
    plan = hand_plan(
        flights, [Site(targets=0)], fidelity=FULL, radars=radar_plan(1), end_s=10.0 * scans + 9.0, seed=18
    )
    plan = plan._replace(
        detect=plan.detect._replace(probabilities=np.full_like(plan.detect.probabilities, pd))
    )
    rows = run(plan, 400).rows
    assert (rows[:, Count.LOOKS] == 20 * scans).all()
    agrees(rows[:, Count.DETECTED] / 20, case.expected, within=0.03)


@published("weapon_target_assignment_optimum")
@pytest.mark.parametrize("hurried", [True, False])
def test_the_optimal_rule_leaves_the_optimum(case: Case, hurried: bool):
    """Weapons are fire units of one channel and one round, targets fly each at its own asset, worth its
    value.

    All wait at the edge of the fire zone and are weighed together at the first look inside. With no time to
    look between two shots, all weapons are committed at that instant and what survives in the mean is the
    optimum itself. With time, the second weapon of a target waits for the look after the first and goes
    elsewhere if that has killed, so that less may survive; more may not.
    """
    kill, values = case.inputs["kill_probability_weapon_by_target"], case.inputs["target_values"]
    weapons, targets = len(kill), len(values)
    bearings = [2.0 * np.pi * t / targets for t in range(targets)]
    flights = [Coming(0.0, bearing_rad=bearing, target=t) for t, bearing in enumerate(bearings)]
    sites = [Site(targets=1, missiles=1, rounds=1, zone_max_m=95_000.0, assessment_s=1e3 * hurried)] * weapons
    plan = hand_plan(flights, sites, optimal=True, period_s=40.0, seed=19)
    plan = own_missiles(plan, sites, kill)
    plan = plan._replace(
        targets=plan.targets._make(np.repeat(column, targets) for column in plan.targets),
        assets=plan.assets._make(
            (
                reals(50_000.0 * np.sin(bearings)), reals(50_000.0 * np.cos(bearings)), reals(values),
                np.ones(targets),
            )
        ),
        flights=plan.flights._replace(asset=ints(range(targets))),
    )  # fmt: skip
    ran = run(plan, 20_000)
    killed_at = ran.layout.classes + 5 + 8 * np.arange(targets)
    surviving = ((1.0 - ran.rows[:, killed_at]) * reals(values)).sum(axis=1)
    error = surviving.std(ddof=1) / np.sqrt(len(surviving))
    assert 4.0 * error < 0.35
    assert surviving.mean() <= case.expected + 4.0 * error
    if hurried:
        assert surviving.mean() >= case.expected - 4.0 * error
        assert (ran.rows[:, Count.MISSILES] == weapons).all()
    assert (ran.rows[:, ran.layout.bounds : ran.layout.bounds + BOUNDS].sum(axis=1) == ran.rows[:, 1]).all()
