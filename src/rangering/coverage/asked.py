"""What a person may ask of an answer about coverage: which detection probability, how many readings."""

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


def require_samples(samples: int) -> None:
    """Raises ScenarioError where so many readings cannot be drawn."""
    if not 0 <= samples <= MOST_READINGS:
        raise ScenarioError(
            f"is no number of readings from 0 to {MOST_READINGS}",
            where="--samples",
            value=samples,
            mend="64 is usual; 0 takes nominal values alone",
        )
