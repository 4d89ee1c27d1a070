"""``coverage.kml``: the areas, the rings and the places for globes, one folder an altitude.

Areas lie on the ground, whatever the altitude they speak of: a globe that drew them at their height would
hide the relief that shapes them. Names and descriptions come from scenarios that strangers write: they are
text, never markup. A globe shows a description as HTML, so there it is escaped twice.
Source: OGC KML 2.2 (07-147r2).
"""

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from rangering.coverage.results import PRESS_CIRCLE, CoverageMap
from rangering.export.areas import COVERED, DEFENDED, ENGAGEABLE, SHARE, SITE, Area, Place, areas, places
from rangering.export.globe import DECIMALS
from rangering.provenance import CAVEAT
from rangering.tables import whole

NAME = "coverage.kml"
NAMESPACE = "http://www.opengis.net/kml/2.2"
# Okabe and Ito's colours, told apart by the colour-blind: fill, how far it covers, and the line.
STYLES = {
    "covered": ("0072b2", 0.45, 1.5),
    "share-5": ("56b4e9", 0.25, 1.0),
    "share-50": ("56b4e9", 0.45, 1.0),
    "share-95": ("0072b2", 0.6, 1.0),
    "engageable-0": ("e69f00", 0.5, 1.5),
    "engageable-1": ("cc79a7", 0.5, 1.5),
    "engageable-2": ("009e73", 0.5, 1.5),
    "press-circle": ("d55e00", 0.0, 2.5),
    "detection": ("444444", 0.0, 1.5),
}
ICONS = {SITE: "e69f00", DEFENDED: "ffffff"}
# What XML 1.0 cannot hold at all.
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_kml(result: CoverageMap, path: Path, *, drawn: Sequence[Area] | None = None) -> Path:
    """Write the areas of a result as KML.

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
    shown = [each for each in (areas(result) if drawn is None else drawn) if not each.shape.is_empty]
    root = ET.Element("kml", xmlns=NAMESPACE)
    document = _sub(root, "Document")
    _sub(document, "name", result.title)
    _sub(document, "open", "1")
    _describe(document, _about(result))
    for style in STYLES.items():
        _style(document, *style)
    for layer, colour in ICONS.items():
        _icon_style(document, layer, colour)
    claims = [each.claim for each in result.engagements]
    for number, altitude in enumerate(result.altitudes):
        of_this = [each for each in shown if each.altitude == altitude]
        folder = _folder(document, f"At {altitude.label}", opened=number == 0)
        for place, area in enumerate(of_this):
            # One layer to begin with: all at once, see-through over one another, tell nobody anything.
            _placemark(folder, area, _style_of(area, claims), seen=number == 0 and place == 0)
    rings = _folder(document, "Rings", opened=False)
    for area in shown:
        if area.altitude is None:
            _placemark(rings, area, _style_of(area, claims), seen=True)
    points = _folder(document, "Sites and defended places", opened=False)
    for each in places(result):
        _point(points, each)
    with whole(path) as unfinished:
        ET.ElementTree(root).write(unfinished, encoding="utf-8", xml_declaration=True)
    return path


def _about(result: CoverageMap) -> list[str]:
    said = [CAVEAT, *result.labels, f"Ground: {result.environment.get('terrain', 'not stated')}."]
    if result.samples:
        said.append(
            f"Shares are of {result.samples} readings of what nobody outside knows; no probabilities."
        )
    said.append(f"Covered: single-scan probability of detection of at least {result.pd_probability:g}.")
    return [*said, *result.warnings, f"rangering {result.provenance.get('rangering', '')}".strip()]


def _style_of(area: Area, claims: Sequence[str]) -> str:
    if area.layer == COVERED:
        return "covered"
    if area.layer == SHARE:
        return f"share-{100 * (area.share or 0.0):g}"
    if area.layer == ENGAGEABLE:
        return f"engageable-{claims.index(area.claim or '') % 3}"
    return "press-circle" if area.layer == PRESS_CIRCLE else "detection"


def _placemark(folder: ET.Element, area: Area, style: str, *, seen: bool) -> None:
    mark = _sub(folder, "Placemark")
    _sub(mark, "name", area.name)
    _sub(mark, "visibility", "1" if seen else "0")
    _describe(mark, list(_words(area)))
    _sub(mark, "styleUrl", f"#{style}")
    several = _sub(mark, "MultiGeometry")
    for part in area.shape.geoms:
        polygon = _sub(several, "Polygon")
        _sub(polygon, "tessellate", "1")
        _sub(polygon, "altitudeMode", "clampToGround")
        _ring(_sub(polygon, "outerBoundaryIs"), part.exterior)
        for hole in part.interiors:
            _ring(_sub(polygon, "innerBoundaryIs"), hole)


def _words(area: Area) -> Iterator[str]:
    yield f"{area.area_km2:,.0f} km²"
    if area.ring_share is not None:
        nominal, low, high = area.ring_share
        band = (
            "" if low is None or high is None else f" ({100 * low:.0f} to {100 * high:.0f} % over readings)"
        )
        yield f"{100 * nominal:.1f} % of the press circle{band}"
    if area.source:
        yield f"Source: {area.source}"
    if area.grade:
        yield f"Grade: {area.grade}"
    yield CAVEAT


def _point(folder: ET.Element, place: Place) -> None:
    mark = _sub(folder, "Placemark")
    _sub(mark, "name", place.name)
    words = [*place.radars, "Where it stands is made up." if place.hypothetical else "", CAVEAT]
    _describe(mark, [each for each in words if each])
    _sub(mark, "styleUrl", f"#{_slug(place.layer)}")
    point = _sub(mark, "Point")
    _sub(point, "altitudeMode", "clampToGround")
    _sub(point, "coordinates", f"{_number(place.shape.x)},{_number(place.shape.y)}")


def _folder(above: ET.Element, name: str, *, opened: bool) -> ET.Element:
    folder = _sub(above, "Folder")
    _sub(folder, "name", name)
    _sub(folder, "open", "1" if opened else "0")
    return folder


def _style(document: ET.Element, name: str, look: tuple[str, float, float]) -> None:
    colour, alpha, width_px = look
    style = _sub(document, "Style", id=name)
    line = _sub(style, "LineStyle")
    _sub(line, "color", _colour(colour, 0.9))
    _sub(line, "width", f"{width_px:g}")
    fill = _sub(style, "PolyStyle")
    _sub(fill, "color", _colour(colour, alpha))
    _sub(fill, "fill", "1" if alpha else "0")
    _plain_balloon(style)


def _icon_style(document: ET.Element, layer: str, colour: str) -> None:
    style = _sub(document, "Style", id=_slug(layer))
    _sub(_sub(style, "IconStyle"), "color", _colour(colour, 1.0))
    _plain_balloon(style)


def _plain_balloon(style: ET.Element) -> None:
    """The description alone: a balloon's usual heading would take the name for HTML."""
    _sub(_sub(style, "BalloonStyle"), "text", "$[description]")


def _describe(element: ET.Element, lines: Sequence[str]) -> None:
    _sub(element, "description", "<br/>".join(html.escape(line, quote=False) for line in lines))


def _ring(boundary: ET.Element, ring: Any) -> None:
    line = " ".join(f"{_number(x)},{_number(y)}" for x, y in ring.coords)
    _sub(_sub(boundary, "LinearRing"), "coordinates", line)


def _number(degrees: float) -> str:
    return f"{round(degrees, DECIMALS):.{DECIMALS}f}".rstrip("0").rstrip(".")


def _colour(rgb: str, alpha: float) -> str:
    """As KML writes it: how far it covers, blue, green, red."""
    return f"{round(255 * alpha):02x}{rgb[4:6]}{rgb[2:4]}{rgb[0:2]}"


def _slug(words: str) -> str:
    return words.replace(" ", "-")


def _sub(above: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(above, tag, attributes)
    if text is not None:
        element.text = _UNSPEAKABLE.sub("\ufffd", text)
    return element
