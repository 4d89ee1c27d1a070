"""Results as labelled arrays: xarray datasets with coordinates, units and the plane they lie on.

xarray is no need of the maps themselves: whoever wants these installs ``rangering[io]``. Names and attributes
follow the CF conventions, so that a dataset written to a file says by itself what its numbers mean.
Source: NetCDF Climate and Forecast Metadata Conventions 1.11, sections 3.5 (flags) and 5.6 (grid mappings).
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rangering.errors import RangeringError
from rangering.provenance import CAVEAT
from rangering.sight.state import State

if TYPE_CHECKING:
    import xarray

    from rangering.coverage.results import Altitude, Approach, CoverageMap, Target

GRID = ("altitude", "target", "y", "x")
BANDS = ("nominal", "low", "high")


def plane_crs(lat_deg: float, lon_deg: float) -> Any:
    """The azimuthal equidistant plane of WGS-84 about a place, as a `pyproj.CRS`."""
    from pyproj import CRS
    from pyproj.crs import ProjectedCRS
    from pyproj.crs.coordinate_operation import AzimuthalEquidistantConversion

    return ProjectedCRS(
        conversion=AzimuthalEquidistantConversion(lat_deg, lon_deg),
        name=f"Azimuthal equidistant about {lat_deg:g}, {lon_deg:g}",
        geodetic_crs=CRS.from_epsg(4326),
    )


def grid_dataset(result: "CoverageMap", *, positions: bool = False) -> "xarray.Dataset":
    """A coverage map as a dataset; see `CoverageMap.to_xarray`."""
    xr = _xarray()
    ground = result.ground
    rows, cols = ground.height_m.shape
    crs = plane_crs(ground.lat_deg, ground.lon_deg)
    x_m = (np.arange(cols) - ground.col0) * ground.posting_m
    y_m = (np.arange(rows) - ground.row0) * ground.posting_m
    coords = _layer_coords(result.altitudes, result.targets)
    coords["x"] = ("x", x_m, {"units": "m", "standard_name": "projection_x_coordinate"})
    coords["y"] = ("y", y_m, {"units": "m", "standard_name": "projection_y_coordinate"})
    coords["spatial_ref"] = ((), np.int32(0), crs.to_cf())
    if positions:
        from pyproj import Proj

        east_m, north_m = np.meshgrid(x_m, y_m)
        lon_deg, lat_deg = Proj(crs)(east_m, north_m, inverse=True)
        coords["lat"] = (("y", "x"), lat_deg, {"units": "degrees_north", "standard_name": "latitude"})
        coords["lon"] = (("y", "x"), lon_deg, {"units": "degrees_east", "standard_name": "longitude"})
    on_grid = {"grid_mapping": "spatial_ref"}
    height_m = {"units": "m", "long_name": f"height of the ground, {ground.record.vertical_datum}"}
    variables: dict[str, Any] = {
        "state": (GRID, result.state, _flags("what holds in the cell, nominal values") | on_grid),
        "height": (("y", "x"), ground.height_m, height_m | on_grid),
    }
    if result.readings is not None and result.samples:
        share = _share(result.readings, result.state, result.samples)
        variables["share"] = (GRID, share, _share_words("covered", result.samples) | on_grid)
    if result.engagements:
        coords["claim"] = ("claim", [each.claim for each in result.engagements])
        coords["claim_words"] = ("claim", [each.words for each in result.engagements])
        coords["reach"] = ("claim", [each.reach_m for each in result.engagements], {"units": "m"})
        state = np.stack([each.state for each in result.engagements])
        said = _flags("what keeps the cell from being engaged; covered means engageable")
        variables["engageable_state"] = (("claim", *GRID), state, said | on_grid)
        if result.samples:
            share = np.stack(
                [_share(each.readings, each.state, result.samples) for each in result.engagements]
            )
            words = _share_words("engageable", result.samples)
            variables["engageable_share"] = (("claim", *GRID), share, words | on_grid)
    attributes = {
        "Conventions": "CF-1.11",
        "title": result.title,
        "comment": CAVEAT,
        "caveat": CAVEAT,
        "labels": "; ".join(result.labels),
        "pd": result.pd_probability,
        "samples": result.samples,
        "seed": result.seed,
        "crs_wkt": crs.to_wkt(),
        "provenance": json.dumps(result.provenance, ensure_ascii=False),
        "environment": json.dumps(result.environment, ensure_ascii=False),
        "assumptions": "\n".join(result.assumptions),
        "warnings": "\n".join(result.warnings),
    }
    made: xarray.Dataset = xr.Dataset(variables, coords, attributes)
    return made


def approach_dataset(approach: "Approach", result: "CoverageMap") -> "xarray.Dataset":
    """The approaches to one place as a dataset; see `Approach.to_xarray`."""
    xr = _xarray()
    radars = [each.name for each in result.radars]
    coords = _layer_coords(result.altitudes, result.targets)
    degrees = np.degrees(approach.azimuth_rad)
    coords["azimuth"] = ("azimuth", degrees, {"units": "degree", "long_name": "true azimuth at the place"})
    coords["distance"] = ("distance", approach.distance_m, {"units": "m", "long_name": "from the place"})
    coords["band"] = ("band", list(BANDS))
    coords["claim"] = ("claim", list(approach.claims))
    coords["intercept_number"] = ("intercept_number", [1, 2])
    path = ("altitude", "target", "azimuth")
    away = {"units": "m"}
    variables = {
        "cumulative_pd": (
            (*path, "distance"),
            approach.cumulative_pd,
            {"units": "1", "long_name": "probability of having been detected by then, nominal values"},
        ),
        "first_seen": (
            (*path, "band"),
            approach.first_seen_m,
            away | {"long_name": "distance at which the target is first covered"},
        ),
        "first_radar": (
            path,
            approach.first_radar,
            {
                "long_name": "radar that covers it first, -1: none",
                "flag_values": np.arange(-1, len(radars), dtype=np.int16),
                "flag_meanings": _meanings(["none", *radars]),
            },
        ),
        "warning": (
            (*path, "band"),
            approach.warning_s,
            {"units": "s", "long_name": "time from first seen to the place"},
        ),
        "intercept": (
            ("claim", *path, "intercept_number"),
            approach.intercept_m,
            away | {"long_name": "distance of the first and second intercept"},
        ),
        "shots": (
            ("claim", *path),
            approach.shots,
            {"units": "1", "long_name": "firing occasions before the place"},
        ),
    }
    attributes = {
        "Conventions": "CF-1.11",
        "title": f"{result.title}: approaches to {approach.place}",
        "place": approach.place,
        "lat_deg": approach.lat_deg,
        "lon_deg": approach.lon_deg,
        "comment": CAVEAT,
        "caveat": CAVEAT,
        "provenance": json.dumps(result.provenance, ensure_ascii=False),
    }
    made: xarray.Dataset = xr.Dataset(variables, coords, attributes)
    return made


def _xarray() -> Any:
    try:
        import xarray
    except ImportError:
        raise RangeringError(
            "needs xarray, which is not installed", where="to_xarray()", mend='pip install "rangering[io]"'
        ) from None
    return xarray


def _layer_coords(altitudes: "Sequence[Altitude]", targets: "Sequence[Target]") -> dict[str, Any]:
    return {
        "altitude": ("altitude", [each.label for each in altitudes]),
        "altitude_m": ("altitude", [each.altitude_m for each in altitudes], {"units": "m"}),
        "above_ground": ("altitude", [each.above_ground for each in altitudes]),
        "target": ("target", [each.id for each in targets]),
        "target_title": ("target", [each.title for each in targets]),
        "rcs": ("target", [each.rcs_m2 for each in targets], {"units": "m2"}),
    }


def _flags(words: str) -> dict[str, Any]:
    return {
        "long_name": words,
        "flag_values": np.array([int(each) for each in State], dtype=np.uint8),
        "flag_meanings": _meanings([each.words for each in State]),
    }


def _meanings(words: Sequence[str]) -> str:
    """One word for each, as CF wants them."""
    return " ".join("_".join(each.replace(",", " ").split()) for each in words)


def _share(readings: NDArray[Any], state: NDArray[np.uint8], samples: int) -> NDArray[np.float32]:
    """Share of readings, NaN where nobody knows or nothing is mapped."""
    share: NDArray[np.float32] = np.divide(readings, np.float32(samples), dtype=np.float32)
    share[unmapped(readings, state)] = np.nan
    return share


def unmapped(readings: NDArray[Any], state: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where no reading covers and the nominal one cannot tell, or does not reach: no share is known there."""
    return np.asarray((readings == 0) & ((state == State.UNKNOWN) | (state == State.OUTSIDE)))


def _share_words(what: str, samples: int) -> dict[str, str]:
    return {"units": "1", "long_name": f"share of {samples} readings in which the cell is {what}"}
