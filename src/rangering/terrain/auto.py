"""The Copernicus DEM as terrain: fetched where it can be, and honest about what could not.

Which ground stands under a map is decided once, at the first call: real relief where the tile below the
first site is at hand; else the smooth Earth for the whole map, and the record says why. A map half of real
relief and half of smooth Earth would show edges that are in neither. So where real relief was begun, a tile
that the network loses later stays unknown ground, and a site on it is refused.

A grid coarser than 3 arc seconds is read from averages over many of the source's cells; the site's own node
is then read from GLO-90 in full, or a mast on a hilltop would stand lower than it does.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from rangering.errors import TerrainError
from rangering.terrain import copernicus
from rangering.terrain.analytic import Shapes
from rangering.terrain.copernicus import WORLDWIDE, Corner, Level
from rangering.terrain.fetch import Fetched, collect, key
from rangering.terrain.ground import (
    FloatArray,
    Ground,
    HeightGrid,
    Progress,
    check_circle,
    choose_posting_m,
    half_side,
    require_memory,
)
from rangering.terrain.models import AutoTerrain, SmoothTerrain
from rangering.terrain.mosaic import Mosaic, hashed
from rangering.terrain.tiles import Tile, open_tile
from rangering.terrain.vertical import VerticalDatum

_DATUM = VerticalDatum(copernicus.DATUM, False, 1.0)
_NEAR_DEG = 1.0 / WORLDWIDE.rows  # around a point: the cells between which its height is interpolated


class CopernicusTerrain:
    """Terrain from the Copernicus DEM.

    Parameters
    ----------
    spec : AutoTerrain
        What the scenario states.
    """

    def __init__(self, spec: AutoTerrain) -> None:
        self.posting_m = spec.posting
        self._ground: Literal["undecided", "relief", "smooth"] = "undecided"
        self._why_smooth = ""
        self._tiles: dict[tuple[Level, Corner], Tile] = {}

    def around(
        self,
        lat_deg: float,
        lon_deg: float,
        radius_m: float,
        *,
        posting_m: float | None = None,
        progress: Progress | None = None,
    ) -> Ground:
        """Heights on the grid about a site; see `rangering.terrain.ground.Ground`.

        Raises
        ------
        TerrainError
            No such site or radius, the grid would not fit into memory, a server gives files that are no
            tiles, or the site's tile could not be fetched after others could.
        """
        posting_m = self.posting_m if posting_m is None else posting_m
        check_circle(lat_deg, lon_deg, radius_m, posting_m)
        if posting_m is None:
            posting_m = choose_posting_m(radius_m, copernicus.FINEST_M)
        # Before anything is fetched for a grid that cannot be.
        require_memory(8.0 * (2 * half_side(radius_m, posting_m) + 1) ** 2, radius_m, posting_m)
        if self._ground == "smooth":
            return self._smooth(lat_deg, lon_deg, radius_m, posting_m)
        level = copernicus.choose_level(posting_m)
        found = collect(copernicus.corners_about(lat_deg, lon_deg, radius_m), level, progress)
        here = copernicus.corner_of(lat_deg, lon_deg)
        of_site = next(each for each in found if each.corner == here)
        if of_site.state == "failed":
            reason = f"terrain could not be fetched ({of_site.reason})"
            if self._ground == "relief":
                mend = 'connect and run again: what came is in the cache; or state terrain = "smooth"'
                raise TerrainError(
                    f"stands where {reason}", where="site", value=f"{lat_deg:g}, {lon_deg:g}", mend=mend
                )
            self._ground, self._why_smooth = "smooth", reason
            return self._smooth(lat_deg, lon_deg, radius_m, posting_m)
        if all(each.state != "tile" for each in found):
            # As flat as the sea; kept apart, as nothing proves that anybody serves the Copernicus DEM there.
            self._ground = "smooth"
            self._why_smooth = "no terrain tile exists here: open sea, or no server of the Copernicus DEM"
            return self._smooth(lat_deg, lon_deg, radius_m, posting_m)
        self._ground = "relief"
        mosaic = self._mosaic(found, level)
        ground = mosaic.around(lat_deg, lon_deg, radius_m, posting_m=posting_m, progress=progress)
        files, notes = ground.record.files, _notes(found, level)
        if level.rows < WORLDWIDE.rows:
            fine = collect(_corners_at(np.array([lat_deg]), np.array([lon_deg])), WORLDWIDE, progress)
            below = self._mosaic(fine, WORLDWIDE)
            height_m = below.height_m(np.array([lat_deg]), np.array([lon_deg]))[0]
            if np.isfinite(height_m):
                ground.height_m[ground.row0, ground.col0] = height_m
                files = tuple(dict.fromkeys((*files, *hashed(below.tiles))))
            else:
                notes += (f"The height of the ground below the site is a mean over {level.cell_m:.0f} m.",)
        products = (each.level.product for each in found if each.state == "tile")
        record = replace(
            ground.record, files=files, notes=notes, attribution=copernicus.attribution(products)
        )
        return ground._replace(record=record)

    def height_m(self, lat_deg: FloatArray, lon_deg: FloatArray) -> FloatArray:
        """Heights at points, from GLO-90 in full; NaN where unknown, zero on the smooth Earth. Any shape. [m]

        Raises
        ------
        TerrainError
            A server gives files that are no tiles.
        """
        lats_deg, lons_deg = np.broadcast_arrays(np.asarray(lat_deg, float), np.asarray(lon_deg, float))
        if self._ground == "smooth" or not lats_deg.size:
            return np.zeros(lats_deg.shape)
        found = collect(_corners_at(lats_deg.ravel(), lons_deg.ravel()), WORLDWIDE)
        if self._ground == "undecided" and all(each.state != "tile" for each in found):
            return np.zeros(lats_deg.shape)
        if all(each.state == "failed" for each in found):
            return np.full(lats_deg.shape, np.nan)
        return self._mosaic(found, WORLDWIDE).height_m(lats_deg, lons_deg)

    def _mosaic(self, found: Sequence[Fetched], level: Level) -> Mosaic:
        """What is at hand as one terrain: tiles, and sea where there is none."""
        tiles, stand_ins = [], []
        for each in found:
            if each.state != "failed":
                place = each.level, each.corner
                if place not in self._tiles:
                    self._tiles[place] = _tile(each)
                tiles.append(self._tiles[place])
                if each.level.product != level.product:
                    stand_ins.append(_held_past_its_edge(self._tiles[place]))
        # Last, so that they count only where nothing else reaches.
        return Mosaic([*tiles, *stand_ins], kind="auto", source=str(level), surface=copernicus.SURFACE)

    def _smooth(self, lat_deg: float, lon_deg: float, radius_m: float, posting_m: float) -> Ground:
        shapes = Shapes(SmoothTerrain(kind="smooth"))
        ground = shapes.around(lat_deg, lon_deg, radius_m, posting_m=posting_m)
        return ground._replace(record=replace(ground.record, notes=(f"{self._why_smooth}.",)))


def _corners_at(lat_deg: FloatArray, lon_deg: FloatArray) -> tuple[Corner, ...]:
    """The tiles between whose cells points lie, in the order of the points, each once."""
    # Cells widen with latitude as meridians close in, and a little less.
    wide_deg = 1.1 * _NEAR_DEG / np.maximum(np.cos(np.radians(lat_deg)), 0.01)
    found: dict[Corner, None] = {}
    for north, east in ((0, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)):
        lats_deg = np.clip(lat_deg + north * _NEAR_DEG, -90.0, 90.0)
        lons_deg = lon_deg + east * wide_deg
        places = zip(np.floor(lats_deg).tolist(), np.floor(lons_deg).tolist(), strict=True)
        found |= dict.fromkeys(copernicus.corner_of(*place) for place in dict.fromkeys(places))
    return tuple(found)


def _tile(found: Fetched) -> Tile:
    """A fetched tile, or sea in its place, on the lattice it shares with its neighbours."""
    import pyproj

    level, corner = found.level, found.corner
    name = key(level, corner)
    # One object for all: tiles whose CRS differs by a word would stand on lattices of their own.
    crs = pyproj.CRS.from_epsg(4326)
    if found.path is not None:
        tile = open_tile(found.path, name, None)
        return replace(tile, crs=crs, datum=_DATUM, files=((name, found.path),))

    def sea(first_row: int, first_col: int, n_rows: int, n_cols: int) -> HeightGrid:
        return np.zeros((n_rows, n_cols), np.float32)

    return Tile(
        name=f"sea instead of {name}",
        crs=crs,
        crs_text="EPSG:4326 (WGS 84)",
        datum_known=True,
        affine=copernicus.affine(level, corner),
        n_rows=level.rows,
        n_cols=copernicus.columns(level, corner),
        datum=_DATUM,
        read=sea,
    )


def _held_past_its_edge(tile: Tile) -> Tile:
    """A tile with one row more in the south and one column more in the east, which repeat the last.

    A GLO-90 tile ends a third of its cell before a GLO-30 neighbour to the south or east begins: a strip of
    31 m that would be unknown ground across the whole tile.
    """

    def read(first_row: int, first_col: int, n_rows: int, n_cols: int) -> HeightGrid:
        rows = np.minimum(np.arange(first_row, first_row + n_rows), tile.n_rows - 1)
        cols = np.minimum(np.arange(first_col, first_col + n_cols), tile.n_cols - 1)
        block = tile.read(int(rows[0]), int(cols[0]), int(np.ptp(rows)) + 1, int(np.ptp(cols)) + 1)
        return block[np.ix_(rows - rows[0], cols - cols[0])]

    return replace(tile, n_rows=tile.n_rows + 1, n_cols=tile.n_cols + 1, read=read)


def _notes(found: Sequence[Fetched], wanted: Level) -> tuple[str, ...]:
    """What a reader must know of how the tiles came, a sentence each."""
    of_all = f"of {len(found)}"
    said = []
    if sea := [each for each in found if each.state == "sea"]:
        said.append(
            "Terrain tiles that do not exist (open sea, or withheld), taken as sea at 0 m: "
            f"{len(sea)} {of_all}."
        )
    if coarser := [each for each in found if each.state == "tile" and each.level.product != wanted.product]:
        said.append(f"Terrain tiles not public in GLO-30, taken from GLO-90: {len(coarser)} {of_all}.")
    if failed := [each for each in found if each.state == "failed"]:
        reasons = ", ".join(dict.fromkeys(each.reason for each in failed))
        said.append(f"Terrain tiles that could not be fetched ({reasons}), unknown: {len(failed)} {of_all}.")
    if renewed := [each for each in found if each.renewed]:
        said.append(
            "Terrain tiles in the cache that had changed since they were fetched, fetched again: "
            f"{len(renewed)} {of_all}."
        )
    return tuple(said)
