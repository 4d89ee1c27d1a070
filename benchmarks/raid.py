"""The raid: looks and replicates a second, scaling with flights, a logged replicate, memory, first compile.

A look is one radar at one flight in view at one revisit, through detection, gate, filter, association and
identification; looks a second are those of whole replicates, fire units and missiles included.
"""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.timing import in_turn, row
from rangering.catalog.read import load_catalog
from rangering.mission.codes import Count
from rangering.mission.compile import Compiled, compile_mission
from rangering.mission.layout import Layout
from rangering.mission.plan import MissionPlan
from rangering.mission.replay import play
from rangering.mission.teach import taught
from rangering.mission.workers import run_all
from rangering.scenario.models import Scenario
from rangering.scenario.read import load_scenario

RANGERING = str(Path(sys.executable).with_name("rangering"))
JOBS = 2
MANY = 1000


def main() -> None:
    """Every row of the raid."""
    print("raid")
    scenario = load_scenario("raid")
    made = compile_mission(scenario, load_catalog())
    quick = taught(made.plan, made.layout, JOBS, lambda _what, _share: None).plan
    _speed(made, quick)
    _many(scenario, made)
    _logged(made)
    _memory(quick, made.layout)
    _first()


def _speed(made: Compiled, quick: MissionPlan) -> None:
    full_n, fast_n = 400, 4000
    plan, layout = made.plan, made.layout
    timed = in_turn(
        {
            "full": lambda: run_all(plan, layout, 0, full_n, JOBS),
            "fast": lambda: run_all(quick, layout, 0, fast_n, JOBS),
        },
        3,
    )
    rows, _ = run_all(plan, layout, 0, full_n, JOBS)
    looks = float(rows[:, Count.LOOKS].mean())
    plots = looks + float(rows[:, Count.FALSE_PLOTS].mean())
    rate = full_n / timed["full"].median_s
    row("full chain, looks a second on two cores", f"{looks * rate / 1e6:.2f} million", "≥ 5 million")
    row("looks and false plots a second", f"{plots * rate / 1e6:.2f} million")
    row("looks a replicate", f"{looks:,.0f}")
    row("full replicates a second", f"{rate:.0f}", "aim ≥ 100")
    row("fast replicates a second", f"{fast_n / timed['fast'].median_s:.0f}", "≥ 2,000")


def _many(scenario: Scenario, made: Compiled) -> None:
    """The same raids with a thousand flights instead of 48, at the same density in time and space."""
    flights = sum(raid.size for raid in scenario.raids)
    raids = tuple(
        raid.model_copy(update={"size": round(raid.size * MANY / flights)}) for raid in scenario.raids
    )
    crowd = compile_mission(scenario.model_copy(update={"raids": raids}), load_catalog())
    count = sum(raid.size for raid in raids)
    timed = in_turn(
        {
            "few": lambda: run_all(made.plan, made.layout, 0, 64, 1),
            "many": lambda: run_all(crowd.plan, crowd.layout, 0, 4, 1),
        },
        3,
    )
    ratio = timed["many"].median_s / 4 / (timed["few"].median_s / 64)
    row(f"{count:,} flights against {flights}", f"{ratio:.1f} times the time", "≤ 30 times")


def _logged(made: Compiled) -> None:
    timed = in_turn({"log": lambda: play(made.plan, made.layout, 7)}, 5)
    row("one full replicate with its log and paths", str(timed["log"]), "≤ 0.1 s")


def _memory(quick: MissionPlan, layout: Layout) -> None:
    run_all(quick, layout, 0, 1000, JOBS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows, _ = run_all(quick, layout, 0, 100_000, JOBS)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    row("peak memory after 100,000 replicates", f"{after / 1e6:.2f} GB", "≤ 1 GB")
    row("of which for them", f"{(after - before) / 1e3:.0f} MB, their rows {rows.nbytes / 1e6:.0f} MB")


def _first() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"RANGERING_CACHE": folder}
        command = [RANGERING, "run", "first-raid", "-n", "1"]
        waits = []
        for _ in range(2):
            start = time.perf_counter()
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            waits.append((time.perf_counter() - start, done.stdout + done.stderr))
    says = [line for line in waits[0][1].splitlines() if re.search("compil", line, re.IGNORECASE)]
    row("first raid with an empty kernel cache", f"{waits[0][0]:.0f} s", "≤ 60 s")
    row("what it says meanwhile", says[0].strip() if says else "nothing")
    row("the same from the cache, whole command", f"{waits[1][0]:.1f} s", "engine ≤ 2 s")


if __name__ == "__main__":
    sys.exit(main())
