"""The field formats of a result, all of them in one go; the areas are drawn once."""

from pathlib import Path

from rangering.coverage.results import CoverageMap
from rangering.export import geojson, geotiff, kml
from rangering.export.areas import areas
from rangering.terrain.ground import Progress

NAMES = (geojson.NAME, kml.NAME, geotiff.NAME)


def write_all(result: CoverageMap, folder: Path, *, progress: Progress | None = None) -> list[Path]:
    """Write ``coverage.tif``, ``coverage.geojson`` and ``coverage.kml``, each whole or not at all.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    folder : Path
        Where to; it must be there. ``coverage.json`` is not written here: that is the report's.
    progress : callable, optional
        Told what is being done and the share done.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        The folder cannot take them.
    """
    tell = progress or (lambda _what, _share: None)
    tell(geotiff.NAME, 0.0)
    written = [geotiff.write_geotiff(result, folder / geotiff.NAME)]
    tell("areas", 0.4)
    drawn = areas(result)
    tell(geojson.NAME, 0.8)
    written.append(geojson.write_geojson(result, folder / geojson.NAME, drawn=drawn))
    tell(kml.NAME, 0.9)
    written.append(kml.write_kml(result, folder / kml.NAME, drawn=drawn))
    return written
