"""Tiny raids that between them walk every link of the chain, for the compiler and for plain Python alike."""

from typing import NamedTuple
from zlib import crc32

import numpy as np

from rangering.mission.kernels.expect import expected_hits
from rangering.mission.plan import (
    CIVIL,
    FAST,
    FRIENDLY,
    FULL,
    TRANSPONDER_OFF,
    TRANSPONDER_ON,
    WEAPONS_FREE,
    WEAPONS_HOLD,
    WEAPONS_TIGHT,
    ChainPlan,
    MissionPlan,
    RaidPlan,
)
from rangering.mission.state import new_state
from rangering.mission.teach import binned
from tests.mission_scene import Coming, Site, hand_plan, ints, radar_plan, reals, run

RAIDERS, POINTS, STEP_M = 4, 6, 8_000.0
REACH_M = 30_000.0
NEVER_S = 1e8  # a log states a time that never comes as more; NaN is left out likewise


def walked(**other: object) -> MissionPlan:
    """Four raiders in formations, one hostile, one own and one civil flight; three fire units, two radars.

    The first radar finds, the second guides for the first fire unit, whose link fails; the second fire unit
    becomes ready late and may fire at the unknown; the third holds fire. Everything errs, fails and is
    repaired.
    """
    flights = [
        Coming(5.0, 250.0, 40_000.0, bearing_rad=1.0),
        Coming(0.0, 200.0, 30_000.0, side=FRIENDLY, bearing_rad=2.0, passes_m=4_000.0),
        Coming(0.0, 220.0, 35_000.0, side=CIVIL, bearing_rad=-2.0, passes_m=6_000.0),
    ]
    sites = [
        Site(targets=2, missiles=2, rounds=1, launchers=2, store=2, reload_s=25.0, reaction_s=4.0,
        reaction_shape=1, assessment_s=3.0, miss_called_kill=0.2, kill_called_miss=0.2, most_shots=3),
        Site(x_m=2_000.0, rounds=2, store=3, reload_s=30.0, reaction_s=5.0, salvo=2, looks=False,
        interval_s=2.0, assessment_s=2.0, ready_s=20.0, zone_max_m=25_000.0),
        Site(y_m=-3_000.0, rounds=2, reaction_s=2.0, assessment_s=1.0),
    ]  # fmt: skip
    plan = hand_plan(
        flights, sites, kill=0.5, fidelity=FULL, pictures=2, radars=radar_plan(2, period_s=5.0), end_s=230.0,
        period_s=6.0, period_shape=2, seed=21,
    )  # fmt: skip
    plan = with_raid(plan)
    missiles = plan.missiles
    step_m = REACH_M / (missiles.time_s.shape[2] - 1)
    time_s = np.broadcast_to(
        2.0 + step_m * np.arange(missiles.time_s.shape[2]) / 900.0, missiles.time_s.shape
    )
    sees = np.array([[True, False], [False, True]])
    radars = plan.radars._replace(
        searches=np.array([True, False]), interrogates=np.array([True, False]), unit=ints([-1, 0]),
        half_width_rad=reals([np.pi, 2.2]), mean_up_s=reals([400.0, 300.0]), mean_repair_s=reals([20.0,
        15.0]), rain_db_m=reals([1e-5, 0.0]), period_s=reals([5.0, 3.0]), phase_s=reals([0.0, 1.0]),
        least_speed_m_s=reals([20.0, 0.0]),
    )  # fmt: skip
    measure = plan.measure._replace(
        false_plots=reals([1.5, 0.0]),
        range_cell_m=reals([400.0, 400.0]),
        azimuth_cell_rad=reals([0.05, 0.05]),
    )
    answers = np.zeros((3, 3))
    answers[TRANSPONDER_ON] = 0.0, 0.9, 0.9
    identify = plan.identify._replace(
        reply_probability=answers,
        silent_probability=0.1,
        reply=reals([[-3.0, 0.0, -3.0], [-3.0, 0.0, -3.0], [-3.0, -3.0, 0.0]]),
        silence=reals([0.0, -1.6, -1.6]),
        kinematic=reals([[0.0, 0.1, 0.0], [0.2, 0.0, 0.0], [0.0, 0.0, 0.2], [0.1, 0.0, 0.0]]),
        operator_s=4.0,
        operator_shape=2,
        decide_after_s=45.0,
    )
    units = plan.units._replace(
        guided=np.array([True, False, False]), alone=ints([1, -1, -1]), link_outage=reals([0.4, 0.0, 0.0]),
        link_outage_s=reals([30.0, 60.0, 60.0]), link_delay_s=reals([0.5, 0.0, 0.0]),
    )  # fmt: skip
    rules = plan.rules._replace(
        weapons=ints([WEAPONS_TIGHT, WEAPONS_FREE, WEAPONS_HOLD]), other_probability=0.3, other_m=6_000.0,
        handover_s=4.0, coast_s=reals([4.0, 10.0, 10.0]), reserve=ints([0, 1, 0]),
        half_width_rad=reals([np.pi, 2.5, np.pi]),
    )  # fmt: skip
    plan = plan._replace(
        radars=radars, measure=measure, identify=identify, units=units, rules=rules,
        detect=plan.detect._replace(probabilities=np.full_like(plan.detect.probabilities, 0.8),
        rain_top_m=4e3) ._replace(
            probabilities=np.full((1, 2, *plan.detect.probabilities.shape[2:]), 0.8, np.float32),
            cross_section_db=np.zeros((2, 2)),
        ),
        pictures=plan.pictures._replace(
            sees=sees, cue_delay_s=reals([4.0, np.inf]), cue_outage=reals([0.3, 0.0]), unit=ints([-1, 0]),
        ),
        missiles=missiles._replace(
            time_s=np.ascontiguousarray(time_s, np.float32), range_step_m=reals([step_m]),
            range_max_m=reals([REACH_M]), kill_probability=reals([[0.5, 0.6]]), seeker_m=reals([2_000.0]),
        ),
        launchers=plan.launchers._replace(
            mean_up_s=np.full(len(plan.launchers.unit), 200.0),
            mean_repair_s=np.full(len(plan.launchers.unit), 20.0),
        ),
        endure=plan.endure._replace(
            raids=2, interval_s=400.0, resupply=ints([[1], [1], [1]]), resupply_interval_s=150.0,
            resupply_delay_s=50.0, relief_factor=1.5, relief_s=60.0, shift_s=200.0,
        ),
    )  # fmt: skip
    return plan._replace(**other)


