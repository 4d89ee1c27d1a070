"""Small elevation files for tests, written with rasterio from a formula of longitude and latitude."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Formula = Callable[[np.ndarray, np.ndarray], np.ndarray]


def write_raster(
    path: Path, heights: np.ndarray, west: float, north: float, cell: float, **profile: Any
) -> Path:
    """A GeoTIFF (or `driver`), its upper left corner and square cell in CRS units; EPSG:4326 unless told."""
    import rasterio
    from rasterio.transform import Affine

    path.parent.mkdir(parents=True, exist_ok=True)
    settings = {
        "driver": "GTiff",
        "crs": "EPSG:4326",
        "transform": Affine(cell, 0.0, west, 0.0, -cell, north),
        **profile,
    }
    after = {key: settings.pop(key) for key in ("units", "tags", "scales", "offsets") if key in settings}
    rows, cols = heights.shape
    with rasterio.open(
        path, "w", height=rows, width=cols, count=1, dtype=heights.dtype, **settings
    ) as raster:
        raster.write(heights, 1)
        for key in ("units", "scales", "offsets"):
            if key in after:
                setattr(raster, key, (after[key],))
        raster.update_tags(**after.get("tags", {}))
    return path


def degree_tile(
    path: Path, south: int, west: int, formula: Formula, cells: int = 120, **profile: Any
) -> Path:
    """One degree square of (cells + 1)² nodes on whole multiples of 1/cells degree, as SRTM tiles are."""
    lats_deg = south + 1 - np.arange(cells + 1) / cells
    lons_deg = west + np.arange(cells + 1) / cells
    heights = formula(lons_deg[None, :], lats_deg[:, None]).astype(profile.pop("dtype", np.float32))
    half = 0.5 / cells
    return write_raster(path, heights, west - half, south + 1 + half, 1.0 / cells, **profile)


def hgt_tile(path: Path, formula: Formula) -> Path:
    """An SRTM3 tile, placed by its own name."""
    south = int(path.name[1:3]) * (1 if path.name[0] == "N" else -1)
    west = int(path.name[4:7]) * (1 if path.name[3] == "E" else -1)
    lats_deg = south + 1 - np.arange(1201) / 1200
    lons_deg = west + np.arange(1201) / 1200
    path.parent.mkdir(parents=True, exist_ok=True)
    np.rint(formula(lons_deg[None, :], lats_deg[:, None])).astype(">i2").tofile(path)
    return path


def slope(lon_deg: np.ndarray, lat_deg: np.ndarray) -> np.ndarray:
    """A plane in longitude and latitude: bilinear interpolation meets it exactly."""
    return 1000.0 + 20.0 * lon_deg + 30.0 * lat_deg


def places(ground: Any) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude of every node of a ground, by the geodesic of its bearing and distance."""
    from pyproj import Geod

    rows, cols = np.indices(ground.height_m.shape)
    east_m, north_m = (cols - ground.col0) * ground.posting_m, (rows - ground.row0) * ground.posting_m
    bearing_deg = np.degrees(np.arctan2(east_m, north_m))
    start = np.full(rows.shape, ground.lon_deg), np.full(rows.shape, ground.lat_deg)
    lon_deg, lat_deg, _ = Geod(ellps="WGS84").fwd(*start, bearing_deg, np.hypot(east_m, north_m))
    return lon_deg, lat_deg
