"""What a programme leads to: month by month, first times, what was waited for, money.

Two things are kept apart everywhere. A band is over readings of what nobody outside knows, each summed up
over its histories: never a probability. Chance is over the histories of the nominal reading, and is one.
Where a value has no meaning (the availability of no fire unit) it is NaN and stands aside in both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.errors import ProgrammeError, nearest
from rangering.programme.kernels import codes
from rangering.programme.money import money_of
from rangering.programme.plan import Cause, Plan
from rangering.programme.priced import Priced
from rangering.programme.state import Out

if TYPE_CHECKING:
    import xarray

FloatArray = NDArray[np.float64]
Float32Array = NDArray[np.float32]

ROWS = {
    "units_delivered": codes.DELIVERED,
    "units_installed": codes.INSTALLED,
    "units_crewed": codes.CREWED,
    "units_operational": codes.IN_SERVICE,
    "units_available": codes.AVAILABLE,
    "missiles": codes.MISSILES,
    "spares_backlog": codes.BACKLOG,
    "missiles_fired": codes.FIRED,
    "missiles_expired": codes.EXPIRED,
    "local_missiles": codes.MADE,
    "missiles_delivered": codes.ARRIVED,
    "repairs_abroad": codes.REPAIRS_ABROAD,
    "repairs_home": codes.REPAIRS_HOME,
    "faults": codes.FAULTS,
    "raids_unmet": codes.UNMET,
}
"""Series that histories write down; from `missiles_fired` on counted from the signature."""
RATIOS = {"local_share": ("local_value", "received_value")}
"""Series whose mean over histories is the mean of one over the mean of another: a mean of their own values
would stand for those histories alone that received anything, and count a small one like a large one."""
TIMES = {
    "first_delivery_d": codes.FIRST_DELIVERED,
    "full_delivery_d": codes.ALL_DELIVERED,
    "initial_d": codes.INITIAL,
    "full_d": codes.FULL,
}
"""Days since the signature, infinite where it does not come within the horizon. `full_delivery_d` is when as
many fire units were delivered as full capability needs."""


class Spread(NamedTuple):
    """A low, a middle and a high value; arrays over months for a series, numbers for a time."""

    low: FloatArray
    median: FloatArray
    high: FloatArray


@dataclass(frozen=True)
class Histories:
    """What the histories of one reading left."""

    series: Mapping[str, Float32Array]
    """Names as in `ROWS`, then `availability`, `transfers`, and money where a price is known; shape
    (histories, months). Money is that of `rangering.programme.money.money_of`."""
    times_d: Mapping[str, FloatArray]
    """Names as in `TIMES`, shape (histories,)."""
    waits_d: FloatArray
    """By `Cause`, what full capability waited for; each row adds up to `full_d`, or is nothing where that
    never came; shape (histories, causes)."""
    ended_d: FloatArray
    """When each activity ended, infinite where never; shape (histories, activities)."""
    shock_begins_d: FloatArray
    """Infinite where it never came, shape (histories, shocks)."""
    shock_ends_d: FloatArray
    events: int
    """In all histories together."""


@dataclass(frozen=True)
class Readings:
    """Each reading summed up over its histories; the first axis counts the readings."""

    series: Mapping[str, FloatArray]
    """Means over histories, shape (readings, months)."""
    times_d: Mapping[str, FloatArray]
    """Shape (readings, histories)."""
    waits_d: FloatArray
    """Means over the histories that reach full capability, NaN where none does; (readings, causes)."""
    ended_d: FloatArray
    """Shape (readings, histories, activities)."""


@dataclass(frozen=True)
class ProgrammeResult:
    """When a contract becomes capability, and what it costs."""

    title: str
    name: str
    currency: str
    signed: date
    horizon_years: float
    histories: int
    seed: int
    months_d: FloatArray
    """Days of the reports since the signature, shape (months,)."""
    activities: tuple[str, ...]
    steps: Mapping[str, int]
    """Name of a step, such as a lot, → the activity that ends it; negative for the signature."""
    shocks: tuple[str, ...]
    nominal: Histories
    """Every history of the nominal reading: chance alone."""
    readings: Readings
    """Other readings of what nobody outside knows; of length 0 where none were drawn."""
    values: Mapping[str, FloatArray]
    """What each reading takes a figure to be, by quantity id, in SI, shape (readings,)."""
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    provenance: Mapping[str, Any]

    @property
    def readings_count(self) -> int:
        """How many readings were drawn."""
        return len(self.readings.waits_d)

    @property
    def months(self) -> tuple[date, ...]:
        """Dates of the reports."""
        return tuple(self.signed + timedelta(days=round(day)) for day in self.months_d.tolist())

    @property
    def names(self) -> tuple[str, ...]:
        """What may be asked for by name."""
        return (*self.nominal.series, *self.nominal.times_d)

    def band(self, name: str) -> Spread:
        """Least, median and greatest over readings.

        Parameters
        ----------
        name : str
            A series: each reading's mean over its histories. Or a time: its median over them.

        Returns
        -------
        Spread
            Of shape (months,), or () for a time.

        Raises
        ------
        ProgrammeError
            No such name, or no readings were drawn.
        """
        self._require(name)
        if self.readings_count == 0:
            raise ProgrammeError(
                "has no band: no readings were drawn", value=name, mend="ask for readings, such as 16"
            )
        if name in self.nominal.times_d:
            found = _quantile(self.readings.times_d[name], 0.5, axis=1)
        else:
            found = self.readings.series[name]
        return Spread(*(_quantile(found, share, axis=0) for share in (0.0, 0.5, 1.0)))

    def chance(self, name: str) -> Spread:
        """What 5, 50 and 95 % of the nominal reading's histories stay at or below; arguments as in `band`."""
        self._require(name)
        found = self.nominal.times_d[name] if name in self.nominal.times_d else self.nominal.series[name]
        return Spread(*(_quantile(found, share, axis=0) for share in (0.05, 0.5, 0.95)))

    def mean(self, name: str) -> FloatArray:
        """Mean of a series over nominal histories, shape (months,); of a share as in `RATIOS`."""
        self._require(name)
        return mean_of(self.nominal.series, name)

    def probability_by(self, name: str) -> FloatArray:
        """Share of nominal histories in which a time has come by each report, shape (months,)."""
        self._require(name)
        return _come_by(self.nominal.times_d[name], self.months_d)

    def shares_by(self, name: str) -> FloatArray:
        """The same in each reading, shape (readings, months)."""
        self._require(name)
        return np.array([_come_by(each, self.months_d) for each in self.readings.times_d[name]])

    def waited_d(self) -> dict[Cause, float]:
        """Mean days that full capability waited for each cause, over nominal histories that reach it."""
        means = mean_waits(self.nominal.waits_d, self.nominal.times_d["full_d"])
        return {cause: float(means[cause]) for cause in Cause}

    def to_xarray(self) -> "xarray.Dataset":
        """Everything as a labelled dataset over month, history, reading, cause, activity, shock and figure.

        A variable such as `units_available` is over the histories of the nominal reading, chance alone;
        `units_available_by_reading` is over readings, each a mean over its histories.

        Raises
        ------
        RangeringError
            xarray is not installed.
        """
        from rangering.programme.labelled import programme_dataset

        return programme_dataset(self)

    def _require(self, name: str) -> None:
        if name not in self.names:
            raise ProgrammeError(
                "is nothing that this run gives", value=name, mend=nearest(name, self.names) or "see `names`"
            )


