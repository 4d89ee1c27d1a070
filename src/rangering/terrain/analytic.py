"""Ground that a formula gives: the smooth Earth and simple shapes.

Shapes are drawn on the azimuthal equidistant plane of their origin: distances and bearings from the origin
are true. A ridge that passes d off the origin is straight on that plane and leaves the geodesic, l along it,
by d·l²/(3·R²): a metre at d = l = 50 km. Heights are exact for a site at the origin; for another site the
place on the origin's plane is interpolated by cubic splines to better than 1 mm.
"""

from collections.abc import Callable

import numpy as np

from rangering.terrain.ground import (
    FloatArray,
    Ground,
    Progress,
    TerrainRecord,
    check_circle,
    choose_posting_m,
    half_side,
    require_memory,
    site_plane,
)
from rangering.terrain.models import AnalyticTerrain, Cone, Feature, Plain, Ridge, SmoothTerrain

FINEST_POSTING_M = 30.0  # a formula has no posting: what common rasters have
_ROWS_AT_ONCE = 256
_MESH_NODES = 65


def feature_height_m(feature: Feature, east_m: FloatArray, north_m: FloatArray, base_m: float) -> FloatArray:
    """Height of one shape; the base's height where the shape does not reach.

    Parameters
    ----------
    feature : Plain, Ridge, Cone or Dome
        The shape.
    east_m, north_m : float array, any one shape
        Places on the origin's plane. [m]
    base_m : float
        Height of the ground around the shapes. [m]

    Returns
    -------
    float array, the same shape
        Heights above mean sea level. [m]
    """
    if isinstance(feature, Plain):
        return np.full(np.shape(east_m), feature.height)
    off_m = east_m - feature.distance * np.sin(feature.bearing)
    up_m = north_m - feature.distance * np.cos(feature.bearing)
    if isinstance(feature, Ridge):
        across_m = np.abs(off_m * np.sin(feature.bearing) + up_m * np.cos(feature.bearing))
        share = np.maximum(0.0, 1.0 - across_m / feature.half_width)
        return np.asarray(base_m + (feature.crest_height - base_m) * share)
    radius_m = np.hypot(off_m, up_m)
    if isinstance(feature, Cone):
        share = np.maximum(0.0, 1.0 - radius_m / feature.base_radius)
        return np.asarray(base_m + (feature.apex_height - base_m) * share)
    ball_m = feature.curvature_radius
    surface_m = feature.top_height - ball_m + np.sqrt(np.maximum(0.0, ball_m**2 - radius_m**2))
    return np.where(radius_m < ball_m, np.maximum(surface_m, base_m), base_m)


def ground_height_m(
    spec: SmoothTerrain | AnalyticTerrain, east_m: FloatArray, north_m: FloatArray
) -> FloatArray:
    """Height of the highest shape, and of the base, at places on the origin's plane. Any one shape. [m]"""
    if isinstance(spec, SmoothTerrain):
        return np.zeros(np.shape(east_m))
    heights_m = np.full(np.shape(east_m), spec.base_height)
    for feature in spec.features:
        np.maximum(heights_m, feature_height_m(feature, east_m, north_m, spec.base_height), out=heights_m)
    return heights_m


class Shapes:
    """Terrain from a formula."""

    def __init__(self, spec: SmoothTerrain | AnalyticTerrain) -> None:
        self.spec = spec

    def around(
        self,
        lat_deg: float,
        lon_deg: float,
        radius_m: float,
        *,
        posting_m: float | None = None,
        progress: Progress | None = None,
    ) -> Ground:
        """Heights on the grid about a site; see `rangering.terrain.ground.Ground`. Nothing is unknown.

        Raises
        ------
        TerrainError
            No such site or radius, or the grid would not fit into memory.
        """
        check_circle(lat_deg, lon_deg, radius_m, posting_m)
        posting_m = choose_posting_m(radius_m, FINEST_POSTING_M) if posting_m is None else posting_m
        half = half_side(radius_m, posting_m)
        side = 2 * half + 1
        require_memory(8.0 * side**2, radius_m, posting_m)
        along_m: FloatArray = posting_m * np.arange(-half, half + 1, dtype=np.float64)
        heights_m = np.empty((side, side), np.float32)
        east_north = self._onto_origin(lat_deg, lon_deg, along_m)
        for start in range(0, side, _ROWS_AT_ONCE):
            rows = slice(start, min(start + _ROWS_AT_ONCE, side))
            heights_m[rows] = ground_height_m(self.spec, *east_north(along_m[rows]))
            if progress is not None:
                progress("shaping terrain", rows.stop / side)
        return Ground(heights_m, posting_m, half, half, lat_deg, lon_deg, self._record(posting_m))

    def height_m(self, lat_deg: FloatArray, lon_deg: FloatArray) -> FloatArray:
        """Heights at points. Any one shape. [m]"""
        lats_deg, lons_deg = np.broadcast_arrays(np.asarray(lat_deg, float), np.asarray(lon_deg, float))
        if isinstance(self.spec, SmoothTerrain):
            return np.zeros(lats_deg.shape)
        import pyproj

        origin = site_plane(*self._origin_deg(self.spec))
        to_plane = pyproj.Transformer.from_crs("EPSG:4326", origin, always_xy=True)
        return ground_height_m(self.spec, *(np.asarray(v) for v in to_plane.transform(lons_deg, lats_deg)))

    @staticmethod
    def _origin_deg(spec: AnalyticTerrain) -> tuple[float, float]:
        return float(np.degrees(spec.latitude)), float(np.degrees(spec.longitude))

    def _onto_origin(
        self, lat_deg: float, lon_deg: float, along_m: FloatArray
    ) -> Callable[[FloatArray], tuple[FloatArray, FloatArray]]:
        """A function that gives, for some rows of the site's grid, their places on the origin's plane."""
        spec = self.spec
        # A thousandth of a millimetre: the origin went from text through radians.
        if isinstance(spec, SmoothTerrain) or np.allclose(
            self._origin_deg(spec), (lat_deg, lon_deg), rtol=0.0, atol=1e-11
        ):
            return lambda north_m: tuple(np.meshgrid(along_m, north_m))  # type: ignore[return-value]
        import pyproj
        from scipy.interpolate import RectBivariateSpline

        mesh_m = np.linspace(along_m[0], along_m[-1], _MESH_NODES)
        onto = pyproj.Transformer.from_crs(
            site_plane(lat_deg, lon_deg), site_plane(*self._origin_deg(spec)), always_xy=True
        )
        east_m, north_m = onto.transform(*np.meshgrid(mesh_m, mesh_m))
        to_east, to_north = (
            RectBivariateSpline(mesh_m, mesh_m, east_m),
            RectBivariateSpline(mesh_m, mesh_m, north_m),
        )
        return lambda rows_m: (to_east(rows_m, along_m), to_north(rows_m, along_m))

    def _record(self, posting_m: float) -> TerrainRecord:
        if isinstance(self.spec, SmoothTerrain):
            kind, source = "smooth", "smooth Earth"
        else:
            shapes = ", ".join(feature.shape for feature in self.spec.features) or "plain"
            kind, source = "analytic", f"analytic ({shapes})"
        return TerrainRecord(
            kind=kind,
            source=source,
            crs="WGS 84, azimuthal equidistant about the site",
            vertical_datum="mean sea level by definition",
            surface="surface model and bare earth alike",
            source_posting_m=None,
            posting_m=posting_m,
            void_count=0,
            outside_count=0,
        )
