"""Fetched tiles on disk: each with its own SHA-256 from the day it came, and what was found not to exist.

A small record (JSON) stands beside each tile and names the tile's file; the file's name holds the hash. Both
are written under another name and moved into place, the record last, so that two processes that fetch the
same tile, or one that is stopped, never leave a record without its file. A tile that no longer has the hash
of its record is not used.
"""

import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from rangering._jit import user_folder

ABSENT_FOR = timedelta(days=180)  # then a tile that did not exist is asked for again: lists of tiles change


class Kept(NamedTuple):
    """What the store knows of a tile.

    `path` is None where the tile did not exist when it was asked for. `damaged` tells that a file was there
    that does not have the hash it came with; it must be fetched again.
    """

    path: Path | None
    damaged: bool = False


class TileStore:
    """The tiles of one server.

    Parameters
    ----------
    server : str
        Its address: what one server lacks, another may have.
    """

    def __init__(self, server: str) -> None:
        name = f"copernicus-{sha256(server.encode()).hexdigest()[:8]}"
        self.folder = user_folder("terrain") / name
        self.folder.mkdir(parents=True, exist_ok=True)

    def find(self, key: str, *, however_old: bool = False) -> Kept | None:
        """What is known of a tile; None where nothing is.

        Parameters
        ----------
        key : str
            Name of the tile and its overview.
        however_old : bool
            Believe an old word that a tile does not exist: there is nobody to ask.
        """
        try:
            record = json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
            if record["sha256"] is None:
                fresh = date.today() - date.fromisoformat(record["asked"]) < ABSENT_FOR
                return Kept(None) if fresh or however_old else None
            path = self.folder / record["file"]
            stored = path.read_bytes()
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            return Kept(None, damaged=True)
        if sha256(stored).hexdigest() != record["sha256"]:
            return Kept(None, damaged=True)
        return Kept(path)

    def keep(self, key: str, source: str, write: Callable[[Path], None]) -> Path:
        """Store a tile.

        Parameters
        ----------
        key : str
            Name of the tile and its overview.
        source : str
            Where it came from.
        write : callable
            Writes the file under the name it is given.
        """
        passing = self.folder / f".{uuid4().hex}.tif"
        try:
            write(passing)
            digest = sha256(passing.read_bytes()).hexdigest()
            path = self.folder / f"{key}.{digest[:16]}.tif"
            passing.replace(path)
        finally:
            passing.unlink(missing_ok=True)
        self._record(key, {"file": path.name, "sha256": digest, "source": source})
        return path

    def remember_absent(self, key: str, source: str) -> None:
        """Note that the server has no such tile."""
        self._record(key, {"sha256": None, "source": source})

    def _record(self, key: str, record: dict[str, str | None]) -> None:
        passing = self.folder / f".{uuid4().hex}.json"
        try:
            dated = record | {"asked": date.today().isoformat()}
            passing.write_text(json.dumps(dated, indent=2), encoding="utf-8")
            os.replace(passing, self.folder / f"{key}.json")
        finally:
            passing.unlink(missing_ok=True)
