"""A web server on this machine that holds tiles as the public buckets of the Copernicus DEM do.

It knows HEAD and GET with one range, writes down what was asked, and can be told to misbehave.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from rangering.terrain.copernicus import Corner, Level, affine, columns, url

WHOLE = {"GLO-30": Level("GLO-30", 0, 3600), "GLO-90": Level("GLO-90", 0, 1200)}
OVERVIEWS = {"GLO-30": 3, "GLO-90": 2}
Formula = Callable[[np.ndarray, np.ndarray], np.ndarray]


def put_tile(root: Path, product: str, corner: Corner, formula: Formula) -> Path:
    """A cloud-optimised GeoTIFF of a formula of longitude and latitude, with overviews by averaging."""
    import rasterio
    from rasterio.io import MemoryFile
    from rasterio.shutil import copy

    whole = WHOLE[product]
    a, b, c, d, e, f = affine(whole, corner)
    lons_deg = c + a * (np.arange(columns(whole, corner)) + 0.5)
    lats_deg = f + e * (np.arange(whole.rows) + 0.5)
    heights_m = formula(lons_deg[None, :], lats_deg[:, None]).astype(np.float32)
    path = root / url("", product, corner).removeprefix("https://").replace(".s3.amazonaws.com", "")
    path.parent.mkdir(parents=True, exist_ok=True)
    rows, cols = heights_m.shape
    profile = {"driver": "GTiff", "height": rows, "width": cols, "count": 1, "dtype": "float32"}
    with MemoryFile() as memory:
        with memory.open(crs="EPSG:4326", transform=rasterio.Affine(a, b, c, d, e, f), **profile) as raster:
            raster.write(heights_m, 1)
        with memory.open() as raster:
            copy(
                raster,
                path,
                driver="COG",
                compress="DEFLATE",
                blocksize=512,
                overview_count=OVERVIEWS[product],
                overview_resampling="AVERAGE",
            )
    return path


class TileServer(ThreadingHTTPServer):
    """Serves a folder.

    `asked` lists (method, path, range). `answer` may give a status for a path instead of the file's bytes,
    "silence" for none at all, "cut" for half of a range, or "page" for a web page.
    """

    daemon_threads = True

    def __init__(self, root: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.root = root
        self.asked: list[tuple[str, str, str | None]] = []
        self.answer: Callable[[str], int | str | None] = lambda _path: None
        self.stopping = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_args: object) -> None:
        """A client that hangs up is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: TileServer

    def do_HEAD(self) -> None:
        self._give(body=False)

    def do_GET(self) -> None:
        self._give(body=True)

    def log_message(self, *_args: object) -> None:
        """The server keeps its own list."""

    def _give(self, *, body: bool) -> None:
        asked = self.headers.get("Range")
        self.server.asked.append((self.command, self.path, asked))
        told = self.server.answer(self.path)
        if told == "silence":
            self.server.stopping.wait(30.0)
            self.close_connection = True
            return
        path = self.server.root / self.path.lstrip("/")
        if isinstance(told, int) or (told != "page" and not path.is_file()):
            self._head(told if isinstance(told, int) else 404, 0)
            return
        stored = b"<html>please log in</html>" * 1000 if told == "page" else path.read_bytes()
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", asked or "")
        first, last = (int(match[1]), int(match[2] or len(stored) - 1)) if match else (0, len(stored) - 1)
        part = stored[first : last + 1]
        self._head(206 if match else 200, len(part), f"bytes {first}-{first + len(part) - 1}/{len(stored)}")
        if body:
            # The header is whole; what follows it breaks off.
            self.wfile.write(part[: len(part) // 2] if told == "cut" and first else part)
            self.close_connection = told == "cut"

    def _head(self, status: int, length: int, content_range: str = "") -> None:
        self.send_response(status)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(length))
        if status == 206:
            self.send_header("Content-Range", content_range)
        self.end_headers()


@contextmanager
def serving(root: Path) -> Iterator[TileServer]:
    """A running server."""
    server = TileServer(root)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