def histories_of(plan: Plan, priced: Priced, out: Out) -> Histories:
    """What one reading's histories left, by name."""
    series = {name: np.ascontiguousarray(out.monthly[:, row]) for name, row in ROWS.items()}
    serving = series["units_operational"]
    series["availability"] = np.divide(
        series["units_available"], serving, out=np.full_like(serving, np.nan), where=serving > 0.0
    )
    handed_d = out.ended_d[:, plan.activities.cause == int(Cause.TRANSFER)]
    series["transfers"] = np.sum(handed_d[:, :, None] <= plan.months, axis=1).astype(np.float32)
    money = money_of(priced, plan, out)
    series |= {name: value.astype(np.float32) for name, value in money.items()}
    return Histories(
        series=series,
        times_d={name: np.ascontiguousarray(out.times_d[:, column]) for name, column in TIMES.items()},
        waits_d=out.waits_d,
        ended_d=out.ended_d,
        shock_begins_d=out.shock_begins_d,
        shock_ends_d=out.shock_ends_d,
        events=int(out.events.sum()),
    )


def summed_up(left: Histories) -> Readings:
    """One reading, summed up over its histories."""
    return Readings(
        series={name: mean_of(left.series, name)[None] for name in left.series},
        times_d={name: values[None] for name, values in left.times_d.items()},
        waits_d=mean_waits(left.waits_d, left.times_d["full_d"])[None],
        ended_d=left.ended_d[None],
    )


def joined(readings: Sequence[Readings]) -> Readings:
    """Several readings, at least one, as one table."""
    first = readings[0]
    common = [name for name in first.series if all(name in each.series for each in readings)]
    return Readings(
        series={name: np.concatenate([each.series[name] for each in readings]) for name in common},
        times_d={name: np.concatenate([each.times_d[name] for each in readings]) for name in first.times_d},
        waits_d=np.concatenate([each.waits_d for each in readings]),
        ended_d=np.concatenate([each.ended_d for each in readings]),
    )


def without_any(like: Readings) -> Readings:
    """No reading at all, with the names of another."""
    return Readings(
        series={name: values[:0] for name, values in like.series.items()},
        times_d={name: values[:0] for name, values in like.times_d.items()},
        waits_d=like.waits_d[:0],
        ended_d=like.ended_d[:0],
    )


def mean_of(series: Mapping[str, NDArray[Any]], name: str) -> FloatArray:
    """Mean of a series over its histories, shape (months,); a share as one mean over another."""
    if name not in RATIOS:
        return mean_over_histories(series[name])
    part, whole = (mean_over_histories(series[each]) for each in RATIOS[name])
    ratio: FloatArray = np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0.0)
    return ratio


def mean_over_histories(values: NDArray[Any]) -> FloatArray:
    """Mean over the first axis of what is a number; NaN where nothing is."""
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0, dtype=np.float64)
    mean: FloatArray = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return mean


def mean_waits(waits_d: FloatArray, full_d: FloatArray) -> FloatArray:
    """Mean by cause over histories that reach full capability; NaN where none does."""
    reached = np.isfinite(full_d)
    if not reached.any():
        return np.full(waits_d.shape[1], np.nan)
    mean: FloatArray = waits_d[reached].mean(axis=0)
    return mean


def _come_by(times_d: FloatArray, months_d: FloatArray) -> FloatArray:
    share: FloatArray = np.searchsorted(np.sort(times_d), months_d, side="right") / len(times_d)
    return share


def _quantile(values: NDArray[Any], share: float, axis: int) -> FloatArray:
    """The least value that so large a share of those known stay at or below; NaN where none is known.

    It is always one of them: infinite times need no arithmetic.
    """
    ranked = np.sort(values.astype(np.float64), axis=axis)  # NaN goes last
    known = np.sum(~np.isnan(ranked), axis=axis, keepdims=True)
    place = np.maximum(np.ceil(share * known).astype(np.int64) - 1, 0)
    found: FloatArray = np.take_along_axis(ranked, place, axis=axis).squeeze(axis)
    return found
