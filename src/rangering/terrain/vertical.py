"""What a raster's numbers are heights above, and in which unit.

The file's own word counts first (compound or vertical CRS, or the datum fields of DTED), then the scenario's,
then what the format implies, and else nothing is known and the print says so. Heights above the ellipsoid are
brought to mean sea level (EGM96) where a geoid grid is installed for PROJ, and refused where none is: they
differ by up to 107 m. Orthometric datums are not converted into each other; their differences, decimetres to
a metre, are within the error of the heights.
Source: NGA.STND.0036 (2014), chapter 6 (geoid undulations); MIL-PRF-89020B (DTED fields).
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rangering.constants import FOOT_M
from rangering.errors import TerrainError
from rangering.terrain.ground import FloatArray

if TYPE_CHECKING:
    import pyproj

UNSTATED = "vertical datum unstated, treated as mean sea level"
_US_SURVEY_FOOT_M = 1200.0 / 3937.0  # exact, US Coast and Geodetic Survey (1893)
_UNITS_M = {
    **dict.fromkeys(("m", "metre", "meter", "metres", "meters"), 1.0),
    **dict.fromkeys(("ft", "foot", "feet", "international foot"), FOOT_M),
    **dict.fromkeys(("us survey foot", "us survey feet", "us-ft", "ftus", "foot_us"), _US_SURVEY_FOOT_M),
    **dict.fromkeys(("cm", "centimetre", "centimeter"), 0.01),
    **dict.fromkeys(("dm", "decimetre", "decimeter"), 0.1),
}
_TAGS = ("DTED_VERTICALDATUM", "VERTICAL_DATUM", "VERTICALDATUM")
_TAG_NAMES = {"E96": "EGM96", "MSL": "mean sea level", "E08": "EGM2008"}


class VerticalDatum(NamedTuple):
    """What heights refer to: the words printed, whether it is the ellipsoid, and metres per unit."""

    text: str
    ellipsoidal: bool
    unit_m: float


def vertical_datum(
    crs: "pyproj.CRS",
    tags: Mapping[str, str],
    unit: str | None,
    stated: str | None,
    implied: str | None,
    where: str,
) -> VerticalDatum:
    """The vertical datum of a raster.

    Parameters
    ----------
    crs : pyproj.CRS
        The file's CRS, compound or not.
    tags : mapping
        The file's metadata.
    unit : str, optional
        Unit of the heights as the file names it.
    stated : str, optional
        The scenario's word, used where the file is silent.
    implied : str, optional
        The format's datum.
    where : str
        Names the file in errors.

    Raises
    ------
    TerrainError
        An unknown or contradictory unit; depths; a code that is no vertical CRS.
    """
    tagged = next(
        (value.strip() for key, value in tags.items() if key.upper() in _TAGS and value.strip()), None
    )
    unit_m = 1.0 if not unit else _UNITS_M.get(unit.strip().lower(), 0.0)
    if not unit_m:
        raise TerrainError("is no unit of height that is known", where=where, value=unit, mend="use metres")
    vertical = next((part for part in crs.sub_crs_list if part.is_vertical), None)
    if vertical is not None:
        axis = vertical.axis_info[0]
        if axis.direction != "up":
            raise TerrainError(
                "gives depths, not heights", where=where, value=vertical.name, mend="use heights"
            )
        if unit and abs(axis.unit_conversion_factor / unit_m - 1.0) > 1e-9:
            mend = f"the vertical CRS counts in {axis.unit_name}: correct one of them"
            raise TerrainError("contradicts the file's vertical CRS", where=where, value=unit, mend=mend)
        text, origin, unit_m = vertical.name, "the file", axis.unit_conversion_factor
    elif crs.is_geographic and len(crs.axis_info) == 3:
        text, origin = f"ellipsoid of {crs.name}", "the file"
    elif tagged:
        text, origin = _TAG_NAMES.get(tagged, tagged), "the file"
    elif stated:
        text, origin = _named(stated, where), "the scenario"
    elif implied:
        text, origin = implied, "the format"
    else:
        return VerticalDatum(UNSTATED, False, unit_m)
    ellipsoidal = "ellips" in text.lower()
    if ellipsoidal:
        return VerticalDatum(f"EGM96 heights from {text} (stated by {origin})", True, unit_m)
    return VerticalDatum(
        f"{text} ({'implied' if origin == 'the format' else 'stated'} by {origin})", False, unit_m
    )


def _named(stated: str, where: str) -> str:
    """A scenario's datum in words: codes are looked up, names are taken as they stand."""
    import pyproj

    if ":" not in stated:
        return stated
    try:
        crs = pyproj.CRS.from_user_input(stated)
    except pyproj.exceptions.CRSError:
        crs = None
    if crs is not None and crs.is_vertical and not crs.is_compound:
        if crs.axis_info[0].direction != "up" or crs.axis_info[0].unit_conversion_factor != 1.0:
            mend = 'give the datum of heights in metres, such as "EPSG:5773"'
            raise TerrainError("does not count metres upwards", where=where, value=stated, mend=mend)
        return str(crs.name)
    if crs is not None and crs.is_geographic and len(crs.axis_info) == 3:
        return f"ellipsoid of {crs.name}"
    mend = 'name one such as "EGM2008", a code such as "EPSG:5773", or "ellipsoid"'
    raise TerrainError("is no vertical datum", where=where, value=stated, mend=mend)


def to_sea_level(
    crs: "pyproj.CRS", probe: tuple[float, float], where: str
) -> Callable[[FloatArray, FloatArray], FloatArray]:
    """What turns heights above the ellipsoid into EGM96 heights when added, from longitude and latitude.

    Parameters
    ----------
    crs : pyproj.CRS
        The file's CRS; its geodetic datum carries the ellipsoid.
    probe : tuple of float
        Longitude and latitude of a place that the grid must cover. [deg]
    where : str
        Names the file in errors.

    Raises
    ------
    TerrainError
        No geoid grid is installed for PROJ.
    """
    import pyproj

    geodetic = crs.geodetic_crs
    mend = "install a geoid grid (projsync --file us_nga_egm96_15), or use heights above mean sea level"
    refused = TerrainError(
        "has heights above the ellipsoid and no geoid grid is at hand", where=where, mend=mend
    )
    if geodetic is None:
        raise refused
    try:
        transformer = pyproj.Transformer.from_crs(
            geodetic.to_3d(), "EPSG:4326+5773", always_xy=True, allow_ballpark=False
        )
        probe_m = transformer.transform(*probe, 0.0)[2]
    except pyproj.exceptions.ProjError:
        raise refused from None
    if not np.isfinite(probe_m):
        raise refused

    def offset_m(lon_deg: FloatArray, lat_deg: FloatArray) -> FloatArray:
        # PROJ marks places without a value by infinity; they are unknown.
        raised_m = np.asarray(transformer.transform(lon_deg, lat_deg, np.zeros_like(lon_deg))[2])
        return np.where(np.isfinite(raised_m), raised_m, np.nan)

    return offset_m
