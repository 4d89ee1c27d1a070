"""Raids made by hand: a plan with every number in sight, and only what a test is about switched on.

By default one fire unit stands at the origin beside the one asset, everything is known at once (fidelity
TOLD), nothing is guided, missiles need no time and reach everywhere. Flights come along straight routes.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.constants import EARTH_RADIUS_M, STANDARD_K
from rangering.mission.kernels.replicate import run_replicates
from rangering.mission.layout import Layout
from rangering.mission.plan import (
    FIXED,
    HOSTILE,
    TOLD,
    WEAPONS_TIGHT,
    AssetPlan,
    ChainPlan,
    ClockPlan,
    ContextPlan,
    DetectPlan,
    EndurePlan,
    FlightPlan,
    IdentifyPlan,
    LauncherPlan,
    MeasurePlan,
    MissilePlan,
    MissionPlan,
    NorthPlan,
    PicturePlan,
    RadarPlan,
    RaidPlan,
    RoutePlan,
    RulePlan,
    TargetPlan,
    UnitPlan,
)
from rangering.mission.rare import NO_PROPOSALS
from rangering.mission.state import State, layout_for, new_state
from rangering.mission.tracks import TrackPlan
from rangering.sight.lookup import LEVEL_COUNT

FAR_M = 1e7
MANY = 1_000
ROWS, COLUMNS = 4, 16


class Coming(NamedTuple):
    """One flight on a straight route to the origin."""

    start_s: float
    speed_m_s: float = 200.0
    from_m: float = 100_000.0
    side: int = HOSTILE
    height_m: float = 5_000.0
    bearing_rad: float = 0.0
    target: int = 0
    passes_m: float = 0.0  # by how much it misses the origin, to the right


class Site(NamedTuple):
    """One fire unit with its launchers, all at one place."""

    x_m: float = 0.0
    y_m: float = 0.0
    targets: int = 1
    missiles: int = MANY
    rounds: int = MANY  # on one launcher
    launchers: int = 1
    store: int = 0
    reload_s: float = 600.0
    reaction_s: float = 0.0
    reaction_shape: int = 0
    interval_s: float = 0.0
    assessment_s: float = 0.0
    miss_called_kill: float = 0.0
    kill_called_miss: float = 0.0
    salvo: int = 1
    looks: bool = True
    most_shots: int = MANY
    zone_min_m: float = 0.0
    zone_max_m: float = FAR_M
    picture: int = 0
    ready_s: float = 0.0


def ints(values: Any) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


def reals(values: Any) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)


def hand_plan(
    flights: Sequence[Coming] = (),
    sites: Sequence[Site] = (Site(),),
    *,
    kill: float = 1.0,
    flight_s: float = 0.0,
    end_s: float = 1e6,
    seed: int = 1,
    fidelity: int = TOLD,
    optimal: bool = False,
    queueing: bool = True,
    period_s: float = 1e9,
    period_shape: int = 0,
    pictures: int = 1,
    radars: RadarPlan | None = None,
    **other: Any,
) -> MissionPlan:
    """A plan of these flights and fire units; `other` replaces whole links of it."""
    routes, pace = straight_routes(flights)
    n, u = len(flights), len(sites)
    plan = MissionPlan(
        clock=ClockPlan(end_s, STANDARD_K * EARTH_RADIUS_M, seed, fidelity),
        routes=routes,
        raids=no_raids(),
        flights=FlightPlan(
            id=ints(range(1, n + 1)),
            first_flight=0,
            route=ints(range(n)),
            pace=pace,
            start_s=reals([each.start_s for each in flights]),
            target=ints([each.target for each in flights]),
            side=ints([each.side for each in flights]),
            transponder=ints([0] * n),
            asset=ints([0] * n),
        ),
        targets=TargetPlan(*(reals([v]) for v in (200.0, 5e3, 5e3, 5e3)), np.array([False])),
        assets=AssetPlan(reals([0.0]), reals([0.0]), reals([1.0]), reals([1.0])),
        radars=no_radars() if radars is None else radars,
        measure=exact(0 if radars is None else len(radars.id)),
        detect=DetectPlan(np.ones((1, 1, 2, LEVEL_COUNT), np.float32), 1.0 / np.pi, reals([300.0]),
                          np.zeros((1, 2)), 0.0),
        track=TrackPlan(1.0, 1.0, 16.0, 2, 3, 300.0, 50.0, 60.0),
        pictures=PicturePlan(
            np.ones((pictures, 0 if radars is None else len(radars.id)), dtype=np.bool_),
            *(reals([v] * pictures) for v in (np.inf, 0.0, 60.0)), 5.0, 100.0, ints(range(pictures)),
            ints([-1] * pictures),
        ),
        identify=IdentifyPlan(
            np.zeros(3), np.zeros((3, 3)), 0.0, 0.0, np.zeros((3, 3)), np.zeros(3), np.zeros(3), 300.0, 3e3,
            np.zeros((4, 3)), np.zeros(2), np.zeros((2, 3)), 0.99, 0.99, 0.0, 0.0, 0, 1e9, 0.0, 0,
        ),
        context=no_context(pictures),
        north=NorthPlan(
            ints([-1] * pictures), ints([]), ints([]), *(np.zeros(0) for _ in range(4)), 0.0, FIXED
        ),
        rare=NO_PROPOSALS,
        units=UnitPlan(
            id=ints(range(101, 101 + u)),
            x_m=reals([each.x_m for each in sites]),
            y_m=reals([each.y_m for each in sites]),
            ground_m=np.zeros(u),
            picture=ints([each.picture for each in sites]),
            alone=ints([-1] * u),
            targets=ints([each.targets for each in sites]),
            missiles=ints([each.missiles for each in sites]),
            ready_s=reals([each.ready_s for each in sites]),
            reaction_s=reals([each.reaction_s for each in sites]),
            reaction_shape=ints([each.reaction_shape for each in sites]),
            interval_s=reals([each.interval_s for each in sites]),
            assessment_s=reals([each.assessment_s for each in sites]),
            miss_called_kill=reals([each.miss_called_kill for each in sites]),
            kill_called_miss=reals([each.kill_called_miss for each in sites]),
            link_delay_s=np.zeros(u),
            link_outage=np.zeros(u),
            link_outage_s=np.full(u, 60.0),
            guided=np.zeros(u, dtype=np.bool_),
            guided_pd=np.full(u, 0.5),
        ),
        rules=RulePlan(
            salvo=ints([each.salvo for each in sites]),
            looks=np.array([each.looks for each in sites]),
            most_shots=ints([each.most_shots for each in sites]),
            weapons=ints([WEAPONS_TIGHT] * u),
            zone_min_m=reals([each.zone_min_m for each in sites]),
            zone_max_m=reals([each.zone_max_m for each in sites]),
            centre_rad=np.zeros(u),
            half_width_rad=np.full(u, np.pi),
            reserve=ints([0] * u),
            optimal=optimal,
            queueing=queueing,
            period_s=period_s,
            period_shape=period_shape,
            handover_s=30.0,
            coast_s=np.full(u, 10.0),
            other_probability=0.0,
            other_m=1e3,
            self_defence_m=np.full(u, 10_000.0),
            self_defence_s=np.full(u, 90.0),
        ),
        missiles=missile(kill, flight_s),
        launchers=launchers_of(sites),
        loads=ints([[each.rounds * each.launchers] for each in sites]),
        chain=ChainPlan(
            5.0, np.zeros((pictures, 1, len(routes.x_m)), np.int8), False,
            *(np.zeros((c, 1)) for c in (1, 1, 3)), np.ones((3, 3)),
        ),
        endure=EndurePlan(1, 0.0, np.zeros((u, 1), np.int64), np.inf, 0.0, 1e9, 1.0, 0.0),
    )  # fmt: skip
    return plan._replace(**other)


def no_context(pictures: int) -> ContextPlan:
    """Place and course tell nobody anything."""
    nobody = np.zeros(pictures, dtype=np.bool_)
    return ContextPlan(
        np.ones(pictures, dtype=np.bool_), nobody, nobody.copy(), nobody.copy(), ints([]),
        *(np.zeros(0) for _ in range(5)), np.zeros((2, 3)), np.inf, np.zeros((3, 3)), False, 5e3,
        np.zeros((2, 3)),
    )  # fmt: skip


def straight_routes(flights: Sequence[Coming]) -> tuple[RoutePlan, NDArray[np.float64]]:
    """Two points a route; the pace of each flight along its own. [1/s]"""
    x, y, z = [], [], []
    for each in flights:
        sine, cosine = np.sin(each.bearing_rad), np.cos(each.bearing_rad)
        aside_x, aside_y = -each.passes_m * cosine, each.passes_m * sine
        x += [each.from_m * sine + aside_x, aside_x]
        y += [each.from_m * cosine + aside_y, aside_y]
        z += [each.height_m] * 2
    n = len(flights)
    routes = RoutePlan(
        first=ints(range(0, 2 * n, 2)),
        points=ints([2] * n),
        x_m=reals(x),
        y_m=reals(y),
        ground_m=np.zeros(2 * n, np.float32),
        altitude_m=np.array(z, np.float32),
        floor_m=np.full((2 * n, 1), -1e4, np.float32),
    )
    return routes, reals([each.speed_m_s / each.from_m for each in flights])


def missile(kill: float, flight_s: float) -> MissilePlan:
    """One type that reaches everywhere, always in the same time."""
    return MissilePlan(
        id=ints([7]),
        time_s=np.full((1, ROWS, COLUMNS), flight_s, np.float32),
        height_step_m=reals([20e3]),
        range_step_m=reals([FAR_M / (COLUMNS - 1)]),
        range_max_m=reals([FAR_M]),
        range_min_m=reals([0.0]),
        altitude_min_m=reals([-1e4]),
        kill_probability=reals([[kill]]),
        seeker_m=reals([0.0]),
        price_usd=reals([1.0]),
    )


def launchers_of(sites: Sequence[Site]) -> LauncherPlan:
    """Their launchers, site after site."""
    unit = [n for n, each in enumerate(sites) for _ in range(each.launchers)]
    return LauncherPlan(
        unit=ints(unit),
        load=ints([[sites[n].rounds] for n in unit]).reshape(-1, 1),
        store=ints([[each.store] for each in sites]),
        reload_s=reals([each.reload_s for each in sites]),
        mean_up_s=np.full(len(unit), np.inf),
        mean_repair_s=np.ones(len(unit)),
        id=ints(range(501, 501 + len(unit))),
    )


def no_raids() -> RaidPlan:
    none, nothing = np.zeros(0, np.int64), np.zeros(0)
    return RaidPlan(
        none, none, none, nothing, nothing, np.zeros(0, np.bool_), none, nothing, none, nothing,
        np.zeros((0, 1)), none, nothing, np.zeros((0, 1), np.int64), none, np.zeros((0, 1), np.int64), 1, 1.0,
        np.zeros((0, 1)),
    )  # fmt: skip


def no_radars() -> RadarPlan:
    return radar_plan(0)


def radar_plan(count: int, *, period_s: float = 10.0, searches: bool = True) -> RadarPlan:
    """Radars at the origin that see everything all round."""
    return RadarPlan(
        id=ints(range(901, 901 + count)),
        x_m=np.zeros(count),
        y_m=np.zeros(count),
        height_m=np.full(count, 20.0),
        centre_rad=np.zeros(count),
        half_width_rad=np.full(count, np.pi),
        least_tangent=np.full(count, -1e9),
        most_tangent=np.full(count, 1e9),
        instrumented_m=np.full(count, FAR_M),
        period_s=np.full(count, period_s),
        phase_s=np.zeros(count),
        kind=np.zeros(count, np.int64),
        least_speed_m_s=np.zeros(count),
        rain_db_m=np.zeros(count),
        searches=np.full(count, searches),
        interrogates=np.zeros(count, np.bool_),
        unit=np.full(count, -1, np.int64),
        mean_up_s=np.full(count, np.inf),
        mean_repair_s=np.ones(count),
    )


def exact(count: int) -> MeasurePlan:
    """Small errors, no false plots."""
    return MeasurePlan(*(np.full(count, v) for v in (50.0, 1e-4, 0.0, 1e-4, 0.0, 1.0, 1e-6)), np.zeros(count))


class Ran(NamedTuple):
    """Rows of a plan's replicates, and the state the last of them left."""

    rows: NDArray[np.float32]
    layout: Layout
    state: State


def run(plan: MissionPlan, count: int = 1, *, first: int = 0, log_capacity: int = 0) -> Ran:
    """Run replicates of a plan."""
    state, layout = new_state(plan, log_capacity=log_capacity), layout_for(plan)
    rows = np.zeros((count * plan.endure.raids, layout.end), np.float32)
    run_replicates(first, count, plan, layout, state, rows)
    return Ran(rows, layout, state)
