"""A coverage map as files: the maps, and ``coverage.json`` after the output contract."""

import json
from pathlib import Path
from typing import Any

from rangering.coverage.results import CoverageMap, RadarCoverage, Ring
from rangering.report.map import write_maps
from rangering.report.write import write_whole
from rangering.terrain.ground import Progress

SCHEMA = "rangering.coverage/1"


def document(result: CoverageMap) -> dict[str, Any]:
    """The numbers of a coverage map as plain data, SI in the keys, with all that is needed to repeat them."""
    return {
        "schema": SCHEMA,
        "provenance": result.provenance,
        "environment": result.environment,
        "assumptions": list(result.assumptions),
        "warnings": list(result.warnings),
        "results": {
            "title": result.title,
            "scenario": result.name,
            "labels": list(result.labels),
            "pd": result.pd_probability,
            "altitudes": [
                {
                    "label": each.label,
                    "altitude_m": each.altitude_m,
                    "reference": "above ground" if each.above_ground else "above sea level",
                }
                for each in result.altitudes
            ],
            "targets": [each._asdict() for each in result.targets],
            "radars": [_radar(radar) for radar in result.radars],
            "press_circles": [
                {"site": site, "lat_deg": lat_deg, "lon_deg": lon_deg, **_ring(ring)}
                for site, lat_deg, lon_deg, ring in result.engagement_rings
            ],
            "table": [row._asdict() | {"limits": dict(row.limits)} for row in result.table],
        },
    }


def _ring(ring: Ring) -> dict[str, Any]:
    return ring._asdict()


def _radar(radar: RadarCoverage) -> dict[str, Any]:
    return {
        "name": radar.name,
        "site": radar.site,
        "hypothetical": radar.hypothetical,
        "radar": radar.radar_id,
        "lat_deg": radar.lat_deg,
        "lon_deg": radar.lon_deg,
        "mast_height_m": radar.mast_height_m,
        "antenna_amsl_m": radar.antenna_m,
        "sector_centre_rad": radar.sector_centre_rad,
        "sector_width_rad": radar.sector_width_rad,
        "instrumented_m": radar.instrumented_m,
        "power_m": radar.power_m,
        "ring": _ring(radar.ring),
        "posting_m": radar.ground.posting_m,
        "ground": radar.ground.describe(),
    }


def write_coverage(result: CoverageMap, folder: Path, *, progress: Progress | None = None) -> list[Path]:
    """Write the maps and ``coverage.json``, all or none.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    folder : Path
        Made if missing.
    progress : callable, optional
        Told what is being done and the share done.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        The folder cannot take them; nothing new is left behind.
    """

    def fill(aside: Path) -> None:
        if progress:
            progress("drawing maps", 0.0)
        write_maps(result, aside)
        text = json.dumps(document(result), indent=1, ensure_ascii=False, allow_nan=False)
        (aside / "coverage.json").write_text(text + "\n", encoding="utf-8")

    return write_whole(folder, fill)
