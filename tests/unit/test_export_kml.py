"""``coverage.kml``: folders, styles, polygons, and that no name becomes markup."""

import dataclasses
import html
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import shapely

from rangering.coverage.results import CoverageMap
from rangering.export.areas import areas
from rangering.export.kml import write_kml
from rangering.provenance import CAVEAT
from tests.export_maps import layered, nominal
from tests.unit.test_export_geojson import opened_by_ogr

KML = "{http://www.opengis.net/kml/2.2}"
NASTY = '<script>alert("1")</script> & <b>"x"</b> \x00\x1f]]>'


def read(result: CoverageMap, folder: Path) -> ET.Element:
    return ET.parse(write_kml(result, folder / "coverage.kml")).getroot()


def ring(boundary: ET.Element) -> np.ndarray:
    text = boundary.findtext(f"{KML}LinearRing/{KML}coordinates")
    return np.array([[float(x) for x in point.split(",")] for point in text.split()])


def polygons(mark: ET.Element) -> list[shapely.Polygon]:
    return [
        shapely.Polygon(
            ring(each.find(f"{KML}outerBoundaryIs")),
            [ring(hole) for hole in each.findall(f"{KML}innerBoundaryIs")],
        )
        for each in mark.iter(f"{KML}Polygon")
    ]


def test_one_folder_an_altitude_then_rings_and_places(tmp_path):
    result = layered(nominal())
    root = read(result, tmp_path)
    names = [each.text for each in root.findall(f"{KML}Document/{KML}Folder/{KML}name")]
    assert names == [*(f"At {a.label}" for a in result.altitudes), "Rings", "Sites and defended places"]
    assert CAVEAT in root.findtext(f"{KML}Document/{KML}description")
    defined = {each.get("id") for each in root.iter(f"{KML}Style")}
    assert {each.text[1:] for each in root.iter(f"{KML}styleUrl")} <= defined
    assert {each.text for each in root.iter(f"{KML}altitudeMode")} == {"clampToGround"}
    for mark in root.iter(f"{KML}Placemark"):
        assert CAVEAT in mark.findtext(f"{KML}description")
    # One layer in sight at first, and the rings.
    seen = [
        mark.findtext(f"{KML}name")
        for mark in root.iter(f"{KML}Placemark")
        if mark.findtext(f"{KML}visibility") == "1"
    ]
    assert seen[0] == f"{result.altitudes[0].label}, {result.targets[0].title}: covered, nominal values"
    assert len(seen) == 1 + len(result.engagement_rings) + len(result.radars)


def test_shapes_are_those_of_the_areas(tmp_path):
    result = layered(nominal(45.0, 179.9))
    marks = [m for m in read(result, tmp_path).iter(f"{KML}Placemark") if m.find(f"{KML}Point") is None]
    drawn = [each for each in areas(result) if not each.shape.is_empty]
    assert len(marks) == len(drawn)
    by_name = {mark.findtext(f"{KML}name"): polygons(mark) for mark in marks}
    for area in drawn:
        parts = by_name[area.name]
        assert all(part.is_valid and part.exterior.is_ccw for part in parts)
        assert shapely.MultiPolygon(parts).equals(area.shape)


def test_gdal_opens_it(tmp_path):
    result = layered(nominal())
    root = read(result, tmp_path)
    wanted = {
        each.findtext(f"{KML}name"): len(each.findall(f"{KML}Placemark"))
        for each in root.findall(f"{KML}Document/{KML}Folder")
    }
    assert opened_by_ogr(tmp_path / "coverage.kml") == wanted


def test_no_name_becomes_markup(tmp_path):
    result = layered(nominal())
    altitudes = tuple(each._replace(label=f"{i} {NASTY}") for i, each in enumerate(result.altitudes))
    targets = tuple(each._replace(title=NASTY) for each in result.targets)
    radars = tuple(dataclasses.replace(each, name=NASTY, site=NASTY) for each in result.radars)
    claims = tuple(dataclasses.replace(each, words=NASTY) for each in result.engagements)
    nasty = dataclasses.replace(
        result,
        title=NASTY,
        labels=(NASTY,),
        warnings=(NASTY,),
        altitudes=altitudes,
        targets=targets,
        radars=radars,
        engagements=claims,
        places=tuple((f"{i} {NASTY}", 45.0, -30.0) for i in range(40)),
    )
    root = read(nasty, tmp_path)
    assert all(each.tag.startswith(KML) for each in root.iter())
    readable = NASTY.replace("\x00", "\ufffd").replace("\x1f", "\ufffd")
    names = [mark.findtext(f"{KML}name") for mark in root.iter(f"{KML}Placemark")]
    assert [name for name in names if name[0].isdigit() and ":" not in name] == [
        f"{i} {readable}" for i in range(40)
    ]
    # A globe takes a description for HTML: nothing but our own line breaks may be a tag there.
    for each in root.iter(f"{KML}description"):
        assert set(re.findall(r"<[^>]*>", each.text)) <= {"<br/>"}
    assert html.escape(readable, quote=False) in root.findtext(f"{KML}Document/{KML}description")
    for style in root.iter(f"{KML}Style"):
        assert style.findtext(f"{KML}BalloonStyle/{KML}text") == "$[description]"


def test_layers_in_which_nothing_is_covered_are_left_out(tmp_path):
    result = nominal()
    blank = dataclasses.replace(result, state=np.ones_like(result.state))
    folders = read(blank, tmp_path).findall(f"{KML}Document/{KML}Folder")
    assert [len(each.findall(f"{KML}Placemark")) for each in folders[: len(result.altitudes)]] == [0, 0]


def test_a_single_altitude_has_one_folder(tmp_path):
    result = nominal()
    single = dataclasses.replace(result, altitudes=result.altitudes[:1], state=result.state[:1])
    folders = read(single, tmp_path).findall(f"{KML}Document/{KML}Folder")
    assert len(folders) == 3
