"""A rate of wrong shots of one in a million flight hours to 30 %, and what plain Monte Carlo would take.

The scene is the ready scenario `civil-risk` with answers always understood, and sets that stay unheard so
seldom that the rate comes to about 1e-6 an hour inside. It is proportional to their share, so plain draws at
a share a hundred thousand times as great tell what it must be: both are printed. The second scene is its
reference case, in which no set fails and single answers get lost so seldom that the rate is as small: a wrong
shot then takes two silences in a row at the first looks of a track, most often of a second one. That goes
with the square of their share, so plain draws at forty times the share tell what it must be.
"""

import time

from benchmarks.timing import row
from rangering.scenario.models import Scenario
from rangering.scenario.read import load_scenario
from rangering.scenario.uncertainty import Override
from rangering.study.risk.cases import reference_of
from rangering.study.risk.run import assess_risk

SILENT = 2.7e-7
OFTEN = SILENT * 1e5
LOST = 7e-4
LOST_OFTEN = LOST * 40.0
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


def lost_scene(lost_probability: float) -> Scenario:
    """The reference case of `civil-risk` in which nothing goes wrong but answers that get lost, so often."""
    made = reference_of(scene(0.0)).scenario
    told = made.identification.model_copy(update={"reply_probability": 1.0 - lost_probability})
    return made.model_copy(update={"identification": told})


def main() -> None:
    """Every line of the table on risk."""
    print("\nRisk: civil-risk, one fire unit, 12 civil flights a replicate")
    assess_risk(scene(SILENT), samples=0, limit=64)  # kernels compiled, pages warm
    compare("sets that stay unheard", scene(SILENT), scene(OFTEN), OFTEN / SILENT)
    compare("answers that get lost", lost_scene(LOST), lost_scene(LOST_OFTEN), (LOST_OFTEN / LOST) ** 2)


def compare(what: str, seldom: Scenario, often: Scenario, times: float) -> None:
    """A rate from weighed draws, and from plain ones where it is so many times as great."""
    clock_s, cpu_s = time.perf_counter(), time.process_time()
    found = assess_risk(seldom, samples=0, precision=PRECISION, jobs=2)
    clock_s, cpu_s = time.perf_counter() - clock_s, time.process_time() - cpu_s
    rate, case = found.stated.rate, found.stated
    row(
        f"{what}: rate of about 1e-6 an hour to 30 % (95 %), reference case too",
        f"{clock_s:.1f} s, {cpu_s:.1f} s of processors",
        "reach 10 min, two cores",
    )
    row(
        "rate an hour inside",
        f"{rate.value / 1e3:.3g} ({rate.low / 1e3:.3g} to {rate.high / 1e3:.3g})",
        f"{case.replicates:,} replicates, {case.pilot:,} in pilots",
    )
    plain = assess_risk(often, samples=0, precision=0.25, plain=True, jobs=2).stated
    by = 1e3 * times
    row(
        f"the same from plain draws where it is {times:,.0f} times as great",
        f"{plain.rate.value / by:.3g} ({plain.rate.low / by:.3g} to {plain.rate.high / by:.3g})",
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
