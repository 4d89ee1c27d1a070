"""Looks of a scenario's radars at an own flight, beside the same looks asked for one by one.

The peer is what anyone would run who had only the kernel of a single look: a loop in Python over the scans of
every radar, nominal values alone. It is timed on some of them and multiplied.
"""

from time import process_time

import numpy as np

from benchmarks.timing import in_turn, row
from rangering.catalog.read import load_catalog
from rangering.coverage.signature import SORTIES, find_flight, sample_signature
from rangering.coverage.signature_compile import compile_signature
from rangering.coverage.signature_kernels import look
from rangering.scenario.read import load_scenario
from rangering.scenario.uncertainty import stated_catalog

FLIGHT = "Patrol"
READINGS = 64
LOOKED_UP = 2000


def main() -> None:
    """Every line of the table on signature."""
    scenario = load_scenario("raid")
    flown, _ = find_flight(scenario, FLIGHT)
    made = compile_signature(
        scenario, stated_catalog(load_catalog(), scenario.uncertainty, scenario.name), flown, samples=0,
        seed=1, turn_bank_rad=0.0, allow_defaults=True, progress=lambda _what, _share: None,
    )  # fmt: skip
    duration_s = made.flight.step_s * (made.flight.altitude_m.size - 1)
    radars = len(made.names)
    scans = SORTIES * (READINGS + 1) * duration_s * float((1.0 / made.nominal.period_s).sum())
    print(f"\nSignature: raid, flight {FLIGHT}, {duration_s / 60.0:.0f} min, {radars} radars")
    times_s = np.linspace(0.0, duration_s, LOOKED_UP // radars)

    def one_by_one() -> object:
        return [
            look(a, float(time_s), made.flight, made.ways, made.nominal, made.earth)
            for a in range(radars)
            for time_s in times_s
        ]

    times = in_turn(
        {
            "all": lambda: sample_signature(scenario, FLIGHT, samples=READINGS, sorties=SORTIES),
            "one by one": one_by_one,
        },
        runs=3,
    )
    row(f"{SORTIES} sorties, {READINGS} readings and nominal, the whole answer", str(times["all"]))
    begun = process_time()
    sample_signature(scenario, FLIGHT, samples=READINGS, sorties=SORTIES)
    row("the same in processor time", f"{process_time() - begun:.3g} s")
    row("scans looked at", f"{scans:,.0f}, {scans / times['all'].median_s:,.0f} a second")
    each_s = times["one by one"].median_s / (radars * len(times_s))
    row(
        "the same scans one by one",
        f"{each_s * 1e6:.3g} µs a scan, {scans * each_s:,.0f} s for all: "
        f"{scans * each_s / times['all'].median_s:,.0f} times",
    )


if __name__ == "__main__":
    main()
