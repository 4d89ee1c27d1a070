"""``coverage.tif``: georeferencing that other programs read back, bands that say what they are."""

import dataclasses
import json
import shutil
import subprocess

import numpy as np
import pytest
import rasterio
from pyproj import Proj
from rasterio.warp import transform

from rangering.export.geotiff import bands, percent, write_geotiff
from rangering.provenance import CAVEAT
from rangering.sight.state import State
from rangering.terrain.ground import site_plane
from tests.export_maps import SAMPLES, layered, nominal


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    result = layered(nominal())
    return result, write_geotiff(result, tmp_path_factory.mktemp("tif") / "coverage.tif")


def test_every_cell_comes_back_north_up(written):
    result, path = written
    assert (result.state != result.state[:, :, ::-1]).any()
    with rasterio.open(path) as file:
        assert file.count == len(result.altitudes) * len(result.targets) * 6
        assert file.transform.e < 0.0
        for number, band in enumerate(bands(result), start=1):
            if band.layer == "state" and band.engagement is None:
                assert (file.read(number)[::-1] == result.state[band.altitude, band.target]).all()
        claimed = result.engagements[0]
        assert (file.read(3)[::-1] == claimed.state[0, 0]).all()
        share = file.read(2)[::-1]
    known = share != 255
    assert np.abs(share[known] - 100.0 * result.share(0, 0)[known]).max() <= 0.5


@pytest.mark.parametrize(("lat", "lon"), [(45.0, -30.0), (-33.0, 179.95), (89.9, 12.0)])
def test_cells_lie_where_the_plane_puts_them(tmp_path, lat, lon):
    """GDAL's own way from the file's plane to WGS 84, against PROJ's from ours."""
    result = nominal(lat, lon)
    ground = result.ground
    path = write_geotiff(result, tmp_path / "coverage.tif")
    with rasterio.open(path) as file:
        crs = file.crs.to_dict()
        assert (crs["proj"], crs["datum"]) == ("aeqd", "WGS84")
        assert crs["lat_0"] == pytest.approx(lat, abs=1e-12)
        assert crs["lon_0"] == pytest.approx(lon, abs=1e-12)
        rows, cols = np.array([0, 0, 40, ground.row0]), np.array([0, 55, 7, ground.col0])
        x_m, y_m = rasterio.transform.xy(file.transform, file.height - 1 - rows, cols)
        lon_deg, lat_deg = transform(file.crs, "EPSG:4326", x_m, y_m)
    wanted = Proj(site_plane(ground.lat_deg, ground.lon_deg))(
        (cols - ground.col0) * ground.posting_m, (rows - ground.row0) * ground.posting_m, inverse=True
    )
    assert np.abs((np.array(lon_deg) - wanted[0] + 180.0) % 360.0 - 180.0).max() < 1e-9
    assert lat_deg == pytest.approx(wanted[1], abs=1e-9)
    assert (wanted[1][3], wanted[0][3]) == pytest.approx((lat, lon), abs=1e-9)


def test_gdal_finds_a_cell_by_its_longitude_and_latitude(written):
    result, path = written
    gdallocationinfo = shutil.which("gdallocationinfo")
    if gdallocationinfo is None:
        pytest.skip("gdallocationinfo is not installed here")
    ground = result.ground
    proj = Proj(site_plane(ground.lat_deg, ground.lon_deg))
    rng = np.random.default_rng(11)
    cells = rng.integers(0, min(ground.height_m.shape), size=(40, 2))
    points = [
        proj((c - ground.col0) * ground.posting_m, (r - ground.row0) * ground.posting_m, inverse=True)
        for r, c in cells
    ]
    done = subprocess.run(
        [gdallocationinfo, "-valonly", "-wgs84", "-b", "1", str(path)],
        input="\n".join(f"{lon:.10f} {lat:.10f}" for lon, lat in points),
        capture_output=True,
        text=True,
        check=True,
    )
    found = [int(value) for value in done.stdout.split()]
    assert found == [int(result.state[0, 0, r, c]) for r, c in cells]
    assert len(set(found)) > 1


