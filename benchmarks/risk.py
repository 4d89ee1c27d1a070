"""A rate of wrong shots of one in a million flight hours to 30 %, and what plain Monte Carlo would take.

The scene is the ready scenario `civil-risk` with answers always understood, and sets that stay unheard so
seldom that the rate comes to about 1e-6 an hour inside. It is proportional to their share, so plain draws at
a share a hundred thousand times as great tell what it must be: both are printed.
"""

import time

from benchmarks.timing import row
from rangering.scenario.models import Scenario
from rangering.scenario.read import load_scenario
from rangering.scenario.uncertainty import Override
from rangering.study.risk.run import assess_risk

SILENT = 2.7e-7
OFTEN = SILENT * 1e5
PRECISION = 0.3


def scene(silent_probability: float) -> Scenario:
    """`civil-risk` in which nothing goes wrong but sets that stay unheard, so often."""
    stated = load_scenario("civil-risk")
    silent = Override(nominal=f"{silent_probability!r}", low="0", high="1")
    return stated.model_copy(
        update={
            "identification": stated.identification.model_copy(
                update={
                    "reply_probability": 1.0,
                    "wrongly_decoded_probability": 0.0,
                    "misalignment_probability": 0.0,
                }
            ),
            "uncertainty": {"default/every.identification.silent_friend_probability": silent},
        }
    )


def main() -> None:
    """Every line of the table on risk."""
    print("\nRisk: civil-risk, one fire unit, 12 civil flights a replicate, answers always understood")
    assess_risk(scene(SILENT), samples=0, limit=64)  # kernels compiled, pages warm
    clock_s, cpu_s = time.perf_counter(), time.process_time()
    found = assess_risk(scene(SILENT), samples=0, precision=PRECISION, jobs=2)
    clock_s, cpu_s = time.perf_counter() - clock_s, time.process_time() - cpu_s
    rate, case = found.stated.rate, found.stated
    row(
        "rate of about 1e-6 an hour to 30 % (95 %), reference case too",
        f"{clock_s:.1f} s, {cpu_s:.1f} s of processors",
        "reach 10 min, two cores",
    )
    row(
        "rate an hour inside",
        f"{rate.value / 1e3:.3g} ({rate.low / 1e3:.3g} to {rate.high / 1e3:.3g})",
        f"{case.replicates:,} replicates, {case.pilot:,} in pilots",
    )
    plain = assess_risk(scene(OFTEN), samples=0, precision=0.1, plain=True, jobs=2).stated
    row(
        "the same from plain draws at 1e5 times the share",
        f"{plain.rate.value / 1e8:.3g} ({plain.rate.low / 1e8:.3g} to {plain.rate.high / 1e8:.3g})",
        f"{plain.replicates:,} replicates",
    )
    each_s = cpu_s / (2 * (case.replicates + case.pilot))
    hours_h = case.plain_replicates * case.hours_h
    row(
        "plain Monte Carlo for the same interval",
        f"{case.plain_replicates:.2g} replicates, {hours_h:.2g} flight hours inside",
        f"about {case.plain_replicates * each_s / 3600.0:,.0f} h of a processor",
    )


if __name__ == "__main__":
    main()
