"""Tiles of known relief, a server that has them as the public one does, and ground fetched from it."""

from contextlib import contextmanager
from pathlib import Path

import numpy as np

from rangering.terrain import fetch
from rangering.terrain.copernicus import LEVELS, Corner, stem
from rangering.terrain.models import AutoTerrain
from rangering.terrain.read import open_terrain
from tests.tile_server import put_tile, serving

GLO_30, _, GLO_90, GLO_90_HALF, GLO_90_QUARTER = LEVELS
HILL = (36.5858, -84.2667)  # on the Jacksboro relief
HOME, EAST = Corner(36, -85), Corner(36, -84)


def jacksboro(lon_deg: np.ndarray, lat_deg: np.ndarray) -> np.ndarray:
    """Relief that matplotlib ships, each node at its own place; 300 m around it."""
    from matplotlib.cbook import get_sample_data

    with np.load(get_sample_data("jacksboro_fault_dem.npz", asfileobj=False)) as stored:
        relief_m = stored["elevation"]
        west, east, north, south = (float(stored[key]) for key in ("xmin", "xmax", "ymin", "ymax"))
    rows = np.floor((north - lat_deg) / (north - south) * relief_m.shape[0]).astype(int)
    cols = np.floor((lon_deg - west) / (east - west) * relief_m.shape[1]).astype(int)
    inside = (rows >= 0) & (rows < relief_m.shape[0]) & (cols >= 0) & (cols < relief_m.shape[1])
    there = relief_m[np.clip(rows, 0, relief_m.shape[0] - 1), np.clip(cols, 0, relief_m.shape[1] - 1)]
    return np.where(inside, there, 300.0)


def level_of(height_m: float):
    return lambda lon_deg, lat_deg: np.full(np.broadcast_shapes(lon_deg.shape, lat_deg.shape), height_m)


def put_relief(root: Path, *products: str) -> Path:
    """Real relief in each product; east of it a plain in GLO-90 alone; what lies south is sea."""
    for product in products:
        put_tile(root, product, HOME, jacksboro)
    put_tile(root, "GLO-90", EAST, level_of(250.0))
    return root


@contextmanager
def online(root: Path, cache: Path, monkeypatch):
    """A server over a folder, the only one that may be asked, and an empty cache."""
    with serving(root) as server:
        monkeypatch.delenv("RANGERING_OFFLINE")
        monkeypatch.setenv("RANGERING_COPERNICUS", f"{server.address}/")
        monkeypatch.setenv("RANGERING_CACHE", str(cache))
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        monkeypatch.setattr(fetch, "PAUSE_S", 0.0)
        yield server


def auto(**stated):
    return open_terrain(AutoTerrain.model_validate({"kind": "auto", **stated}), Path())


def around(site=HILL, radius_m=8_000.0, posting_m=200.0, terrain=None, **more):
    return (terrain or auto()).around(*site, radius_m, posting_m=posting_m, **more)


def overview_of(root: Path, level, corner: Corner) -> np.ndarray:
    """What GDAL finds at an overview of the served file itself."""
    import rasterio

    (path,) = root.rglob(f"{stem(level.product, corner)}.tif")
    options = {"overview_level": level.overview - 1} if level.overview else {}
    with rasterio.open(path, **options) as raster:
        return raster.read(1)


def kept_file(cache: Path) -> Path:
    (path,) = cache.rglob(f"{stem('GLO-90', HOME)}.overview-1.*.tif")
    return path


def spoil(path: Path, how: str) -> None:
    stored = bytearray(path.read_bytes())
    if how == "cut short":
        del stored[len(stored) // 2 :]
    elif how == "changed":
        stored[len(stored) // 2] ^= 1
    path.write_bytes(stored)


def smooth_because(ground, *words: str) -> None:
    assert ground.record.kind == "smooth"
    assert not ground.height_m.any()
    sentence = ground.record.sentence()
    assert sentence.startswith("smooth Earth: terrain could not be fetched (")
    for word in words:
        assert word in sentence
    assert ground.record.attribution == ""


SCENARIO = """
title = "A hill, fetched"
[environment]
terrain = "auto"
[[group]]
name = "G"
system = "tor-m2"
  [[group.fire_unit]]
  name = "Hill"
  position = "36.5858 N, 84.2667 W"
  mast_height = "5 m"
[coverage]
altitudes = ["300 m agl"]
targets = ["target/fighter"]
"""
