"""A coverage map as files: the maps, and ``coverage.json`` after the output contract.

``coverage.json`` lists the files of its run, so that a later run into the same folder can take away those it
does not write anew: no old map is left beside new numbers.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rangering.coverage.results import CoverageMap, RadarCoverage, Ring
from rangering.errors import OutputError
from rangering.report.map import write_maps
from rangering.report.write import refuse_unwritable, write_whole
from rangering.terrain.ground import Progress

FAMILY = "rangering.coverage/"
SCHEMA = f"{FAMILY}1"
RECORD = "coverage.json"


def document(result: CoverageMap, files: Sequence[str] = ()) -> dict[str, Any]:
    """The numbers of a coverage map as plain data, SI in the keys, with all that is needed to repeat them.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    files : sequence of str
        Names of the files of the run, where it wrote some.
    """
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
            "files": list(files),
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
        The folder cannot take them, or holds a ``coverage.json`` that is not ours; nothing new is left.
    """
    stale = refuse_folder(folder)

    def fill(aside: Path) -> None:
        names = sorted([RECORD, *(path.name for path in write_maps(result, aside, progress=progress))])
        text = json.dumps(document(result, names), indent=1, ensure_ascii=False, allow_nan=False)
        (aside / RECORD).write_text(text + "\n", encoding="utf-8")

    return write_whole(folder, fill, stale=stale)


def refuse_folder(folder: Path) -> list[str]:
    """Find out before the work that a folder cannot take a run's files.

    Returns
    -------
    list of str
        Maps that an earlier run of ours left there, as its record names them; never a path out of the folder.

    Raises
    ------
    OutputError
        The folder cannot be written, or holds a ``coverage.json`` that is not ours.
    """
    refuse_unwritable(folder)
    record = folder / RECORD
    if not record.exists() and not record.is_symlink():
        return []
    try:
        earlier = json.loads(record.read_text(encoding="utf-8"))
        ours = str(earlier["schema"]).startswith(FAMILY)
        listed = [str(name) for name in earlier["results"].get("files", ())]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        ours, listed = False, []
    if not ours:
        raise OutputError("is not ours and would be lost", where=str(record), mend="name another folder")
    maps = [name for name in listed if Path(name).name == name and name.endswith(".png")]
    return [name for name in maps if (folder / name).is_file()]
