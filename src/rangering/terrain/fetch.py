"""Copernicus DEM tiles from the network into the user's cache, and what became of each.

GDAL reads the one overview that is wanted, by HTTP range requests, and no more of the file. A tile that the
server does not have (404) is tried in GLO-90 where GLO-30 withholds it; if neither has it, it is sea. Such an
answer is remembered only where the same server has given a tile too: a proxy or a portal that answers 404 to
everything must not turn land into sea for good. A failure of the network is not a 404: that ground stays
unknown. GDAL's settings hold in the fetching threads alone.

Environment: ``RANGERING_OFFLINE=1`` forbids every request; ``RANGERING_COPERNICUS`` names a mirror that holds
the folders ``copernicus-dem-30m`` and ``copernicus-dem-90m`` as the public buckets do.
"""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from rangering.errors import TerrainError
from rangering.terrain import copernicus
from rangering.terrain.copernicus import WORLDWIDE, Corner, Level
from rangering.terrain.ground import HeightGrid, Progress
from rangering.terrain.tile_store import TileStore
from rangering.terrain.tiles import check_heights

CONNECT_S = 3
SILENCE_S = 5  # without a byte, after which an answer is given up
PAUSE_S = 1.0  # before a request that the server refused or broke off is made again
AT_ONCE = 4
MOST_FAILURES = 3  # tiles lost to the network, after which the rest is not asked for

_OFFLINE = "RANGERING_OFFLINE is set and the cache does not hold it"
_OFFLINE_DAMAGED = "RANGERING_OFFLINE is set and the file in the cache has changed since it was fetched"
_HTTP = "HTTP response code: "


class Fetched(NamedTuple):
    """What became of a tile.

    `level` is the one it was found at: GLO-90 where GLO-30 withholds it. `path` is the file in the cache, if
    there is one. `reason` tells why the network failed; `renewed`, that a damaged file was replaced.
    """

    corner: Corner
    state: Literal["tile", "sea", "failed"]
    level: Level
    path: Path | None = None
    reason: str = ""
    renewed: bool = False


class _Remote(NamedTuple):
    """Heights as they came, and rasterio's transform from cell corners to degrees."""

    heights_m: HeightGrid
    transform: Any


class _NotThereError(Exception):
    """The server says that it has no such file."""


class _LostError(Exception):
    """The network or the server failed; the text says how."""


def is_offline() -> bool:
    """Whether the user forbids every request."""
    return os.environ.get("RANGERING_OFFLINE", "0") not in ("", "0")


def mirror() -> str | None:
    """The user's mirror, without a slash at its end; None for the public buckets.

    Raises
    ------
    TerrainError
        Not an address of a web server.
    """
    stated = os.environ.get("RANGERING_COPERNICUS", "").strip().rstrip("/")
    if stated and not stated.startswith(("http://", "https://")):
        raise TerrainError(
            "is no address of a web server",
            where="RANGERING_COPERNICUS",
            value=stated,
            mend='such as "https://mirror.example/dem"; for files of your own, use terrain of kind "raster"',
        )
    return stated or None


def collect(corners: Sequence[Corner], level: Level, progress: Progress | None = None) -> tuple[Fetched, ...]:
    """Bring tiles into the cache, or find them there.

    Parameters
    ----------
    corners : sequence of Corner
        The tiles, the most important first: if the network fails for that one, no other is asked for.
    level : Level
        Product and overview.
    progress : callable, optional
        Told which tile of how many has come.

    Returns
    -------
    tuple of Fetched
        One for each tile, in the same order.

    Raises
    ------
    TerrainError
        The server gives files that are not tiles of the Copernicus DEM, or the cache cannot be written.
    """
    errand = _Errand(mirror(), level)
    found = {corner: errand.from_cache(corner) for corner in corners}
    missing = [corner for corner in corners if found[corner] is None]
    if is_offline():
        for corner in missing:
            reason = _OFFLINE_DAMAGED if corner in errand.damaged else _OFFLINE
            found[corner] = errand.failed(corner, reason)
    elif missing:
        try:
            for number, fetched in enumerate(_fetch_all(errand, missing), start=1):
                found[fetched.corner] = fetched
                if progress is not None:
                    progress(f"fetching terrain tile {number} of {len(missing)}", number / len(missing))
        except OSError as error:
            raise TerrainError(
                f"cannot be written: {error.strerror or error}",
                where="the cache of terrain tiles",
                value=str(errand.store.folder),
                mend="name a folder with room in RANGERING_CACHE",
            ) from None
        if any(each is not None and each.state == "tile" for each in found.values()):
            errand.remember_absent()
    return tuple(each for each in found.values() if each is not None)


