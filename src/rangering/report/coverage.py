"""A coverage map as files: the pictures, the page, and ``coverage.json`` after the output contract.

``coverage.json`` lists the files of its run, so that a later run into the same folder can take away those it
does not write anew: no old map is left beside new numbers.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering.coverage.results import Approach, CoverageMap, Engagement, RadarCoverage, Ring, Row, Target
from rangering.report.bands import whole_interval_only
from rangering.report.encode import Indexed
from rangering.report.folder import write_record
from rangering.report.html.document import PAGE, report_html
from rangering.report.html.headline import headline_target
from rangering.report.html.pictures import pictures
from rangering.report.map import write_maps
from rangering.report.write import refuse_foreign, write_whole
from rangering.terrain.ground import Progress

FAMILY = "rangering.coverage/"
SCHEMA = f"{FAMILY}1"
RECORD = "coverage.json"
_OURS = (".png", ".html", ".tif", ".geojson", ".kml")  # what a run may have left beside its record


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
        "assumptions": [*result.assumptions, *_withheld(result)],
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
            "radars": [_radar(radar, result.targets) for radar in result.radars],
            "press_circles": [
                {"site": site, "lat_deg": lat_deg, "lon_deg": lon_deg, **_ring(ring)}
                for site, lat_deg, lon_deg, ring in result.engagement_rings
            ],
            "files": list(files),
            "samples": result.samples,
            "seed": result.seed if result.samples else None,
            "scores": [each._asdict() | {"share": each.share._asdict()} for each in result.scores],
            "table": [_row(row) for row in result.table],
            "engagements": [_engagement(each) for each in result.engagements],
            "approaches": [_approach(each, result) for each in result.approaches],
            "tornado": None
            if result.tornado is None
            else result.tornado._asdict() | {"swings": [each._asdict() for each in result.tornado.swings]},
            "links": [each._asdict() for each in result.links],
            "sources": [each._asdict() for each in result.sources],
        },
    }


def _row(row: Row) -> dict[str, Any]:
    band = None if row.seen_band is None else row.seen_band._asdict()
    return row._asdict() | {"limits": dict(row.limits), "seen_band": band}


def _engagement(each: Engagement) -> dict[str, Any]:
    return {
        "claim": each.claim,
        "words": each.words,
        "reach_m": each.reach_m,
        "grade": each.grade,
        "missing": list(each.missing),
        "table": [_row(row) for row in each.table],
    }


def _approach(each: Approach, result: CoverageMap) -> dict[str, Any]:
    """By altitude and class, one value a direction; null: never.

    A class of which no single range is given lacks the keys that would hold one.
    """
    return {
        "place": each.place,
        "is_asset": each.is_asset,
        "lat_deg": each.lat_deg,
        "lon_deg": each.lon_deg,
        "azimuth_rad": [round(float(azimuth), 6) for azimuth in each.azimuth_rad],
        "claims": list(each.claims),
        "flights": [
            {
                "altitude": altitude.label,
                "target": target.title,
                **_reaches(each, (a, t), single=not _withholds(target), drawn=bool(result.samples)),
                "first_radar": [result.radars[n].name if n >= 0 else None for n in each.first_radar[a, t]],
                "shots": each.shots[:, a, t].tolist(),
                "unknown": each.unknown[a, t].tolist(),
            }
            for a, altitude in enumerate(result.altitudes)
            for t, target in enumerate(result.targets)
        ],
    }


def _reaches(each: Approach, at: tuple[int, int], *, single: bool, drawn: bool) -> dict[str, Any]:
    """What would be read as a range: nominal, low and high, and the intercepts, which are nominal alone."""
    found: dict[str, Any] = {}
    if single or drawn:
        found |= {
            "first_seen_m": _numbers(each.first_seen_m[at]),
            "warning_s": _numbers(each.warning_s[at]),
        }
    return found | ({"intercept_m": _numbers(each.intercept_m[:, *at])} if single else {})


def _withholds(target: Target) -> bool:
    return whole_interval_only(target.id, target.title)


def _withheld(result: CoverageMap) -> list[str]:
    """Why some ranges are missing."""
    titles = [each.title for each in result.targets if _withholds(each)]
    if not titles:
        return []
    return [
        f"No single range is given against {', '.join(titles)}: the interval of the cross-section is too "
        "wide for one. `rangering why` tells the whole interval of one radar's range."
    ]


def _numbers(values: NDArray[Any]) -> Any:
    """Nested lists, to a tenth of a unit; what is no number becomes null."""
    if values.ndim:
        return [_numbers(each) for each in values]
    return None if np.isnan(values) else round(float(values), 1)


def _ring(ring: Ring) -> dict[str, Any]:
    return ring._asdict()


def _radar(radar: RadarCoverage, targets: Sequence[Target]) -> dict[str, Any]:
    alone = {each.id for each in targets if _withholds(each)}  # of these no single range is given
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
        "power_m": {key: None if key in alone else m for key, m in radar.power_m.items()},
        "ring": _ring(radar.ring),
        "posting_m": radar.ground.posting_m,
        "ground": radar.ground.describe(),
    }


def write_coverage(
    result: CoverageMap,
    folder: Path,
    *,
    command: str = "",
    also: Callable[[Path], object] | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the pictures, the page and ``coverage.json``, all or none.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    folder : Path
        Made if missing.
    command : str
        The command line behind it, for those who repeat it.
    also : callable, optional
        Writes further files into the folder it is given: the field formats, for instance.
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
    tell = progress or (lambda _what, _share: None)

    def fill(aside: Path) -> None:
        bare: dict[str, Indexed] = {}
        write_maps(
            result, aside, target_index=headline_target(result), bare=bare.__setitem__,
            progress=lambda what, share: tell(what, 0.7 * share),
        )  # fmt: skip
        tell("write the page", 0.7)
        page = report_html(result, command=command, drawn=pictures(result, bare))
        (aside / PAGE).write_text(page, encoding="utf-8")
        if also is not None:
            tell("field formats", 0.8)
            also(aside)
        write_record(aside / RECORD, lambda files: document(result, files))

    return write_whole(folder, fill, stale=stale)


def refuse_folder(folder: Path) -> list[str]:
    """Find out before the work that a folder cannot take a run's files.

    Returns
    -------
    list of str
        Files that an earlier run of ours left there, as its record names them; never a path out of it.

    Raises
    ------
    OutputError
        The folder cannot be written, or holds a ``coverage.json`` that is not ours.
    """
    return refuse_foreign(folder, RECORD, (FAMILY,), _OURS)
