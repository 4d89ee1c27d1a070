"""Bad terrain: one clear error, which names the file and the mend."""

import numpy as np
import pytest

from rangering.errors import TerrainError
from rangering.terrain import ground
from rangering.terrain.models import AnalyticTerrain, RasterTerrain, SmoothTerrain
from rangering.terrain.read import open_terrain
from tests.terrain_files import degree_tile, hgt_tile, slope, write_raster


def try_terrain(path, site=(46.5, 8.5), **stated):
    spec = RasterTerrain.model_validate({"kind": "raster", "path": path.name, **stated})
    return open_terrain(spec, path.parent).around(*site, 20_000.0)


def refused(path, *words, **stated):
    """The error's sentence names the file and says these words, on one line and with a mend."""
    with pytest.raises(TerrainError) as caught:
        try_terrain(path, **stated)
    sentence = str(caught.value)
    for word in (path.name, *words):
        assert word in sentence
    assert caught.value.mend
    assert "\n" not in sentence
    assert str(path.parent) not in sentence


@pytest.fixture
def tile(tmp_path):
    return degree_tile(tmp_path / "dem.tif", 46, 8, slope)


def test_a_missing_path(tmp_path):
    refused(tmp_path / "nowhere.tif", "does not exist")


def test_an_empty_folder(tmp_path):
    (tmp_path / "tiles").mkdir()
    (tmp_path / "tiles" / "readme.txt").write_text("tiles go here")
    refused(tmp_path / "tiles", "holds no elevation file", ".hgt")


@pytest.mark.parametrize("name", ["a.tif", "b.vrt", "c.dt1"])
def test_files_that_are_no_rasters(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"")
    refused(path, "is empty")
    path.write_bytes(bytes(range(256)) * 20)
    refused(path, "is no raster that GDAL can read")
    path.write_text("elevation = 12 m")
    refused(path, "is no raster that GDAL can read")


@pytest.mark.parametrize(
    "xml", ["<VRTDataset", "<VRTDataset/>", '<VRTDataset rasterXSize="4" rasterYSize="4"/>']
)
def test_a_broken_vrt(tmp_path, xml):
    (tmp_path / "v.vrt").write_text(xml)
    refused(tmp_path / "v.vrt")


def test_truncated_rasters(tile, tmp_path):
    from rasterio.shutil import copy

    copy(hgt_tile(tmp_path / "N46E008.hgt", slope), tmp_path / "n46.dt1", driver="DTED")
    for path in (tile, tmp_path / "n46.dt1"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        refused(path, "cannot be read", "cut short")
    refused_hgt = tmp_path / "N46E008.hgt"
    refused_hgt.write_bytes(refused_hgt.read_bytes()[:-2])
    refused(refused_hgt, "2884800 bytes", "is not the size of an SRTM tile")


def test_an_hgt_file_of_another_name(tmp_path):
    path = hgt_tile(tmp_path / "N46E008.hgt", slope).rename(tmp_path / "alps.hgt")
    refused(path, "is not named as SRTM tiles are", "N46E008.hgt")


def test_a_broken_tile_in_a_folder_is_named(tile, tmp_path):
    folder = tmp_path / "tiles"
    folder.mkdir()
    tile.rename(folder / "a.tif")
    (folder / "b.tif").write_bytes(b"")
    with pytest.raises(TerrainError, match=r"tiles/b\.tif: is empty"):
        try_terrain(folder)


def test_a_vrt_without_its_source(tile, tmp_path):
    from rasterio.shutil import copy

    copy(tile, tmp_path / "v.vrt", driver="VRT")
    tile.unlink()
    refused(tmp_path / "v.vrt", "cannot be read")


def test_a_vrt_that_reaches_for_the_network_is_stopped(tile, tmp_path):
    import socket

    from rasterio.shutil import copy

    vrt = tmp_path / "v.vrt"
    copy(tile, vrt, driver="VRT")
    text = vrt.read_text().replace('relativeToVRT="1"', 'relativeToVRT="0"')
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/dem.tif"
        vrt.write_text(text.replace(">dem.tif<", f">/vsicurl/{address}<"))
        refused(vrt, "cannot be read")
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ({"crs": None}, ["has no horizontal coordinate reference system"]),
        ({"crs": 'LOCAL_CS["site",UNIT["metre",1]]'}, ["tied to no place"]),
        ({"transform": None}, ["does not say where its cells lie"]),
        ({"units": "fathom"}, ["fathom", "is no unit of height"]),
        ({"crs": "EPSG:9707", "units": "ft"}, ["contradicts the file's vertical CRS"]),
        ({"crs": "EPSG:4326+5715"}, ["gives depths"]),
        ({"crs": "EPSG:4979"}, ["above the ellipsoid and no geoid grid"]),
        ({"dtype": np.complex64}, ["does not hold numbers"]),
    ],
)
def test_rasters_that_do_not_say_what_they_are(tmp_path, profile, words):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rasterio warns while such files are made
        path = degree_tile(tmp_path / "dem.tif", 46, 8, slope, **profile)
    refused(path, *words)


