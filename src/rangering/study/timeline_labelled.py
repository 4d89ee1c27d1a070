"""Capability over time as labelled arrays: an xarray dataset over courses and quarters.

xarray is no need of a timeline: whoever wants this installs ``rangering[io]``. Of a measure that a course
does not have (no price, no missiles) its values are NaN.
"""

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rangering.programme.labelled import xarray_or_refused
from rangering.provenance import CAVEAT

if TYPE_CHECKING:
    import xarray

    from rangering.study.timeline_result import Line, Timeline

ENDS = ("low", "high")
_OF = {
    "nominal": "nominal values alone, mean over chance",
    "mean": "mean over readings of the mean over histories",
    "mean_error": "standard error of that mean",
    "band": "band over readings, chance taken out; without meaning where not resolved",
    "band_error": "bootstrap error of its ends",
    "seen": "band over readings with chance left in",
    "resolved": "whether chance leaves the band to be seen",
}


def timeline_dataset(found: "Timeline") -> "xarray.Dataset":
    """A timeline as a dataset; see `Timeline.to_xarray`."""
    xr = xarray_or_refused()
    names = list(dict.fromkeys(name for course in found.courses for name in course.lines))
    coords: dict[str, Any] = {
        "course": ("course", [each.name for each in found.courses]),
        "course_title": ("course", [each.title for each in found.courses]),
        "quarter": ("quarter", np.array(found.dates, dtype="datetime64[ns]"), {"long_name": "its last day"}),
        "month": ("quarter", list(found.months), {"long_name": "months since the signature"}),
        "end": ("end", list(ENDS)),
    }
    variables: dict[str, Any] = {}
    for name in names:
        tables = [_tables(each.lines.get(name), len(found.dates)) for each in found.courses]
        for part, words in _OF.items():
            values = np.stack([table[part] for table in tables])
            dims = ("course", "quarter", "end")[: values.ndim]
            attributes = {"long_name": f"{name}: {words}"}
            if part != "resolved":
                attributes["units"] = {"paid": found.currency, "covered_km2": "km2"}.get(name, "1")
            variables[f"{name}_{part}"] = (dims, values, attributes)
    stated: dict[str, Any] = {
        "title": found.title,
        "programme": found.programme,
        "scenario": found.scenario,
        "fidelity": found.stood.fidelity,
        "hostile_flights": found.hostile,
        "readings": found.readings,
        "histories": found.histories,
        "replicates": found.inner,
        "seed": found.stood.seed,
        "comment": CAVEAT,
        "caveat": CAVEAT,
        "provenance": json.dumps(dict(found.provenance), ensure_ascii=False),
        "assumptions": "\n".join(found.assumptions),
        "warnings": "\n".join(found.warnings),
    }
    made: xarray.Dataset = xr.Dataset(variables, coords, stated)
    return made


def _tables(line: "Line | None", quarters: int) -> dict[str, NDArray[Any]]:
    """Each part of one line, a row a quarter."""
    if line is None:
        lone = np.full(quarters, np.nan)
        pair = np.full((quarters, 2), np.nan)
        return {"nominal": lone, "mean": lone, "mean_error": lone, "band": pair, "band_error": pair,
                "seen": pair, "resolved": np.zeros(quarters, dtype=np.bool_)}  # fmt: skip
    bands = line.bands
    return {
        "nominal": np.asarray(line.nominal, dtype=np.float64),
        "mean": np.array([each.components.mean for each in bands]),
        "mean_error": np.array([each.components.mean_error for each in bands]),
        "band": np.array([[each.low.value, each.high.value] for each in bands]),
        "band_error": np.array([[each.low.error, each.high.error] for each in bands]),
        "seen": np.array(line.seen, dtype=np.float64),
        "resolved": np.array([line.resolved(q) for q in range(quarters)]),
    }
