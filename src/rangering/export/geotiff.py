"""``coverage.tif``: every layer as a band, on the plane the map was worked out on.

Azimuthal equidistant about the first site, north up, one byte a cell: codes of `State`, or a share of
readings in percent. A pixel is the cell about its node. What each band is stands in its name and its tags.
Source: OGC GeoTIFF 1.1 (19-008r4), written by GDAL.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.coverage.labelled import plane_crs, unmapped
from rangering.coverage.plan import CodeArray
from rangering.coverage.results import CoverageMap
from rangering.provenance import CAVEAT
from rangering.sight.state import State
from rangering.tables import whole

NAME = "coverage.tif"
NODATA = int(State.OUTSIDE)  # of shares as well: a percentage never gets there
BLOCK = 256
STATE, SHARE = "state", "share of readings"
LEGEND = "; ".join(f"{int(each)} {each.words}" for each in State)
PERCENT = "0 none of the readings, 100 all of them, 1 to 99 some; 255 unknown or outside"


class Band(NamedTuple):
    """One band: where its numbers come from, and what to call it."""

    altitude: int
    target: int
    engagement: int | None  # None: what is covered
    layer: str  # STATE or SHARE


def write_geotiff(result: CoverageMap, path: Path) -> Path:
    """Write every layer of a result into one GeoTIFF, band by band.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    path : Path
        The file.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        The folder cannot take it.
    """
    import rasterio

    ground = result.ground
    rows, cols = ground.height_m.shape
    planned = list(bands(result))
    crs = plane_crs(ground.lat_deg, ground.lon_deg)
    layout: dict[str, Any] = {
        "driver": "GTiff", "dtype": "uint8", "count": len(planned), "width": cols, "height": rows,
        "nodata": NODATA, "tiled": True, "blockxsize": BLOCK, "blockysize": BLOCK, "compress": "deflate",
        "interleave": "band", "bigtiff": "if_safer", "crs": rasterio.crs.CRS.from_wkt(crs.to_wkt()),
        "transform": rasterio.Affine(
            ground.posting_m, 0.0, -(ground.col0 + 0.5) * ground.posting_m,
            0.0, -ground.posting_m, (rows - ground.row0 - 0.5) * ground.posting_m,
        ),
    }  # fmt: skip
    with whole(path) as unfinished, rasterio.open(unfinished, "w", **layout) as file:
        file.update_tags(**_file_tags(result))
        for number, band in enumerate(planned, start=1):
            file.set_band_description(number, _name(result, band))
            file.update_tags(number, **_band_tags(result, band))
            if band.layer == SHARE:
                file.set_band_unit(number, "%")
            file.write(_numbers(result, band)[::-1], number)
    return path


def bands(result: CoverageMap) -> Iterator[Band]:
    """The bands in their order: by altitude, class and claim; states, and shares of readings if drawn."""
    kinds = (STATE, SHARE) if result.readings is not None and result.samples else (STATE,)
    for altitude in range(len(result.altitudes)):
        for target in range(len(result.targets)):
            for engagement in (None, *range(len(result.engagements))):
                for layer in kinds:
                    yield Band(altitude, target, engagement, layer)


def percent(readings: NDArray[Any], state: CodeArray, samples: int) -> NDArray[np.uint8]:
    """Share of readings in whole percent: 0 is none and 100 is all, never rounded to; 255 where not known."""
    of_count = np.rint(np.linspace(0.0, 100.0, samples + 1))
    of_count[1:-1] = of_count[1:-1].clip(1.0, 99.0)
    share: NDArray[np.uint8] = of_count.astype(np.uint8)[readings]
    share[unmapped(readings, state)] = NODATA
    return share


def _numbers(result: CoverageMap, band: Band) -> NDArray[np.uint8]:
    here = band.altitude, band.target
    of = result if band.engagement is None else result.engagements[band.engagement]
    if band.layer == STATE:
        return np.asarray(of.state[here])
    assert of.readings is not None
    return percent(of.readings[here], of.state[here], result.samples)


def _name(result: CoverageMap, band: Band) -> str:
    of = "covered" if band.engagement is None else f"engageable, {result.engagements[band.engagement].claim}"
    layer = f"{band.layer}, %" if band.layer == SHARE else band.layer
    return f"{result.altitudes[band.altitude].label}, {result.targets[band.target].title}: {of}: {layer}"


def _band_tags(result: CoverageMap, band: Band) -> dict[str, str]:
    altitude, target = result.altitudes[band.altitude], result.targets[band.target]
    tags = {
        "LAYER": band.layer,
        "MEASURE": "covered" if band.engagement is None else "engageable",
        "ALTITUDE": altitude.label,
        "ALTITUDE_M": f"{altitude.altitude_m:g}",
        "ALTITUDE_ABOVE": "ground" if altitude.above_ground else "sea level",
        "CLASS": target.title,
        "CLASS_ID": target.id,
        "LEGEND": LEGEND if band.layer == STATE else PERCENT,
    }
    if band.engagement is not None:
        claim = result.engagements[band.engagement]
        tags |= {"CLAIM": claim.claim, "CLAIM_WORDS": claim.words, "GRADE": claim.grade}
    return tags


def _file_tags(result: CoverageMap) -> dict[str, str]:
    return {
        "TIFFTAG_IMAGEDESCRIPTION": f"{result.title}. {CAVEAT}",
        "TIFFTAG_SOFTWARE": f"rangering {result.provenance.get('rangering', '')}".strip(),
        "AREA_OR_POINT": "Area",
        "TITLE": result.title,
        "CAVEAT": CAVEAT,
        "LABELS": "; ".join(result.labels),
        "ENVIRONMENT": str(result.environment.get("terrain", "")),
        "ENVIRONMENT_JSON": json.dumps(result.environment, ensure_ascii=False),
        "PROVENANCE": json.dumps(result.provenance, ensure_ascii=False),
        "ASSUMPTIONS": "\n".join(result.assumptions),
        "WARNINGS": "\n".join(result.warnings),
        "SAMPLES": str(result.samples),
        "SEED": str(result.seed),
        "PD": f"{result.pd_probability:g}",
        "LEGEND": LEGEND,
        "SHARES": PERCENT,
    }