@pytest.mark.parametrize(
    ("stated", "word"),
    [
        ("ellipsoid", "above the ellipsoid"),
        ("EPSG:4326", "is no vertical datum"),
        ("EPSG:6360", "metres upwards"),
    ],
)
def test_a_stated_datum_that_cannot_be(tile, stated, word):
    refused(tile, word, vertical_datum=stated)


def test_a_picture_is_no_terrain(tmp_path):
    import rasterio
    from rasterio.transform import Affine

    path = tmp_path / "photo.tif"
    profile = {"driver": "GTiff", "count": 3, "dtype": "uint8", "crs": "EPSG:4326", "width": 4, "height": 4}
    with rasterio.open(path, "w", transform=Affine(0.25, 0, 8, 0, -0.25, 47), **profile) as raster:
        raster.write(np.zeros((3, 4, 4), np.uint8))
    refused(path, "3 bands")


@pytest.mark.parametrize("height", [-9999.0, 9001.0, 3.4e38, np.inf])
def test_an_absurd_height_names_its_cell(tmp_path, height):
    heights = np.full((121, 121), 700.0, np.float32)
    heights[70, 64] = height
    path = write_raster(tmp_path / "dem.tif", heights, 8, 47, 1 / 120)
    refused(path, "row 70, column 64", "no height on Earth", "declare it")


def test_a_site_outside_names_the_bounds(tile):
    refused_site = (50.0, 8.5)
    with pytest.raises(
        TerrainError, match=r"50, 8\.5' lies outside the terrain.*latitude 45\.9958 to 47\.0042"
    ):
        try_terrain(tile, refused_site)


@pytest.mark.parametrize("site", [(991.0, 8.5), (-90.5, 0.0), (46.0, 181.0), (np.nan, 0.0)])
def test_a_site_not_on_earth(tile, site):
    smooth = open_terrain(SmoothTerrain(kind="smooth"), tile.parent)
    for around in (
        smooth.around,
        open_terrain(RasterTerrain(kind="raster", path=tile.name), tile.parent).around,
    ):
        with pytest.raises(TerrainError, match=r"is no l(at|ong)itude"):
            around(*site, 20_000.0)


@pytest.mark.parametrize("radius_m", [0.0, -1.0, 3e6, np.nan, np.inf])
def test_a_radius_that_cannot_be(tmp_path, radius_m):
    with pytest.raises(TerrainError, match="is no radius"):
        open_terrain(SmoothTerrain(kind="smooth"), tmp_path).around(40.0, 30.0, radius_m)


@pytest.mark.parametrize("posting_m", [0.0, -90.0, np.nan])
def test_a_posting_that_cannot_be(tile, posting_m):
    terrain = open_terrain(RasterTerrain(kind="raster", path=tile.name), tile.parent)
    with pytest.raises(TerrainError, match="is no posting"):
        terrain.around(46.5, 8.5, 20_000.0, posting_m=posting_m)


def test_too_much_memory_is_refused_before_it_is_taken(tile):
    plain = AnalyticTerrain.model_validate({"kind": "analytic", "latitude": "46 deg", "longitude": "8 deg"})
    for spec in (RasterTerrain(kind="raster", path=tile.name), plain):
        terrain = open_terrain(spec, tile.parent)
        with pytest.raises(TerrainError, match=r"needs about 5\.24e\+06 GB of memory.*coarser posting"):
            terrain.around(46.5, 8.5, 400_000.0, posting_m=0.001 * 1_000 / 32)


def test_a_window_too_large_for_this_machine_is_refused(tile, monkeypatch):
    monkeypatch.setattr(ground, "available_bytes", lambda: 40_000.0)
    terrain = open_terrain(RasterTerrain(kind="raster", path=tile.name), tile.parent)
    with pytest.raises(TerrainError, match=r"needs about .* of 4e-05 GB"):
        terrain.around(46.5, 8.5, 20_000.0)


def test_nothing_is_printed_beside_the_error(tile, capfd):
    tile.write_bytes(tile.read_bytes()[:5000])
    with pytest.raises(TerrainError):
        try_terrain(tile)
    assert capfd.readouterr() == ("", "")
