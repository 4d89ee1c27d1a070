"""What a person may ask of an answer about coverage: which detection probability, which readings."""

from rangering.catalog.draw import SEED_LIMIT
from rangering.errors import ScenarioError
from rangering.scenario.models import Scenario

MOST_READINGS = 4096


def asked_pd(scenario: Scenario, pd_probability: float | None) -> float:
    """The single-scan probability of detection asked for, else the scenario's.

    Raises
    ------
    ScenarioError
        It is none between 0.01 and 0.99.
    """
    pd = scenario.coverage.pd_probability if pd_probability is None else pd_probability
    if not 0.01 <= pd <= 0.99:
        raise ScenarioError(
            "is no probability between 0.01 and 0.99", where="--pd", value=pd, mend="0.5 is usual"
        )
    return pd


def require_readings(samples: int, seed: int) -> None:
    """Raises ScenarioError where so many readings, or those of such a seed, cannot be drawn."""
    if not 0 <= samples <= MOST_READINGS:
        raise ScenarioError(
            f"is no number of readings from 0 to {MOST_READINGS}",
            where="--samples",
            value=samples,
            mend="64 is usual; 0 takes nominal values alone",
        )
    if not 0 <= seed < SEED_LIMIT:
        raise ScenarioError(
            f"is no seed from 0 to {SEED_LIMIT - 1}",
            where="--seed",
            value=seed,
            mend="any such number will do",
        )
