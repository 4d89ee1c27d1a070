"""What a forecast starts from before any other programme has been seen: our assumptions, from the catalog."""

from typing import NamedTuple

import numpy as np

from rangering.catalog.inputs import EVERY
from rangering.catalog.models import Quantity
from rangering.catalog.read import Catalog
from rangering.programme.figures import DAY_S

NAMES = (
    "backcast.slip_median",
    "backcast.slip_spread",
    "backcast.duration_median",
    "backcast.duration_spread",
    "backcast.median_weight",
    "backcast.spread_weight",
    "backcast.reported",
    "backcast.horizon",
)


class Prior(NamedTuple):
    """A normal law of logarithms whose mean and spread are not known; what is thought of both beforehand."""

    centre: float
    """Of the mean, in logarithm."""
    spread: float
    """Standard deviation of one programme, in logarithm."""
    centre_weight: float
    """Programmes that the centre is worth."""
    spread_weight: float
    """Programmes that the spread is worth."""


class Assumed(NamedTuple):
    """The two priors, what silence is worth, and how far every forecast reaches."""

    slip: Prior
    """Of time taken over time planned."""
    duration: Prior
    """Of days since the start."""
    reported: float
    """Chance that a milestone, once reached, is on record; below one, silence is not taken for delay."""
    horizon_d: float


def quantities(catalog: Catalog) -> tuple[Quantity, ...]:
    """The assumptions as the catalog states them."""
    return tuple(catalog.defaults[name].quantity(EVERY) for name in NAMES)


def assumed(catalog: Catalog) -> Assumed:
    """The assumptions at their nominal values."""
    si = {name: quantity.si[1] for name, quantity in zip(NAMES, quantities(catalog), strict=True)}
    weights = si["backcast.median_weight"], si["backcast.spread_weight"]

    def prior(median: float, factor: float) -> Prior:
        return Prior(float(np.log(median)), float(np.log(factor)), *weights)

    return Assumed(
        slip=prior(si["backcast.slip_median"], si["backcast.slip_spread"]),
        duration=prior(si["backcast.duration_median"] / DAY_S, si["backcast.duration_spread"]),
        reported=si["backcast.reported"],
        horizon_d=si["backcast.horizon"] / DAY_S,
    )
