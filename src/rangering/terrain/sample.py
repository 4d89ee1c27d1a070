"""The relief that comes with matplotlib: the Jacksboro fault in Tennessee, 344 × 403 cells of 3 arc seconds.

Source: jacksboro_fault_dem.npz in matplotlib's sample data, elevations of the U.S. Geological Survey, public
domain. The file holds heights and bounds alone. Its horizontal datum, NAD83 by the survey's custom, lies
within 2 m of WGS-84 and is taken as WGS-84; that heights are NAVD88 metres, within 1 m of mean sea level, is
inferred likewise. Its row 0 is the northern edge: the file's `ymin` is the larger latitude.
"""

from pathlib import Path

import numpy as np

from rangering.terrain.ground import HeightGrid
from rangering.terrain.mosaic import Mosaic
from rangering.terrain.tiles import Tile
from rangering.terrain.vertical import VerticalDatum

FILE = "jacksboro_fault_dem.npz"


def jacksboro() -> Mosaic:
    """The Jacksboro fault, about 30 km east to west by 32 km north to south, heights 236 m to 1076 m."""
    import pyproj
    from matplotlib.cbook import get_sample_data

    path = Path(get_sample_data(FILE, asfileobj=False))
    with np.load(path) as stored:
        heights_m: HeightGrid = stored["elevation"].astype(np.float32)
        west, east = float(stored["xmin"]), float(stored["xmax"])
        north, south = float(stored["ymin"]), float(stored["ymax"])
    n_rows, n_cols = heights_m.shape

    def read(first_row: int, first_col: int, rows: int, cols: int) -> HeightGrid:
        return heights_m[first_row : first_row + rows, first_col : first_col + cols]

    tile = Tile(
        name=FILE,
        crs=pyproj.CRS.from_epsg(4326),
        crs_text="EPSG:4326 (WGS 84)",
        datum_known=True,
        # Cells from the bounds: the file's own dx is rounded to five figures.
        affine=((east - west) / n_cols, 0.0, west, 0.0, (south - north) / n_rows, north),
        n_rows=n_rows,
        n_cols=n_cols,
        datum=VerticalDatum("NAVD88 treated as mean sea level", False, 1.0),
        read=read,
        files=((FILE, path),),
    )
    source = "jacksboro_fault_dem (matplotlib sample)"
    return Mosaic([tile], kind="sample", source=source, surface="surface unstated")
