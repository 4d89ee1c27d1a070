"""Results of programmes such as the engine gives, from made-up numbers, for tests of words and files."""

from datetime import date
from functools import lru_cache
from math import inf

import numpy as np

from rangering.catalog.read import load_catalog
from rangering.programme.gathered import gather
from rangering.programme.plan import Cause
from rangering.programme.read import load_programme
from rangering.programme.results import ROWS, Histories, ProgrammeResult, Readings
from rangering.provenance import record

YEAR_D = 365.25
MONTHS = 121
MONTHS_OF_VARIANTS = 145
"""The embargo of the second set begins in month 108, its raids come in month 120."""
FULL_D = (4.0 * YEAR_D, 5.0 * YEAR_D, 6.0 * YEAR_D, inf)
"""Of four nominal histories: chance 48 months to never, middle 60 months, never in a quarter."""
FULL_READINGS_D = (4.5 * YEAR_D, 5.0 * YEAR_D, 6.0 * YEAR_D)
PAID_USD = 25e6
"""A month in the first history, one part in ten more in each further one."""
READINGS = (0.8, 1.0, 1.3)
"""What money, missiles and parts are multiplied by."""


@lru_cache
def catalog():
    """The shipped catalog."""
    return load_catalog()


@lru_cache
def programme(name="turkey-s-400"):
    """A ready programme, whose figures and words made-up results borrow."""
    return load_programme(name, catalog=catalog())


@lru_cache
def gathered(name="turkey-s-400"):
    """Its figures."""
    return gather(programme(name), catalog())


def _series(histories, factor=1.0, struck=False, months=MONTHS):
    """Every series over histories and months; a struck one loses its fire units after five years."""
    month = np.arange(months, dtype=np.float64)
    each = 1.0 + 0.1 * np.arange(histories)[:, None]

    def rows(line, spread=0.0):
        return (line * (1.0 + spread * (each - 1.0))).astype(np.float32)

    units = np.minimum(np.floor(month / 15.0), 4.0)
    if struck:
        units = np.where(month > 60, np.maximum(units - (month - 60) / 10.0, 0.0), units)
    found = {name: rows(np.zeros(months)) for name in ROWS}
    for name in ("units_delivered", "units_installed", "units_crewed", "units_operational"):
        found[name] = rows(units)
    found["units_available"] = rows(0.75 * units)
    found["missiles"] = rows(factor * np.minimum(2.0 * month, 120.0))
    found["local_missiles"] = rows(factor * month / 4.0)
    found["spares_backlog"] = rows(factor * month / 100.0)
    with np.errstate(invalid="ignore"):
        found["availability"] = np.where(
            found["units_operational"] > 0.0, found["units_available"] / found["units_operational"], np.nan
        ).astype(np.float32)
    found["transfers"] = rows((month > 30.0) * 1.0)
    found["paid"] = rows(factor * PAID_USD * month, 1.0)
    found["owed"] = rows(factor * np.maximum(1e9 - 1e7 * month, 0.0))
    found["npv"] = rows(factor * 0.9 * PAID_USD * month)
    found["local_share"] = rows(factor * 0.002 * month)
    found["local_value"] = rows(factor * 1e6 * month)
    found["received_value"] = rows(np.full(months, 5e8))
    found["local_cost"] = rows(factor * 5e5 * month)
    found["home_extra"] = rows(factor * 1e5 * month)
    found["royalty"] = rows(factor * 2e4 * month)
    found["shock_cost"] = rows(np.zeros(months))
    found["supplier_revenue"] = rows(factor * 2e7 * month)
    found["lifecycle_share"] = rows(factor * 0.001 * month)
    return found


def _times(full_d):
    full_d = np.array(full_d)
    return {"first_delivery_d": np.full(len(full_d), 2.0 * YEAR_D), "full_delivery_d": 0.5 * full_d,
            "initial_d": 0.75 * full_d, "full_d": full_d}  # fmt: skip


def waits(full_d):
    """Half of the way for ground and buildings, three tenths for production, the rest for shocks."""
    found = np.zeros((len(full_d), len(Cause)))
    reached = np.isfinite(full_d)
    for cause, share in ((Cause.SITE, 0.5), (Cause.PRODUCTION, 0.3), (Cause.SHOCK, 0.2)):
        found[reached, cause] = share * np.array(full_d)[reached]
    return found


@lru_cache
def result(readings=3, name="turkey-s-400", struck=False, full_d=FULL_D, factor=1.0):
    """What a made-up run gave."""
    of = programme(name)
    months = MONTHS_OF_VARIANTS if of.variants else MONTHS
    histories = len(full_d)
    nominal = Histories(
        _series(histories, factor, struck, months), _times(full_d), waits(np.array(full_d)),
        np.zeros((histories, 2)), np.full((histories, 1), inf), np.full((histories, 1), inf), 1000,
    )  # fmt: skip
    drawn = [_series(histories, factor * each, struck, months) for each in READINGS[:readings]]
    fulls = [np.full(histories, each) for each in FULL_READINGS_D[:readings]]
    each_reading = Readings(
        {key: np.array([each[key].mean(axis=0) for each in drawn]).reshape(-1, months).astype(np.float64)
         for key in nominal.series},
        {key: np.array([_times(each)[key] for each in fulls]).reshape(-1, histories)
         for key in nominal.times_d},
        np.array([waits(each).mean(axis=0) for each in fulls]).reshape(-1, len(Cause)),
        np.zeros((readings, histories, 2)),
    )  # fmt: skip
    return ProgrammeResult(
        "A made-up programme", name, "USD", date(2017, 4, 11) if name == "turkey-s-400" else of.day_0,
        (months - 1) / 12.0, histories, 7, np.arange(months) * YEAR_D / 12.0, ("a", "b"), {}, (), nominal,
        each_reading, {"a.b": np.ones(readings), "a.c": np.ones(readings)},
        ("Fire units are alike.", "2 of 3 figures are our own assumptions (grade D)."), ("One warning.",),
        record({"programme": "ab" * 32, "catalog": "cd" * 32}, 7),
    )  # fmt: skip


@lru_cache
def variant_results():
    """Made-up results of the second set: those under an embargo lose fire units, each other pays more."""
    of = programme("turkey-second-set")
    found = {}
    for n, each in enumerate(of.variants):
        struck = "embargo" in each.name
        full_d = tuple(inf for _ in FULL_D) if struck else FULL_D
        found[each.name] = result(3, "turkey-second-set", struck, full_d, 1.0 + 0.1 * n)
    return found