def with_raid(plan: MissionPlan) -> MissionPlan:
    """Four raiders of two classes, the second along the ground, two and two, in front of what flies."""
    along = np.linspace((POINTS - 1) * STEP_M, 0.0, POINTS)
    routes, flights, targets = plan.routes, plan.flights, plan.targets
    radars = routes.floor_m.shape[1] if len(plan.radars.id) == 1 else len(plan.radars.id)
    points = POINTS + len(routes.x_m)
    ground_m = np.zeros(points, np.float32)
    ground_m[:POINTS] = 100.0, 300.0, 200.0, 50.0, 0.0, 0.0
    return plan._replace(
        routes=routes._replace(
            first=np.concatenate([ints([0]), routes.first + POINTS]),
            points=np.concatenate([ints([POINTS]), routes.points]),
            x_m=np.concatenate([0.3 * along, routes.x_m]),
            y_m=np.concatenate([along, routes.y_m]),
            ground_m=ground_m,
            altitude_m=np.concatenate([np.zeros(POINTS, np.float32), routes.altitude_m]),
            floor_m=np.full((points, radars), 20.0, np.float32),
        ),
        raids=RaidPlan(
            id=ints([11]), first_flight=ints([0]), size=ints([RAIDERS]), start_s=reals([3.0]),
            spacing_s=reals([12.0]), poisson=np.array([True]), formation=ints([2]),
            formation_spacing_m=reals([300.0]), waves=ints([1]), wave_interval_s=reals([0.0]),
            mix=reals([[0.5, 1.0]]), abort_after=ints([2]), release_m=reals([1_000.0]), assets=ints([[0]]),
            asset_count=ints([1]), first_route=ints([[0]]), azimuths=1, step_m=STEP_M,
            enter_m=reals([[38_000.0, 30_000.0]]),
        ),
        flights=flights._replace(
            first_flight=RAIDERS, route=flights.route + 1,
            transponder=np.where(flights.side > 0, TRANSPONDER_ON, TRANSPONDER_OFF),
            asset=np.where(flights.side > 0, -1, 0),
        ),
        targets=targets._replace(
            speed_m_s=reals([250.0, 220.0]), altitude_low_m=reals([2e3, 60.0]),
            altitude_typical_m=reals([4e3, 100.0]), altitude_high_m=reals([6e3, 150.0]),
            follows_ground=np.array([False, True]),
        ),
        chain=plan.chain._replace(
            bin=np.zeros((len(plan.pictures.cue_id), 2, points), np.int8), confirm=np.zeros((2, 1)),
            lose=np.zeros((2, 1)),
        ),
    )  # fmt: skip


