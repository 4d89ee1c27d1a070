"""What a programme leads to as labelled arrays: an xarray dataset over months, histories and readings.

xarray is no need of a run: whoever wants this installs ``rangering[io]``. Chance and what nobody outside
knows stay apart in the names: a variable is over the histories of the nominal reading, and ``…_by_reading``
over readings, each of them a mean over its histories (of times every history).
"""

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from rangering.errors import RangeringError
from rangering.programme.plan import Cause
from rangering.provenance import CAVEAT

if TYPE_CHECKING:
    import xarray

    from rangering.programme.results import ProgrammeResult

MONEY = (
    "paid", "owed", "npv", "received_value", "local_value", "local_cost", "home_extra", "royalty",
    "shock_cost", "supplier_revenue",
)  # fmt: skip
_DAYS = {"units": "d", "long_name": "days since the signature; infinite where it never comes"}
_CHANCE, _READINGS = (
    "histories of the nominal reading: chance alone",
    "mean over the histories of each reading",
)


def programme_dataset(result: "ProgrammeResult") -> "xarray.Dataset":
    """A programme's result as a dataset; see `ProgrammeResult.to_xarray`."""
    xr = xarray_or_refused()
    nominal, readings = result.nominal, result.readings
    coords: dict[str, Any] = {
        "month": (
            "month",
            np.array(result.months, dtype="datetime64[ns]"),
            {"long_name": "day of the report"},
        ),
        "since_signature": ("month", result.months_d, {"units": "d"}),
        "cause": ("cause", [each.name.lower() for each in Cause]),
        "activity": ("activity", list(result.activities)),
        "shock": ("shock", list(result.shocks)),
        "figure": ("figure", list(result.values)),
    }
    variables: dict[str, Any] = {}
    for name, values in nominal.series.items():
        units = {"units": result.currency if name in MONEY else "1"}
        variables[name] = (("history", "month"), values, units | {"long_name": f"{name}, {_CHANCE}"})
        if name in readings.series:
            said = units | {"long_name": f"{name}, {_READINGS}"}
            variables[f"{name}_by_reading"] = (("reading", "month"), readings.series[name], said)
    for name, times in nominal.times_d.items():
        variables[name] = (("history",), times, _DAYS)
        variables[f"{name}_by_reading"] = (("reading", "history"), readings.times_d[name], _DAYS)
    variables |= {
        "waits_d": (("history", "cause"), nominal.waits_d, {"units": "d"}),
        "waits_d_by_reading": (("reading", "cause"), readings.waits_d, {"units": "d"}),
        "ended_d": (("history", "activity"), nominal.ended_d, _DAYS),
        "ended_d_by_reading": (("reading", "history", "activity"), readings.ended_d, _DAYS),
        "shock_begins_d": (("history", "shock"), nominal.shock_begins_d, _DAYS),
        "shock_ends_d": (("history", "shock"), nominal.shock_ends_d, _DAYS),
    }
    if result.values:
        drawn = np.stack([np.asarray(each) for each in result.values.values()])
        variables["drawn"] = (
            ("figure", "reading"),
            drawn,
            {"long_name": "value in each reading, SI"},
        )
    made: xarray.Dataset = xr.Dataset(variables, coords, _attributes(result))
    return made


def _attributes(result: "ProgrammeResult") -> dict[str, Any]:
    return {
        "title": result.title,
        "programme": result.name,
        "signed": f"{result.signed}",
        "currency": result.currency,
        "seed": result.seed,
        "comment": CAVEAT,
        "caveat": CAVEAT,
        "provenance": json.dumps(dict(result.provenance), ensure_ascii=False),
        "assumptions": "\n".join(result.assumptions),
        "warnings": "\n".join(result.warnings),
    }


def xarray_or_refused() -> Any:
    """The module.

    Raises
    ------
    RangeringError
        It is not installed.
    """
    try:
        import xarray
    except ImportError:
        raise RangeringError(
            "needs xarray, which is not installed", where="to_xarray()", mend='pip install "rangering[io]"'
        ) from None
    return xarray
