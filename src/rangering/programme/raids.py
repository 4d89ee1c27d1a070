"""The raids that a programme file plays on its own stock: how many, how often, and what each asks for.

Limits: nominal days and counts; a raid asks for missiles and knows no flights: it is no raid of a scenario.
"""

from datetime import date
from math import floor
from typing import NamedTuple

from rangering.catalog.models import Quantity, cited
from rangering.programme.flows import day_of
from rangering.programme.gathered import Gathered, Worth
from rangering.units import plain


def raids_count(gathered: Gathered) -> int:
    """How many raids the file plays within its horizon, by nominal values; 0 where it plays none."""
    programme = gathered.programme
    stated = programme.missiles
    every_d = Worth(gathered).days(stated.raid_every)
    if every_d <= 0.0 or stated.raid_mean is None:
        return 0
    horizon_d = 365.25 * programme.horizon_years
    until_d = min(day_of(programme, stated.raid_until, horizon_d), horizon_d)
    return max(floor((until_d - day_of(programme, stated.raid_from)) / every_d) + 1, 0)


class Raids(NamedTuple):
    """The raids of a file, for a reader."""

    number: int
    first: date
    words: str
    """All of it, with who says how many missiles one takes."""
    brief: str
    """The same without."""


def raids_of(gathered: Gathered) -> Raids | None:
    """The raids that the file plays; None where it plays none."""
    count = raids_count(gathered)
    if not count:
        return None
    programme, stated = gathered.programme, gathered.programme.missiles
    assert stated.raid_mean is not None  # else there would be none
    every_d = Worth(gathered).days(stated.raid_every)
    mean = gathered.quantity(stated.raid_mean)
    often = f"{count} raids, one every {plain_days(every_d)}" if count > 1 else "1 raid"
    begins = stated.raid_from or programme.signed
    ends = f" to {stated.raid_until}" if stated.raid_until is not None and count > 1 else ""
    said = (
        f"The programme's file plays {often}, from {begins}{ends}; each asks for {_interval(mean)} missiles "
        "on average, as far as there are any"
    )
    return Raids(count, begins.day, f"{said} ({cited(mean.source)}).", f"{said}.")


def raid_words(gathered: Gathered) -> str:
    """The raids in a sentence; empty where there are none."""
    raids = raids_of(gathered)
    return "" if raids is None else raids.words


def plain_days(days: float) -> str:
    """Such as "7 days"."""
    return f"{days:.3g} day{'' if days == 1.0 else 's'}"


def _interval(quantity: Quantity) -> str:
    if quantity.low == quantity.high:
        return plain(quantity.nominal)
    return f"{quantity.nominal:g} ({quantity.low:g} to {quantity.high:g})"
