"""From a statement about the ground to heights: the door of this room.

Opening reads metadata only, and nothing from the network; every error a file can cause is one `TerrainError`
that names it.
"""

from pathlib import Path

from rangering.terrain.ground import Terrain
from rangering.terrain.models import (
    AnalyticTerrain,
    AutoTerrain,
    RasterTerrain,
    SampleTerrain,
    SmoothTerrain,
)


def open_terrain(
    spec: SmoothTerrain | AnalyticTerrain | RasterTerrain | AutoTerrain | SampleTerrain, folder: Path
) -> Terrain:
    """Make a stated terrain ready to give heights.

    Parameters
    ----------
    spec : SmoothTerrain, AnalyticTerrain, RasterTerrain, AutoTerrain or SampleTerrain
        What the scenario states.
    folder : Path
        The scenario's folder, from which a raster's relative path starts.

    Returns
    -------
    Terrain
        `around` gives the grid about a site, `height_m` heights at points.

    Raises
    ------
    TerrainError
        A file is missing, empty, damaged or no raster; it has no CRS; its heights count from the ellipsoid
        and no geoid grid is at hand; its unit is unknown.
    """
    if isinstance(spec, SmoothTerrain | AnalyticTerrain):
        from rangering.terrain.analytic import Shapes

        return Shapes(spec)
    if isinstance(spec, SampleTerrain):
        from rangering.terrain.sample import jacksboro

        return jacksboro()
    if isinstance(spec, AutoTerrain):
        from rangering.terrain.auto import CopernicusTerrain

        return CopernicusTerrain(spec)
    from rangering.terrain.mosaic import Mosaic
    from rangering.terrain.tiles import find_files, open_tile

    found = find_files((folder / spec.path).resolve(), spec.path)
    return Mosaic(
        [open_tile(path, name, spec.vertical_datum) for name, path in found],
        kind="raster",
        source=spec.path if len(found) == 1 else f"{spec.path} ({len(found)} tiles)",
        surface=spec.surface or "surface unstated",
        posting_m=spec.posting,
    )
