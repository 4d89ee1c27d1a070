"""One elevation file: what it says about itself, and windows of its heights.

Any raster of one band that GDAL opens (GeoTIFF, VRT, SRTM .hgt, DTED and more). Opening reads metadata only.
Voids are what the file declares, NaN, and -32767 and -32768, which no ground has. A height no place on Earth
has is an error that names the cell: an undeclared void would otherwise become a pit or a tower.
"""

import math
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rangering.errors import TerrainError
from rangering.terrain.ground import HeightGrid
from rangering.terrain.models import HEIGHT_LIMITS_M
from rangering.terrain.vertical import VerticalDatum, to_sea_level, vertical_datum

if TYPE_CHECKING:
    import pyproj

Affine = tuple[float, float, float, float, float, float]
SUFFIXES = (".tif", ".tiff", ".vrt", ".hgt", ".dt0", ".dt1", ".dt2", ".asc", ".bil", ".img")
_VOIDS = (-32767.0, -32768.0)
_HGT_NAME = re.compile(r"[NS]\d{2}[EW]\d{3}(\.\w+)*\.hgt$", re.IGNORECASE)
_HGT_BYTES = {2 * 1201 * 1201, 2 * 3601 * 3601, 2 * 3601 * 1801}
_GDAL = {
    "GTIFF_REPORT_COMPD_CS": "YES",  # else the vertical datum of older GeoTIFFs would be dropped in silence
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".refused",  # terrain lies on disk: a VRT must not reach the network
}


@dataclass(frozen=True, eq=False)
class Tile:
    """A raster of heights, placed on Earth.

    `affine` (a, b, c, d, e, f) leads from pixel corners to CRS coordinates: x = a·col + b·row + c,
    y = d·col + e·row + f. `read(first_row, first_col, n_rows, n_cols)` gives heights in metres above `datum`,
    float32, NaN where void. `crs` is horizontal, printed as `crs_text`; where PROJ cannot tie its datum to
    WGS-84 it is taken as WGS-84 and `datum_known` is false.
    """

    name: str
    crs: "pyproj.CRS"
    crs_text: str
    datum_known: bool
    affine: Affine
    n_rows: int
    n_cols: int
    datum: VerticalDatum
    read: Callable[[int, int, int, int], HeightGrid]
    files: tuple[tuple[str, Path], ...] = ()


def find_files(path: Path, name: str) -> list[tuple[str, Path]]:
    """The elevation files of a path with their printed names: itself, or those in a folder, sorted by name.

    Raises
    ------
    TerrainError
        Nothing is there, or a folder without an elevation file.
    """
    where = f"terrain {name}"
    if not path.exists():
        mend = "paths are relative to the scenario's folder"
        raise TerrainError("does not exist", where="terrain path", value=name, mend=mend)
    if not path.is_dir():
        return [(name, path)]
    found = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    if not found:
        mend = f"put elevation files there: {', '.join(SUFFIXES)}"
        raise TerrainError("holds no elevation file", where=where, mend=mend)
    return [(f"{name.rstrip('/')}/{file.relative_to(path).as_posix()}", file) for file in found]


def open_tile(path: Path, name: str, stated_datum: str | None) -> Tile:
    """Read what a file says about itself.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        How errors and records call it.
    stated_datum : str, optional
        The scenario's vertical datum, for a file that states none.

    Raises
    ------
    TerrainError
        Not a raster of heights, or one that does not say where it lies or what it counts from.
    """
    where = f"terrain {name}"
    if path.stat().st_size == 0:
        raise TerrainError("is empty", where=where, mend="fetch the file again")
    if path.suffix.lower() == ".hgt":
        _check_hgt(path, where)
    with _reading(path, where) as raster:
        if raster.count != 1:
            mend = "keep the band of heights only (gdal_translate -b)"
            raise TerrainError(
                "has more than one band", where=where, value=f"{raster.count} bands", mend=mend
            )
        if np.dtype(raster.dtypes[0]).kind not in "iuf":
            raise TerrainError("does not hold numbers", where=where, value=raster.dtypes[0], mend="use a DEM")
        affine: Affine = tuple(raster.transform)[:6]
        if affine == (1.0, 0.0, 0.0, 0.0, 1.0, 0.0) or affine[0] * affine[4] == affine[1] * affine[3]:
            mend = "georeference it (gdalwarp, or gdal_translate -a_ullr)"
            raise TerrainError("does not say where its cells lie", where=where, mend=mend)
        whole = _crs(raster, where)
        crs, crs_text, datum_known = _horizontal(whole)
        implied = "EGM96" if raster.driver in ("SRTMHGT", "DTED") else None
        datum = vertical_datum(whole, raster.tags(), raster.units[0], stated_datum, implied, where)
        sizes = raster.height, raster.width
        folder = path.parent
        files = tuple((_beside(Path(file), folder, name), Path(file)) for file in raster.files)
    if datum.ellipsoidal:
        to_sea_level(crs, _middle(crs, affine, *sizes), where)
    return Tile(
        name, crs, crs_text, datum_known, affine, *sizes, datum, _reader(path, where, datum.unit_m), files
    )