def _fetch_all(errand: "_Errand", corners: Sequence[Corner]) -> Iterator[Fetched]:
    """Tiles as they come: the first alone, to see whether anybody answers, then several at once."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="terrain") as pool:
        first = pool.submit(errand.from_network, corners[0]).result()
        yield first
        if first.state == "failed":
            yield from (errand.failed(corner, first.reason) for corner in corners[1:])
            return
        yield from _as_they_come(pool, errand, corners[1:])


def _as_they_come(pool: Executor, errand: "_Errand", corners: Sequence[Corner]) -> Iterator[Fetched]:
    waiting = [pool.submit(errand.from_network, corner) for corner in corners]
    try:
        for done in as_completed(waiting):
            yield done.result()
    finally:  # stopped, or failed for good: what has not begun never will
        for each in waiting:
            each.cancel()


class _Errand:
    """Fetching at one level from one server; its methods may run in several threads."""

    def __init__(self, server: str | None, level: Level) -> None:
        self.server, self.level = server, level
        self.store = TileStore(server or "public buckets")
        self.absent: dict[str, str] = {}
        self.damaged: set[Corner] = set()
        self._failures: list[str] = []
        self._lock = threading.Lock()

    def levels(self) -> tuple[Level, ...]:
        """The level wanted, and the one taken where its product withholds a tile."""
        return (self.level,) if self.level.product == "GLO-90" else (self.level, WORLDWIDE)

    def failed(self, corner: Corner, reason: str) -> Fetched:
        return Fetched(corner, "failed", self.level, reason=reason)

    def from_cache(self, corner: Corner) -> Fetched | None:
        """A tile, or its known absence; None where somebody must be asked."""
        for level in self.levels():
            kept = self.store.find(key(level, corner), however_old=is_offline())
            if kept is None:
                return None
            if kept.damaged:
                self.damaged.add(corner)
                return None
            if kept.path is not None:
                return Fetched(corner, "tile", level, kept.path)
        return Fetched(corner, "sea", self.level)

    def from_network(self, corner: Corner) -> Fetched:
        """Ask the server."""
        if len(self._failures) >= MOST_FAILURES:
            return self.failed(corner, self._failures[0])
        for level in self.levels():
            source = copernicus.url(self.server, level.product, corner)
            try:
                remote = _read_twice(source, level, corner)
            except _NotThereError:
                with self._lock:
                    self.absent[key(level, corner)] = source
                continue
            except _LostError as lost:
                with self._lock:
                    self._failures.append(str(lost))
                return self.failed(corner, str(lost))
            write = partial(_write, remote=remote, level=level, source=source)
            path = self.store.keep(key(level, corner), source, write)
            return Fetched(corner, "tile", level, path, renewed=corner in self.damaged)
        return Fetched(corner, "sea", self.level)

    def remember_absent(self) -> None:
        for name, source in self.absent.items():
            self.store.remember_absent(name, source)


def key(level: Level, corner: Corner) -> str:
    """The name of a tile's overview in the cache and in records."""
    name = copernicus.stem(level.product, corner)
    return f"{name}.overview-{level.overview}" if level.overview else name


