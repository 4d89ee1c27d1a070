"""The tracker beside Stone Soup's global nearest neighbour on the same saved plots, and what a plot costs.

Both get 100 targets and 10 clutter plots a scan, well apart, with the settings of the shared tracking set, in
the same run. Ours is driven from Python scan by scan, as the peer is; the cost of a plot is measured from
inside a kernel, as the engine drives it.
"""

import sys
import time
from statistics import median

import numpy as np

from benchmarks.timing import in_turn, row
from rangering._jit import compiled
from rangering.mission.kernels.track import clear, scan
from rangering.mission.tracks import new_changes, new_plots, new_tracks, new_work
from tests.tracking_sets import PLAN, OurTracker, TrackingSet, mean_gospa_m, peer_pictures

SIDE_M = 400_000.0
INTERVAL_S = 10.0
SIGMA_M = 60.0


def main() -> None:
    """The ratio with the pictures' errors, then nanoseconds a plot."""
    print("tracker")
    _beside_the_peer()
    for targets, clutter, goal in ((50, 5, "≤ 150 ns"), (1000, 100, "")):
        row(f"a plot, {targets} targets, {clutter} clutter plots a scan", _cost(targets, clutter), goal)
    row("a plot, 48 targets in formations of 4 within 2 km", _cost(48, 5, together_m=2000.0))


def _straight(targets: int, clutter: float, scans: int, together_m: float = 0.0) -> TrackingSet:
    """Targets on straight courses over a square, alone or in fours; seen with probability 0.9."""
    random = np.random.default_rng(1)
    start_m = random.uniform(0.0, SIDE_M, (targets, 2))
    speed_m_s = random.normal(0.0, 180.0, (targets, 2))
    if together_m:
        lead = np.arange(targets) // 4 * 4
        start_m = start_m[lead] + random.uniform(0.0, together_m, (targets, 2))
        speed_m_s = speed_m_s[lead]
    truth_m = [start_m + speed_m_s * INTERVAL_S * k for k in range(scans)]
    plots_m = []
    for places_m in truth_m:
        seen = places_m[random.random(targets) < 0.9]
        noisy = seen + random.normal(0.0, SIGMA_M, seen.shape)
        plots = np.concatenate([noisy, random.uniform(0.0, SIDE_M, (random.poisson(clutter), 2))])
        random.shuffle(plots)
        plots_m.append(plots)
    return TrackingSet(INTERVAL_S, SIGMA_M, truth_m, plots_m)


def _beside_the_peer(scans: int = 12) -> None:
    scene = _straight(100, 10.0, scans)
    plan = PLAN._replace(confirm_scans=8, coast_s=3.5 * INTERVAL_S)
    tracker, pictures = OurTracker(plan), {}

    def ours() -> None:
        pictures["ours"] = tracker.run(scene)

    ours()  # compiled
    times: list[tuple[float, float]] = []
    for _ in range(2):
        start = time.perf_counter()
        pictures["peer"] = list(peer_pictures(scene, plan))
        between = time.perf_counter()
        ours()
        times.append((between - start, time.perf_counter() - between))
    peer_s, ours_s = (median(t) for t in zip(*times, strict=True))
    row("Stone Soup, 100 targets, 10 clutter plots: a scan", f"{1e3 * peer_s / scans:.0f} ms")
    row("ours, driven from Python, pictures read back", f"{1e3 * ours_s / scans:.2f} ms")
    row("ratio", f"{peer_s / ours_s:.0f}", "≥ 100")
    for name, estimates_m in pictures.items():
        mean_m = mean_gospa_m(scene.truth_m, estimates_m, first=4)
        row(f"mean GOSPA of {name}, from the fifth scan on", f"{mean_m:.0f} m")


@compiled
def _drive(x_m, y_m, first, interval_s, variance_m2, plots, tracks, work, changes, plan):
    """All scans of a set, one after another."""
    clear(tracks)
    for k in range(first.shape[0] - 1):
        count = first[k + 1] - first[k]
        plots.plot_count[0] = count
        for i in range(count):
            plots.x_m[i], plots.y_m[i], plots.z_m[i] = x_m[first[k] + i], y_m[first[k] + i], 8000.0
            plots.xx_m2[i], plots.xy_m2[i], plots.yy_m2[i] = variance_m2, 0.0, variance_m2
            plots.zz_m2[i] = 250_000.0
        scan(0, 0, k * interval_s, plots, tracks, work, changes, plan)


def _cost(targets: int, clutter: float, together_m: float = 0.0) -> str:
    """Median cost of a plot through a whole scan, with its spread."""
    scene = _straight(targets, clutter, 60, together_m)
    first = np.cumsum([0, *(len(p) for p in scene.plots_m)])
    x_m, y_m = np.ascontiguousarray(np.concatenate(scene.plots_m).T)
    capacity, most = 2 * targets + 64, int(2 * targets + 64)
    room = new_plots(most), new_tracks(1, capacity), new_work(capacity, most), new_changes(capacity)
    plan = PLAN._replace(confirm_hits=3, confirm_scans=4, coast_s=3.5 * INTERVAL_S)
    repeats = max(1, 20_000 // len(x_m))

    def drive() -> None:
        for _ in range(repeats):
            _drive(x_m, y_m, first, INTERVAL_S, SIGMA_M**2, *room, plan)

    timed = in_turn({"scan": drive}, 9)["scan"]
    median_ns, least_ns, most_ns = (1e9 * spent_s / (repeats * len(x_m)) for spent_s in timed)
    return f"{median_ns:.0f} ns ({least_ns:.0f} to {most_ns:.0f})"


if __name__ == "__main__":
    sys.exit(main())