def test_gdalinfo_reads_names_and_plane(written):
    result, path = written
    gdalinfo = shutil.which("gdalinfo")
    if gdalinfo is None:
        pytest.skip("gdalinfo is not installed here")
    done = subprocess.run([gdalinfo, "-json", str(path)], capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert "Azimuthal Equidistant" in said["coordinateSystem"]["wkt"]
    assert "WGS 84" in said["coordinateSystem"]["wkt"]
    assert said["metadata"][""]["CAVEAT"] == CAVEAT
    first = f"{result.altitudes[0].label}, {result.targets[0].title}"
    assert [each["description"] for each in said["bands"][:6]] == [
        f"{first}: covered: state",
        f"{first}: covered: share of readings, %",
        f"{first}: engageable, claimed: state",
        f"{first}: engageable, claimed: share of readings, %",
        f"{first}: engageable, independent: state",
        f"{first}: engageable, independent: share of readings, %",
    ]
    assert {each["noDataValue"] for each in said["bands"]} == {255.0}


def test_tags_say_what_ran_and_what_a_number_means(written):
    result, path = written
    with rasterio.open(path) as file:
        tags, band, share = file.tags(), file.tags(3), file.tags(2)
        assert file.profile["compress"] == "deflate"
        assert file.block_shapes[0] == (256, 256)
        assert set(file.dtypes) == {"uint8"}
        assert file.units[:2] == (None, "%")
    assert json.loads(tags["PROVENANCE"]) == result.provenance
    assert (tags["TITLE"], tags["SAMPLES"], tags["SEED"], tags["PD"]) == ("A scene", str(SAMPLES), "7", "0.5")
    assert CAVEAT in tags["TIFFTAG_IMAGEDESCRIPTION"]
    assert "smooth Earth" in tags["ENVIRONMENT"] or "terrain" in tags["ENVIRONMENT"]
    assert "0 covered; 1 unknown; 2 sector or elevation" in tags["LEGEND"]
    assert (band["LAYER"], band["CLAIM"], band["GRADE"]) == ("state", "claimed", "B")
    assert (band["ALTITUDE"], band["ALTITUDE_M"], band["ALTITUDE_ABOVE"]) == ("100 m agl", "100", "ground")
    assert band["CLASS_ID"] == "target/fighter"
    assert share["LEGEND"].startswith("0 none of the readings")


def test_nominal_values_alone_give_states_alone(tmp_path):
    result = nominal()
    with rasterio.open(write_geotiff(result, tmp_path / "coverage.tif")) as file:
        assert file.count == len(result.altitudes) * len(result.targets)
        assert all(name.endswith(": covered: state") for name in file.descriptions)


def test_a_share_is_never_rounded_to_none_or_all():
    readings = np.array([[0, 1, 150, 299, 300, 0, 0]], dtype=np.uint16)
    state = np.array([[5, 5, 0, 0, 0, State.UNKNOWN, State.OUTSIDE]], dtype=np.uint8)
    assert percent(readings, state, 300).tolist() == [[0, 1, 50, 99, 100, 255, 255]]
    # Covered in some readings, though the nominal one does not reach: a share is known there.
    assert percent(np.array([[30]]), np.array([[State.OUTSIDE]], np.uint8), 300).tolist() == [[10]]


def test_all_unknown_is_written_as_such(tmp_path):
    result = layered(nominal())
    blank = np.full_like(result.state, State.UNKNOWN)
    none = np.zeros_like(result.readings)
    result = dataclasses.replace(result, state=blank, readings=none, engagements=())
    with rasterio.open(write_geotiff(result, tmp_path / "coverage.tif")) as file:
        assert (file.read(1) == State.UNKNOWN).all()
        assert (file.read(2) == 255).all()