def chained(*, learns: bool) -> MissionPlan:
    """The same by the chain of track states, with rates put in by hand; or a full run that counts for it."""
    plan = walked()
    pictures, classes, points = plan.chain.bin.shape
    hits = np.zeros((points, pictures, classes), np.float32)
    for klass in range(classes):
        expected_hits(klass, plan, new_state(plan).air, hits)
    chain = ChainPlan(
        4.0, binned(hits, reals([1e-12, 0.2])), learns,
        np.full((2, 3), 0.15), np.full((2, 3), 0.02), np.full((3, 3), 0.1),
        reals([[0.9, 0.95, 1.0], [0.1, 0.9, 1.0], [0.05, 0.1, 1.0]]),
    )  # fmt: skip
    clock = plan.clock._replace(fidelity=FULL if learns else FAST)
    endure = plan.endure._replace(raids=1)
    return plan._replace(chain=chain, clock=clock, endure=endure)


def weighed() -> MissionPlan:
    """Three targets wait at the edge of the zone of two fire units and are weighed together."""
    flights = [Coming(0.1 * k, bearing_rad=0.7 * k) for k in range(3)]
    sites = [Site(targets=1, rounds=2, zone_max_m=95_000.0, assessment_s=4.0, most_shots=1)] * 2
    return hand_plan(flights, sites, kill=0.6, optimal=True, period_s=40.0, seed=3)


class Told(NamedTuple):
    """What a run came to, in a few numbers: all integers by a checksum, floats by sums."""

    lines: int
    integers: int
    times_s: float
    values: float
    rows: float


def told(plan: MissionPlan, replicates: int = 1) -> Told:
    """Run replicates one by one, and add up their logs and rows."""
    lines, checksum, times_s, values, rows = 0, 0, 0.0, 0.0, 0.0
    for k in range(replicates):
        ran = run(plan, 1, first=k, log_capacity=5_000)
        log = ran.state.log
        kept = int(log.length[0])
        assert 0 < kept < 5_000
        columns = [log.event[:kept], log.flight[:kept], log.unit[:kept], log.other[:kept]]
        checksum = crc32(np.stack(columns).astype("<i8").tobytes(), checksum)
        lines += kept
        times_s += float(log.time_s[:kept].sum())
        stated = log.value[:kept][np.abs(log.value[:kept]) < NEVER_S]
        values += float(stated.sum())
        rows += float(np.nansum(ran.rows.astype(float)))
    return Told(lines, checksum, times_s, values, rows)