def _settings() -> dict[str, Any]:
    return {
        "GDAL_HTTP_CONNECTTIMEOUT": CONNECT_S,
        "GDAL_HTTP_LOW_SPEED_TIME": SILENCE_S,
        "GDAL_HTTP_LOW_SPEED_LIMIT": 1,
        "GDAL_HTTP_MAX_RETRY": 0,  # counted here, not there
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".tif",
        # Else GDAL would remember for as long as the process lives that a server did not answer.
        "CPL_VSIL_CURL_NON_CACHED": "/vsicurl/",
    }


def _read_twice(source: str, level: Level, corner: Corner) -> _Remote:
    """Read an overview; where the server refuses or breaks off, once more."""
    try:
        return _read(source, level, corner)
    except _LostError as lost:
        # To open a file GDAL asks twice by itself (for the file, then whether it is a folder): a server that
        # cannot be reached has had its two tries.
        if not str(lost).startswith("the server "):
            raise
    time.sleep(PAUSE_S)
    return _read(source, level, corner)


def _read(source: str, level: Level, corner: Corner) -> _Remote:
    import rasterio
    from rasterio.session import DummySession

    options = {"overview_level": level.overview - 1} if level.overview else {}
    opened = False
    try:
        with (
            rasterio.Env(session=DummySession(), **_settings()),
            rasterio.open(f"/vsicurl/{source}", **options) as raster,
        ):
            opened = True
            _check_place(raster, source, level, corner)
            stored = raster.read(1, out_dtype=np.float32, masked=True)
            remote = _Remote(stored.filled(np.nan), raster.transform)
    except rasterio.errors.RasterioError as error:
        said = str(error.__cause__ or error).strip()
        if said.startswith(_HTTP):
            code = said.removeprefix(_HTTP).split()[0]
            if code in ("404", "410"):
                raise _NotThereError from None
            raise _LostError(f"the server answered {code}") from None
        if opened:
            raise _LostError("the server broke off") from None
        if "not recognized" in said:
            raise _LostError("what came is no raster; perhaps a portal asks for a login") from None
        if "too slow" in said or "imed out" in said or "imeout" in said:
            raise _LostError(f"no answer within {CONNECT_S} s, twice") from None
        raise _LostError("no connection, tried twice") from None
    check_heights(remote.heights_m, 0, 0, f"terrain {source}")
    return remote


def _check_place(raster: Any, source: str, level: Level, corner: Corner) -> None:
    """Whether a file is what its name says: a mirror may hold anything. Widths of cells are the file's."""
    high_deg, north_deg = -copernicus.affine(level, corner)[4], copernicus.affine(level, corner)[5]
    here = raster.transform
    off_deg = (
        abs(here.f - north_deg),
        abs(here.e + high_deg) * raster.height,
        abs(here.a * raster.width - 1.0),
        max(0.0, abs(here.c - corner.west) - 0.01),
        abs(here.b) + abs(here.d),
    )
    if raster.count != 1 or raster.height != level.rows or max(off_deg) > 0.1 * high_deg:
        raise TerrainError(
            f"is no tile of the {level} of this name: {raster.height} × {raster.width} cells "
            f"from {here.f:.4f}, {here.c:.4f}",
            where=source,
            mend="RANGERING_COPERNICUS must name a server that holds the tiles as the public buckets do",
        )


def _write(path: Path, remote: _Remote, level: Level, source: str) -> None:
    """A GeoTIFF that says by itself what it is, for whoever opens it elsewhere."""
    import rasterio

    rows, cols = remote.heights_m.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=rows,
        width=cols,
        count=1,
        dtype="float32",
        crs="EPSG:4326+3855",
        transform=remote.transform,
        nodata=float("nan"),
        compress="deflate",
        predictor=3,
        tiled=True,
        blockxsize=256,
        blockysize=256,
    ) as raster:
        raster.write(remote.heights_m, 1)
        raster.update_tags(SOURCE=source, TIFFTAG_COPYRIGHT=copernicus.attribution([level.product]))
