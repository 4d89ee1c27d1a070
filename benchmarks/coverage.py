"""Maps with readings: the passes a user waits for, beside the same maps made one reading at a time.

The peer of a map of 64 readings is 64 nominal maps: what anyone would run who had only those. It is timed on
one of them and multiplied, in the same minute, at the same posting.
"""

import subprocess
import sys
from collections.abc import Callable

from benchmarks.timing import in_turn, row
from rangering.catalog.read import load_catalog
from rangering.coverage.compile import compile_coverage
from rangering.coverage.run import map_coverage
from rangering.coverage.run_pass import look
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude
from rangering.scenario.read import load_scenario
from rangering.sight.sweep import cache

ALTITUDES = ("100 m agl", "300 m agl", "1000 m agl", "3000 m agl", "10000 m amsl")
TARGETS = (
    "target/fighter",
    "target/cruise-missile",
    "target/airliner",
    "target/male-uav",
    "target/one-way-uav",
)
POSTING_M = 1000.0
READINGS = 64
MEMORY_POSTING_M = 250.0


def asked(altitudes: tuple[str, ...] = ALTITUDES, targets: tuple[str, ...] = TARGETS) -> Scenario:
    """`ankara-2020`, four sites and ten radars, with these altitudes and classes."""
    scenario = load_scenario("ankara-2020")
    coverage = scenario.coverage.model_copy(
        update={"altitudes": tuple(Altitude.read(each) for each in altitudes), "targets": targets}
    )
    return scenario.model_copy(update={"coverage": coverage})


def main() -> None:
    """Every line of the table on maps with readings."""
    print("\nMaps with readings: ankara-2020, 4 sites, 10 radars, 1 km, 5 classes x 5 altitudes")
    scenario, catalog = asked(), load_catalog()
    plan = compile_coverage(scenario, catalog, samples=READINGS, posting_m=POSTING_M).plan
    nominal = compile_coverage(scenario, catalog, samples=0, posting_m=POSTING_M).plan
    tasks: dict[str, Callable[[], object]] = {
        "whole": lambda: map_coverage(scenario, samples=READINGS, posting_m=POSTING_M),
        "pass": lambda: look(plan),
        "nominal pass": lambda: look(nominal),
    }
    times = in_turn(tasks, runs=3)
    layers = len(ALTITUDES) * len(TARGETS)
    looks = plan.network_ground.height_m.size * layers * len(plan.radars) * READINGS
    row("64 readings, with engagement, approaches and tornado", str(times["whole"]), "reach 10 s, two cores")
    row(
        "its pass over the map alone",
        f"{times['pass']}, {looks / times['pass'].median_s:.2g} states a second",
    )
    ratio = times["pass"].median_s / (READINGS * times["nominal pass"].median_s)
    row("the pass against 64 nominal ones", f"{ratio:.3f} of their time")

    moved = _moved(scenario)
    one = moved.model_copy(update={"coverage": asked(ALTITUDES[:1], TARGETS[:1]).coverage})
    masts = iter(range(1, 1000))

    def redraw(of: Scenario, samples: int) -> Callable[[], object]:
        def run() -> object:
            made = compile_coverage(
                _moved(of, next(masts)), catalog, samples=samples, posting_m=POSTING_M, also_scored=False
            )
            return look(made.plan)

        return run

    redraw(one, READINGS)()
    before = cache.swept
    redraw(one, READINGS)()
    row(
        "sweeps made anew after the masts of one site moved",
        f"{cache.swept - before} of {len(plan.radars)} radars",
    )

    def whole() -> object:
        return map_coverage(_moved(scenario, next(masts)), samples=READINGS, posting_m=POSTING_M)

    times = in_turn({"layer": redraw(one, READINGS), "all": redraw(moved, 0), "whole": whole}, runs=3)
    row("one layer of 64 readings redrawn after a mast moved", str(times["layer"]), "reach 0.5 s")
    row("all 25 nominal layers redrawn", str(times["all"]), "reach 0.5 s")
    row("the whole map of 64 readings made again", str(times["whole"]), "reach 0.5 s")

    program = (
        "import resource, benchmarks.coverage as b; b.large(); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    peak_gb = int(done.stdout.split()[-1]) / 1024**2
    row("peak memory, 4 sites of 400 km at 250 m, 3 classes x 4 altitudes", f"{peak_gb:.2f} GB", "reach 2 GB")


def _moved(scenario: Scenario, by_m: int = 1) -> Scenario:
    """The scenario with the last site's masts stated, so many metres above 24 m."""
    *first, last = scenario.groups
    *units, moved = last.fire_units
    taller = moved.model_copy(update={"mast_height_m": 24.0 + 0.01 * by_m})
    group = last.model_copy(update={"fire_units": (*units, taller)})
    return scenario.model_copy(update={"groups": (*first, group)})


def large() -> None:
    """Four sites with acquisition and engagement radars, whose circles end at 400 km."""
    scenario = load_scenario("ankara-2020")
    groups = tuple(
        group.model_copy(
            update={
                "elements": (),
                "fire_units": tuple(
                    unit.model_copy(
                        update={
                            "mast_height_m": 24.0,
                            "elements": ("s-400/92n6e", "s-400/96l6e", "s-400/launcher"),
                        }
                    )
                    for unit in group.fire_units
                ),
            }
        )
        for group in scenario.groups
    )
    result = map_coverage(
        scenario.model_copy(update={"groups": groups}), samples=READINGS, posting_m=MEMORY_POSTING_M
    )
    print(result.state.shape)


if __name__ == "__main__":
    main()
