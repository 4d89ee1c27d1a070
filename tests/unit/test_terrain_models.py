"""What a scenario may state about the ground."""

import pytest
from pydantic import TypeAdapter, ValidationError

from rangering.terrain.models import (
    AnalyticTerrain,
    AutoTerrain,
    RasterTerrain,
    SampleTerrain,
    SmoothTerrain,
    TerrainSpec,
)

SPEC = TypeAdapter(TerrainSpec)
CONE = {
    "shape": "cone",
    "distance": "10 km",
    "bearing": "90 deg",
    "apex_height": "600 m",
    "base_radius": "3 km",
}
ORIGIN = {"kind": "analytic", "latitude": "39.5 deg", "longitude": "-32 deg"}


def test_each_kind_is_told_by_its_name():
    assert SPEC.validate_python({"kind": "smooth"}) == SmoothTerrain(kind="smooth")
    assert SPEC.validate_python({"kind": "sample"}) == SampleTerrain(kind="sample", name="jacksboro")
    raster = SPEC.validate_python(
        {"kind": "raster", "path": "dem", "posting": "90 m", "surface": "bare earth"}
    )
    assert isinstance(raster, RasterTerrain)
    assert raster.posting == 90.0


def test_two_kinds_need_no_table():
    assert SPEC.validate_python("smooth") == SmoothTerrain(kind="smooth")
    assert SPEC.validate_python("auto") == SPEC.validate_python({"kind": "auto"}) == AutoTerrain(kind="auto")
    assert SPEC.validate_python({"kind": "auto", "posting": "90 m"}).posting == 90.0
    stated = SPEC.validate_python("auto")
    assert SPEC.validate_python(stated) is stated


def test_shapes_are_read_with_their_units():
    spec = SPEC.validate_python({**ORIGIN, "base_height": "1000 ft", "features": [CONE]})
    assert isinstance(spec, AnalyticTerrain)
    assert spec.base_height == pytest.approx(304.8)
    assert spec.features[0].distance == 10_000.0


def test_a_statement_is_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        SmoothTerrain(kind="smooth").kind = "analytic"


@pytest.mark.parametrize(
    ("stated", "problem"),
    [
        ({"kind": "flat"}, "smooth"),
        ({"kind": "smooth", "height": "10 m"}, "Extra inputs"),
        ("moon", "is no terrain that a name alone can state"),
        ("raster", "other terrains need a table"),
        ("Auto", 'write "auto" or "smooth"'),
        (["auto"], "valid dictionary"),
        ({"kind": "auto", "path": "dem"}, "Extra inputs"),
        ({"kind": "auto", "posting": "0 m"}, "is not a size"),
        ({"kind": "raster"}, "path"),
        ({"kind": "raster", "path": "  "}, "at least 1 character"),
        ({"kind": "raster", "path": "dem.tif", "surface": "canopy"}, "surface model"),
        ({"kind": "raster", "path": "dem.tif", "posting": "0 m"}, "is not a size"),
        ({"kind": "raster", "path": "dem.tif", "posting": 90}, "has no unit"),
        ({"kind": "sample", "name": "alps"}, "jacksboro"),
        ({**ORIGIN, "latitude": "991 deg"}, "is no latitude"),
        ({**ORIGIN, "longitude": "181 deg"}, "is no longitude"),
        ({**ORIGIN, "base_height": "9001 m"}, "is no height on Earth"),
        ({**ORIGIN, "features": [{**CONE, "base_radius": "-3 km"}]}, "is not a size"),
        ({**ORIGIN, "features": [{**CONE, "shape": "pyramid"}]}, "cone"),
    ],
)
def test_what_cannot_be_is_refused(stated, problem):
    with pytest.raises(ValidationError, match=problem):
        SPEC.validate_python(stated)
