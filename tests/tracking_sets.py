"""Simulated plots of crossing and turning targets among clutter, and two trackers: ours and a peer.

The peer is Stone Soup's MultiTargetTracker with its global-nearest-neighbour assignment, set up as the shared
tracking set states. Both get the same plots, motion, gate, measurement noise, first velocity and patience;
what differs is what a tracker is: how pairs are chosen, and how tracks are begun.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from rangering.mission.kernels.track import CONFIRMED, clear, predict_position, scan
from rangering.mission.picture_error import gospa
from rangering.mission.tracks import TrackPlan, new_changes, new_plots, new_tracks, new_work

CUTOFF_M = 1000.0
PLAN = TrackPlan(
    psd_m2_s3=25.0,
    height_psd_m2_s3=1.0,
    gate=3.5**2,
    confirm_hits=4,  # the peer: 4 points, of as many scans as it likes with no gap of 4
    confirm_scans=6,
    initial_speed_m_s=200.0,
    initial_climb_m_s=20.0,
    coast_s=14.0,  # given up at the fourth scan of 4 s in a row without a plot, as by the peer
)


class TrackingSet(NamedTuple):
    """Scans at a steady interval: where targets are, and the plots, in no order that tells anything."""

    interval_s: float
    sigma_m: float
    truth_m: list[np.ndarray]  # (targets now, 2)
    plots_m: list[np.ndarray]  # (plots, 2)


def simulate(
    seed: int,
    targets: int = 4,
    scans: int = 30,
    *,
    half_m: float = 20_000.0,
    clutter: float = 4.0,
    detection_probability: float = 0.9,
) -> TrackingSet:
    """Targets that meet near the middle, two in three turning on the way, each there most of the time."""
    random = np.random.default_rng(seed)
    interval_s, sigma_m = 4.0, 60.0
    steps = 8  # of motion in a scan
    step_s = interval_s / steps
    count = scans * steps
    paths, present = [], []
    for _ in range(targets):
        speed_m_s, course_rad = random.uniform(100.0, 300.0), random.uniform(0.0, 2.0 * np.pi)
        rate_rad_s = np.zeros(count)
        if random.random() < 2.0 / 3.0:
            start, length = random.integers(0, count), random.integers(count // 10, count // 4)
            load = random.choice([-1.0, 1.0]) * random.uniform(0.5, 3.0)  # lateral acceleration, in g
            rate_rad_s[start : start + length] = load * 9.81 / speed_m_s
        courses_rad = course_rad + np.cumsum(rate_rad_s) * step_s
        path_m = np.cumsum(
            speed_m_s * step_s * np.column_stack([np.sin(courses_rad), np.cos(courses_rad)]), 0
        )
        path_m += random.uniform(-0.1, 0.1, 2) * half_m - path_m[count // 2]
        paths.append(path_m[::steps])
        first = random.integers(0, scans // 4)
        present.append((first, random.integers(3 * scans // 4, scans + 1)))
    truth_m, plots_m = [], []
    for k in range(scans):
        here = [path[k] for path, (first, last) in zip(paths, present, strict=True) if first <= k < last]
        positions = np.array(here).reshape(-1, 2)
        seen = positions[random.random(len(positions)) < detection_probability]
        plots = np.concatenate(
            [
                seen + random.normal(0.0, sigma_m, seen.shape),
                random.uniform(-half_m, half_m, (random.poisson(clutter), 2)),
            ]
        )
        random.shuffle(plots)
        truth_m.append(positions)
        plots_m.append(plots)
    return TrackingSet(interval_s, sigma_m, truth_m, plots_m)


def mean_gospa_m(truth_m: list[np.ndarray], estimates_m: list[np.ndarray], first: int = 0) -> float:
    """Mean over the scans from `first` on."""
    scored = [gospa(t, e, CUTOFF_M).distance_m for t, e in zip(truth_m, estimates_m, strict=True)]
    return float(np.mean(scored[first:]))


class OurTracker:
    """Our kernels, fed scan by scan."""

    def __init__(self, plan: TrackPlan = PLAN, capacity: int = 256, most_plots: int = 512) -> None:
        self.plan = plan
        self.tracks = new_tracks(1, capacity)
        self.plots = new_plots(most_plots)
        self.work = new_work(capacity, most_plots)
        self.changes = new_changes(capacity)

    def take(self, time_s: float, plots_m: np.ndarray, sigma_m: float) -> None:
        """One scan."""
        count, plots = len(plots_m), self.plots
        plots.plot_count[0] = count
        plots.x_m[:count], plots.y_m[:count] = plots_m.T
        plots.xx_m2[:count] = plots.yy_m2[:count] = sigma_m**2
        plots.xy_m2[:count] = 0.0
        plots.zz_m2[:count] = np.inf
        scan(0, 0, time_s, plots, self.tracks, self.work, self.changes, self.plan)

    def picture_m(self, time_s: float) -> np.ndarray:
        """Where confirmed tracks are thought to be."""
        slots = np.flatnonzero(self.tracks.status == CONFIRMED)
        return np.array([predict_position(slot, time_s, self.tracks)[:2] for slot in slots]).reshape(-1, 2)

    def run(self, scene: TrackingSet) -> list[np.ndarray]:
        """The picture after every scan."""
        clear(self.tracks)
        pictures = []
        for k, plots_m in enumerate(scene.plots_m):
            self.take(k * scene.interval_s, plots_m, scene.sigma_m)
            pictures.append(self.picture_m(k * scene.interval_s))
        return pictures


def run_peer(scene: TrackingSet, plan: TrackPlan = PLAN) -> list[np.ndarray]:
    """The picture of Stone Soup's tracker after every scan."""
    return list(peer_pictures(scene, plan))