def check_heights(heights_m: HeightGrid, first_row: int, first_col: int, where: str) -> None:
    """TerrainError naming the first cell whose height no place on Earth has; NaN passes."""
    low_m, high_m = HEIGHT_LIMITS_M
    # Written so that NaN passes both comparisons.
    absurd = (heights_m < low_m) | (heights_m > high_m)
    if absurd.any():
        row, col = (int(i) for i in np.unravel_index(np.argmax(absurd), absurd.shape))
        raise TerrainError(
            f"in cell (row {first_row + row}, column {first_col + col}) is no height on Earth",
            where=where,
            value=f"{heights_m[row, col]:g} m",
            mend="if it marks a void, declare it (gdal_edit.py -a_nodata); if the unit is wrong, correct it",
        )


@contextmanager
def _reading(path: Path, where: str) -> Iterator[Any]:
    """A raster open for reading; whatever GDAL objects to becomes one TerrainError."""
    import rasterio

    try:
        with warnings.catch_warnings(), rasterio.Env(**_GDAL):
            # A raster without a place is refused below, in our words.
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            with rasterio.open(path) as raster:
                yield raster
    except rasterio.errors.RasterioError as error:
        first_line = str(error.__cause__ or error).strip().splitlines()[0].rstrip(".")
        if "not recognized" in first_line and str(path) in first_line:
            mend = "give a GeoTIFF, VRT, .hgt or DTED file"
            raise TerrainError("is no raster that GDAL can read", where=where, mend=mend) from None
        # GDAL's words, without the folders of this machine.
        reason = first_line.replace(f"{path.parent}/", "").replace(f"{path.name}, ", "")
        mend = "the file, or one it names, is missing, damaged or cut short: fetch it again"
        raise TerrainError(f"cannot be read: {reason}", where=where, mend=mend) from None


def _reader(path: Path, where: str, unit_m: float) -> Callable[[int, int, int, int], HeightGrid]:
    def read(first_row: int, first_col: int, n_rows: int, n_cols: int) -> HeightGrid:
        with _reading(path, where) as raster:
            window = ((first_row, first_row + n_rows), (first_col, first_col + n_cols))
            stored = raster.read(1, window=window, masked=True)
            scale, offset = raster.scales[0], raster.offsets[0]
        raw = stored.data
        void = np.ma.getmaskarray(stored) | np.isin(raw, _VOIDS)
        heights_m: HeightGrid = raw.astype(np.float32)
        if (scale, offset, unit_m) != (1.0, 0.0, 1.0):
            heights_m = ((raw * np.float64(scale) + offset) * unit_m).astype(np.float32)
        heights_m[void] = np.nan
        check_heights(heights_m, first_row, first_col, where)
        return heights_m

    return read


def _check_hgt(path: Path, where: str) -> None:
    """An .hgt file says where it lies by its name and its size alone."""
    if not _HGT_NAME.match(path.name):
        mend = "name it after its south-west corner, such as N46E008.hgt"
        raise TerrainError("is not named as SRTM tiles are", where=where, value=path.name, mend=mend)
    size = path.stat().st_size
    if size not in _HGT_BYTES:
        mend = "an SRTM tile has 1201 × 1201 or 3601 × 3601 heights of two bytes: fetch it again"
        raise TerrainError("is not the size of an SRTM tile", where=where, value=f"{size} bytes", mend=mend)


def _crs(raster: Any, where: str) -> "pyproj.CRS":
    import pyproj

    mend = "state it (gdal_edit.py -a_srs EPSG:4326, if that is what it is)"
    if not raster.crs:
        raise TerrainError("has no horizontal coordinate reference system", where=where, mend=mend)
    try:
        crs = pyproj.CRS.from_wkt(raster.crs.to_wkt(version="WKT2_2019"))
    except pyproj.exceptions.CRSError:
        raise TerrainError(
            "has a coordinate reference system that PROJ cannot read", where=where, mend=mend
        ) from None
    if not (crs.is_geographic or crs.is_projected):
        problem = "has a coordinate reference system that is tied to no place on Earth"
        raise TerrainError(problem, where=where, value=crs.name, mend=mend)
    return crs


@lru_cache(maxsize=64)  # tiles of one folder share it
def _horizontal(crs: "pyproj.CRS") -> tuple["pyproj.CRS", str, bool]:
    """The horizontal part, its printed name, and whether its datum can be tied to WGS-84."""
    import pyproj

    flat = crs.sub_crs_list[0] if crs.is_compound else crs.to_2d()
    code = flat.to_authority(min_confidence=70)
    text = f"{':'.join(code)} ({flat.name})" if code else str(flat.name)
    try:
        pyproj.Transformer.from_crs("EPSG:4326", flat, always_xy=True, allow_ballpark=False)
    except pyproj.exceptions.ProjError:
        return flat, f"{text}, datum unknown, taken as WGS-84", False
    return flat, text, True


def _middle(crs: "pyproj.CRS", affine: Affine, n_rows: int, n_cols: int) -> tuple[float, float]:
    """Longitude and latitude of a raster's centre. [deg]"""
    import pyproj

    a, b, c, d, e, f = affine
    col, row = n_cols / 2, n_rows / 2
    to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon_deg, lat_deg = to_degrees.transform(a * col + b * row + c, d * col + e * row + f)
    return (lon_deg, lat_deg) if math.isfinite(lon_deg) else (0.0, 0.0)


def _beside(file: Path, folder: Path, name: str) -> str:
    """A file's name for the record: as the scenario would write it, never with the machine's own folders."""
    above = name.rpartition("/")[0]
    inside = file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.name
    return f"{above}/{inside}" if above else inside
