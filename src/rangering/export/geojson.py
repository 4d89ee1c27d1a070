"""``coverage.geojson``: the areas, the rings and the places as RFC 7946 wants them.

Longitude and latitude on WGS-84, exteriors counter-clockwise, cut at the antimeridian. Every feature has the
same properties, null where one does not apply; a feature without a geometry is covered nowhere. What ran, and
the line that every output carries, stand beside the features: readers that know no such members pass over
them, which section 6.1 allows, so the caveat stands in every feature as well.
Source: RFC 7946 (2016).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rangering.coverage.results import CoverageMap
from rangering.export.areas import Area, Place, areas, places
from rangering.export.globe import DECIMALS
from rangering.provenance import CAVEAT
from rangering.tables import whole

NAME = "coverage.geojson"
SCHEMA = "rangering.coverage-geojson/1"


def write_geojson(result: CoverageMap, path: Path, *, drawn: Sequence[Area] | None = None) -> Path:
    """Write the areas of a result as GeoJSON.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    path : Path
        The file.
    drawn : sequence of Area, optional
        What `areas(result)` gave, where it was drawn already.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputError
        The folder cannot take it.
    """
    shown = areas(result) if drawn is None else drawn
    head = {
        "type": "FeatureCollection",
        "name": result.title,
        "schema": SCHEMA,
        "caveat": CAVEAT,
        "labels": list(result.labels),
        "provenance": result.provenance,
        "environment": result.environment,
        "assumptions": list(result.assumptions),
        "warnings": list(result.warnings),
        "pd": result.pd_probability,
        "samples": result.samples,
        "seed": result.seed,
    }
    features = [*(_area(each) for each in shown), *(_place(each) for each in places(result))]
    opening = json.dumps(head, ensure_ascii=False, allow_nan=False)[:-1]
    with whole(path) as unfinished, unfinished.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{opening}, "features": [\n')
        for number, feature in enumerate(features):
            file.write(",\n" if number else "")
            file.write(json.dumps(feature, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
        file.write("\n]}\n")
    return path


def _area(area: Area) -> dict[str, Any]:
    share, low, high = area.ring_share or (None, None, None)
    altitude, target = area.altitude, area.target
    return _feature(
        area.shape,
        name=area.name,
        layer=area.layer,
        altitude=altitude.label if altitude else None,
        altitude_m=altitude.altitude_m if altitude else None,
        altitude_above=("ground" if altitude.above_ground else "sea level") if altitude else None,
        target=target.title if target else None,
        target_id=target.id if target else None,
        claim=area.claim,
        share=area.share,
        area_km2=round(area.area_km2, 3),
        drawn_posting_m=area.drawn_posting_m,
        press_circle_share=share,
        press_circle_share_low=low,
        press_circle_share_high=high,
        source=area.source,
        grade=area.grade,
    )


def _place(place: Place) -> dict[str, Any]:
    return _feature(
        place.shape,
        name=place.name,
        layer=place.layer,
        radars="; ".join(place.radars) or None,
        hypothetical=place.hypothetical,
    )


PROPERTIES = ("name", "layer", "altitude", "altitude_m", "altitude_above", "target", "target_id", "claim",
              "share", "area_km2", "drawn_posting_m", "press_circle_share", "press_circle_share_low",
              "press_circle_share_high", "source", "grade", "radars", "hypothetical")  # fmt: skip


def _feature(shape: Any, **properties: Any) -> dict[str, Any]:
    said = {key: properties.get(key) for key in PROPERTIES} | {"caveat": CAVEAT}
    return {"type": "Feature", "properties": said, "geometry": _geometry(shape)}


def _geometry(shape: Any) -> dict[str, Any] | None:
    """A point, a polygon or several, as numbers of five decimals; None where there is nothing."""
    if shape.is_empty:
        return None
    if shape.geom_type == "Point":
        return {"type": "Point", "coordinates": [round(shape.x, DECIMALS), round(shape.y, DECIMALS)]}
    polygons = [[_ring(ring) for ring in (part.exterior, *part.interiors)] for part in shape.geoms]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _ring(ring: Any) -> list[list[float]]:
    return [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in ring.coords]
