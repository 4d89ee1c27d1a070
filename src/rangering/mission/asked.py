"""What a person may ask of a raid: how many replicates, of which seed, at which fidelity, for how long."""

from rangering.catalog.draw import SEED_LIMIT
from rangering.errors import ScenarioError

MOST_REPLICATES, MOST_JOBS, MOST_READINGS, MOST_DAYS = 1_000_000, 256, 4096, 3660.0
FIDELITIES = ("full", "fast", "both")


def require_run(replicates: int, seed: int, jobs: int, fidelity: str, samples: int = 0) -> None:
    """Find out before the work that a run cannot be had.

    Raises
    ------
    ScenarioError
        The first thing asked for that cannot be.
    """
    if not 1 <= replicates <= MOST_REPLICATES:
        raise ScenarioError(
            f"is no number of replicates from 1 to {MOST_REPLICATES:,}", where="-n", value=replicates,
            mend="1000 is usual; ten times as many make intervals three times as narrow",
        )  # fmt: skip
    require_seed(seed)
    if not 1 <= jobs <= MOST_JOBS:
        raise ScenarioError(
            f"is no number of jobs from 1 to {MOST_JOBS}", where="--jobs", value=jobs,
            mend="as many as the machine has processors; the answer is the same",
        )  # fmt: skip
    if fidelity not in FIDELITIES:
        raise ScenarioError(
            "is no fidelity", where="--fidelity", value=fidelity, mend=f"one of {', '.join(FIDELITIES)}"
        )
    if not 0 <= samples <= MOST_READINGS:
        raise ScenarioError(
            f"is no number of readings from 0 to {MOST_READINGS}", where="--samples", value=samples,
            mend="0 takes nominal values alone; 16 give a first band",
        )  # fmt: skip


def require_seed(seed: int) -> None:
    """Raises ScenarioError where no draws have such a seed."""
    if not 0 <= seed < SEED_LIMIT:
        raise ScenarioError(
            f"is no seed from 0 to {SEED_LIMIT - 1}",
            where="--seed",
            value=seed,
            mend="any such number will do",
        )


def require_days(days: float) -> None:
    """Raises ScenarioError where so many days cannot be run."""
    if not 0.0 < days <= MOST_DAYS:
        raise ScenarioError(
            f"is no number of days up to {MOST_DAYS:g}", where="--days", value=days,
            mend="such as --days 30",
        )  # fmt: skip


def require_replicate(replicate: int, replicates: int) -> None:
    """Raises ScenarioError where a run has no such replicate."""
    if not 0 <= replicate < replicates:
        raise ScenarioError(
            "is no replicate of that run", where="--replicate", value=replicate,
            mend=f"they are numbered from 0 to {replicates - 1}",
        )  # fmt: skip
