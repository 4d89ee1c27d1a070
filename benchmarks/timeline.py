"""Capability over time: 20 quarters, 100 readings, 20 fast replicates on each force, two processes.

With ``--small`` two smaller sizes are run and the whole is worked out from them: what a reading costs, and
what is there once. The force of `turkey-s-400` stands in `ankara-raid`: four fire units, 36 hostile flights.
"""

import sys
import time

from benchmarks.timing import row
from rangering.catalog.read import load_catalog
from rangering.programme.read import load_programme
from rangering.scenario.read import load_scenario
from rangering.study.courses import courses_of
from rangering.study.made import Workers
from rangering.study.questions import Asked
from rangering.study.timeline import QUARTERS, timeline

READINGS, REPLICATES, WORKERS = 100, 20, 2
SMALL = (8, 24)
_WHAT = f"timeline, {QUARTERS} quarters × {READINGS} readings × {REPLICATES} fast replicates"


def main() -> None:
    """The row of the timeline."""
    print("timeline")
    _timed(2)  # kernels are loaded, tables of the catalog read
    if "--small" in sys.argv:
        few_s, more_s = map(_timed, SMALL)
        each_s = (more_s - few_s) / (SMALL[1] - SMALL[0])
        whole_s = more_s + (READINGS - SMALL[1]) * each_s
        seen = f"{SMALL[0]} readings ({few_s:.0f} s) and {SMALL[1]} ({more_s:.0f} s)"
        row(_WHAT, f"{whole_s:.0f} s, worked out from {seen}", "≤ 120 s")
        return
    row(_WHAT, f"{_timed(READINGS):.0f} s", "≤ 120 s")


def _timed(readings: int) -> float:
    """Time of a whole timeline with so many readings. [s]"""
    catalog = load_catalog()
    programme = load_programme("turkey-s-400", catalog=catalog)
    scenario = load_scenario("ankara-raid", catalog=catalog)
    asked = Asked(scenario, catalog, inner=REPLICATES, workers=Workers(WORKERS))
    start = time.perf_counter()
    timeline(programme, courses_of(programme), asked, readings=readings)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
