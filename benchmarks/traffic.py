"""Civil traffic: the background mover beside BlueSky, 500 aircraft, equal step, the same run.

The two do not do the same. BlueSky flies its aircraft: an autopilot, a performance model, airspeeds and their
limits and the wind are worked out at every step for every aircraft (conflicts are not looked for in its
default state), and nothing is told beforehand. The mover replays tracks that are there already and says at
every step where each aircraft is, how high, which way and how fast; that is all a radar picture needs of its
background. What is compared is how many seconds of such a picture a second of work gives.
"""

import contextlib
import io
import sys

import numpy as np

from benchmarks.timing import in_turn, row
from rangering._jit import user_folder
from rangering.flight.mover import move_to, new_places
from rangering.traffic.background import lay_background
from rangering.traffic.generate import generate_traffic
from rangering.traffic.pattern import Area, Kind, Pattern

AIRCRAFT = 500
FIRST_S = 1_578_441_600.0  # 2020-01-08
PEER_STEPS = 100


def main() -> None:
    """Simulated seconds a second of work, at two steps."""
    print("traffic")
    legs = lay_background(_tracks())
    for step_s in (1.0, 0.05):
        _beside_the_peer(legs, step_s)


def _tracks():
    """500 flights that are in the air for the same half hour, a fix every 10 s."""
    kind = Kind("A320", 1.0, 230.0, 75.0, 9.0, 8.0, 290, 400, "made up to be timed")
    area = Area("disc", (40.0, 33.0), 800_000.0, 600.0, "made up to be timed")
    made = generate_traffic(
        Pattern("timed", (area,), (kind,)), first_s=FIRST_S, last_s=FIRST_S + 7200.0, seed=1
    )
    inside = [
        track for track in made.tracks
        if track.fixes.time_s[0] <= FIRST_S + 2700.0 and track.fixes.time_s[-1] >= FIRST_S + 4500.0
    ]  # fmt: skip
    if len(inside) < AIRCRAFT:
        raise AssertionError(f"only {len(inside)} flights are in the air throughout")
    return inside[:AIRCRAFT]


def _beside_the_peer(legs, step_s: float) -> None:
    places = new_places(legs)
    moments_s = FIRST_S + 2700.0 + step_s * np.arange(round(1800.0 / step_s))

    def ours() -> None:
        for moment_s in moments_s:
            if move_to(moment_s, legs, places) != AIRCRAFT:
                raise AssertionError("an aircraft is missing")

    tasks = {"ours": ours}
    if peer := _peer(step_s):
        tasks["peer"] = peer
    times = in_turn(tasks, 5)
    pace = len(moments_s) * step_s / times["ours"].median_s
    row(f"the mover, {AIRCRAFT} aircraft, steps of {step_s:g} s", f"{pace:,.0f} s of flight a second")
    if "peer" in tasks:
        theirs = PEER_STEPS * step_s / times["peer"].median_s
        row(
            f"BlueSky, {AIRCRAFT} aircraft, steps of {step_s:g} s",
            f"{theirs:,.0f} s of flight a second",
        )
        row("ratio", f"{pace / theirs:,.0f}", "≥ 100")


def _peer(step_s: float):
    """So many steps of BlueSky on aircraft of its own making; None where it is not installed."""
    try:
        import bluesky
    except ImportError:
        print("  BlueSky is not on this machine: that peer is left out (make bench installs it)")
        return None
    with contextlib.redirect_stdout(io.StringIO()):
        if bluesky.sim is None:
            bluesky.init(mode="sim", detached=True, workdir=str(user_folder("bluesky")))
        if not bluesky.traf.ntraf:
            bluesky.traf.mcre(AIRCRAFT, actype="A320", acalt=10_000.0, acspd=230.0)
        bluesky.stack.stack(f"DT {step_s}")
        for _ in range(2):
            bluesky.sim.step()
    if bluesky.sim.simdt != step_s or bluesky.traf.ntraf != AIRCRAFT:
        raise AssertionError(f"BlueSky steps {bluesky.sim.simdt} s with {bluesky.traf.ntraf} aircraft")

    def steps() -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            for _ in range(PEER_STEPS):
                bluesky.sim.step()

    return steps


if __name__ == "__main__":
    sys.exit(main())