def peer_pictures(scene: TrackingSet, plan: TrackPlan = PLAN):
    """Stone Soup's tracker, scan by scan, as it goes."""
    from stonesoup.dataassociator.neighbour import GNNWith2DAssignment
    from stonesoup.deleter.time import UpdateTimeStepsDeleter
    from stonesoup.hypothesiser.distance import DistanceHypothesiser
    from stonesoup.initiator.simple import MultiMeasurementInitiator
    from stonesoup.measures import Mahalanobis
    from stonesoup.models.measurement.linear import LinearGaussian
    from stonesoup.models.transition.linear import CombinedLinearGaussianTransitionModel, ConstantVelocity
    from stonesoup.predictor.kalman import KalmanPredictor
    from stonesoup.tracker.simple import MultiTargetTracker
    from stonesoup.types.detection import Detection
    from stonesoup.types.state import GaussianState
    from stonesoup.updater.kalman import KalmanUpdater

    start = datetime(2026, 1, 1)
    measures = LinearGaussian(4, (0, 2), np.eye(2) * scene.sigma_m**2)
    scans = [
        (when, {Detection(plot[:, None], timestamp=when, measurement_model=measures) for plot in plots_m})
        for k, plots_m in enumerate(scene.plots_m)
        for when in [start + timedelta(seconds=k * scene.interval_s)]
    ]
    motion = CombinedLinearGaussianTransitionModel([ConstantVelocity(plan.psd_m2_s3)] * 2)
    updater = KalmanUpdater(measures)
    gates = DistanceHypothesiser(
        KalmanPredictor(motion), updater, Mahalanobis(), missed_distance=np.sqrt(plan.gate)
    )
    associator, deleter = GNNWith2DAssignment(gates), UpdateTimeStepsDeleter(4)
    speed_m2_s2 = plan.initial_speed_m_s**2
    initiator = MultiMeasurementInitiator(
        GaussianState(np.zeros((4, 1)), np.diag([0.0, speed_m2_s2, 0.0, speed_m2_s2])),
        deleter,
        associator,
        updater,
        measures,
        min_points=plan.confirm_hits,
    )
    tracker = MultiTargetTracker(initiator, deleter, scans, associator, updater)
    for _, tracks in tracker:
        yield np.array([[float(t.state_vector[0]), float(t.state_vector[2])] for t in tracks]).reshape(-1, 2)
