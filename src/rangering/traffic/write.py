"""Tracks as Parquet, one row a fix: written track by track, read whole or in part.

Columns are those of `Fixes` and the number of the track; words about the whole stand as JSON in the file's
own notes, under the key `rangering`. Any reader of Parquet reads the columns.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rangering.errors import OutputError, TrafficError
from rangering.tables import file_of, on_one_thread, parquet_of, quoted, whole
from rangering.traffic.clean import most
from rangering.traffic.models import Dropped, Fixes, Place, Recording, Track, columns_of, joined, picked
from rangering.traffic.reading.parquet import MAGIC
from rangering.traffic.spool import COLUMNS, HANDING_MEMORY

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA = "rangering.traffic/1"
_BATCH_ROWS = 100_000


class About(NamedTuple):
    """Where the tracks of a file come from, and what was left of their rows."""

    made: bool
    """Generated from a pattern: no flight of it was recorded."""
    forms: tuple[str, ...]
    """Of the recordings, in the order of `sources`; ("generated",) of a made file."""
    sources: tuple[str, ...]
    """Names of the recordings; of a made file pattern, seed and day first, then each table with its grade and
    source."""
    first_s: float
    """Unix time of the earliest fix, to the second below; NaN where there is none. [s]"""
    last_s: float
    rows_read: int
    rows_kept: int
    dropped: dict[str, int]
    """Rows by reason, as `Dropped.counts`."""


class Written(NamedTuple):
    """What went into a file of tracks."""

    tracks: int
    rows: int
    aircraft: int
    first_s: float
    """Unix time of the earliest fix; NaN where there is none. [s]"""
    last_s: float


def write_tracks(
    tracks: Iterable[Track], path: Path, notes: Callable[[Written], Mapping[str, Any]]
) -> Written:
    """Write tracks as they come; the file is there whole, or not at all.

    Parameters
    ----------
    tracks : iterable of Track
        By address and time, as `gather.stream_tracks` gives them.
    path : Path
        Where the file shall be; its folder must be there.
    notes : callable
        Asked once all tracks have come: the document that goes into the file, ready for JSON.

    Returns
    -------
    Written
        How many tracks, rows and aircraft, and from when to when.

    Raises
    ------
    OutputError
        The folder cannot take it, or the disk is full.
    TrafficError
        Whatever the tracks raise on their way.
    """
    import duckdb

    with whole(path) as unfinished:
        config: dict[str, Any] = {"threads": 1, "memory_limit": HANDING_MEMORY}
        with duckdb.connect(str(unfinished.with_suffix(".duckdb")), config=config) as connection:
            try:
                written = _fill(connection, tracks)
                said = quoted(json.dumps(notes(written), ensure_ascii=False))
                connection.execute(
                    f"COPY kept TO {quoted(str(unfinished))} "
                    f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{rangering: {said}}})"
                )
            except duckdb.IOException as error:
                problem = f"cannot be written: {str(error).splitlines()[0].rpartition(': ')[2]}"
                raise OutputError(
                    problem, where=str(path), mend="name another folder, or free some space"
                ) from None
    return written


def _fill(connection: "DuckDBPyConnection", tracks: Iterable[Track]) -> Written:
    parts: list[Fixes] = []
    numbers: list[np.ndarray[Any, np.dtype[np.int32]]] = []
    count = rows = waiting = 0

    def hand_over() -> None:
        if not parts:
            return
        given = {"track": np.concatenate(numbers), **joined(parts)._asdict()}
        connection.register("given", given)
        connection.execute("INSERT INTO kept SELECT * FROM given")
        connection.unregister("given")
        parts.clear()
        numbers.clear()

    connection.execute(f"CREATE TABLE kept (track INTEGER, {COLUMNS})")
    for track in tracks:
        size = len(track.fixes.time_s)
        parts.append(track.fixes)
        numbers.append(np.full(size, count, dtype=np.int32))
        count, rows, waiting = count + 1, rows + size, waiting + size
        if waiting >= _BATCH_ROWS:
            hand_over()
            waiting = 0
    hand_over()
    aircraft, first_s, last_s = connection.execute(
        "SELECT count(DISTINCT address), min(time_s), max(time_s) FROM kept"
    ).fetchall()[0]
    return Written(count, rows, aircraft, *(np.nan if each is None else each for each in (first_s, last_s)))


def read_notes(path: Path) -> dict[str, Any]:
    """The document in a file of tracks.

    Raises
    ------
    TrafficError
        There is no such file, or it holds no tracks of ours.
    """
    import duckdb

    if not path.is_file():
        mend = "make it with: rangering traffic import FILES --out tracks.parquet"
        raise TrafficError("is no file that is there", where=str(path), mend=mend)
    with on_one_thread() as connection:
        try:
            found = connection.execute(
                f"SELECT value FROM parquet_kv_metadata({file_of(path)}) WHERE key = 'rangering'::BLOB"
            ).fetchall()
        except duckdb.Error:
            found = []
            with path.open("rb") as stream:
                begun = stream.read(len(MAGIC)) == MAGIC
            if begun:
                raise TrafficError(
                    "is Parquet that cannot be read: it breaks off, or is damaged", where=path.name,
                    mend="fetch it again, or make it again with: rangering traffic import",
                ) from None  # fmt: skip
    try:
        document = json.loads(found[0][0]) if found else {}
    except (ValueError, TypeError):
        document = {}
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise TrafficError(
            f"holds no tracks of the form {SCHEMA}", where=path.name,
            mend="a recording becomes one with: rangering traffic import FILES --out tracks.parquet",
        )  # fmt: skip
    return document


def read_about(path: Path) -> About:
    """Where the tracks of a file come from: read from its notes, none of its rows.

    Raises
    ------
    TrafficError
        It holds no tracks of ours.
    """
    results = read_notes(path)["results"]
    dropped = dropped_of(results)
    made = is_made(results)
    return About(
        made, tuple(results["forms"]), tuple(_made_from(results) if made else results["sources"]),
        _unix_s(results["first_time"]), _unix_s(results["last_time"]), dropped.rows_read, dropped.rows_kept,
        dict(dropped.counts),
    )  # fmt: skip


def is_made(results: Mapping[str, Any]) -> bool:
    """Whether the results of a document are those of generated flights."""
    return "generated" in results or "generated" in results.get("forms", ())


def _made_from(results: Mapping[str, Any]) -> list[str]:
    """What a made file rests on; files of before the pattern was stated apart have it in their remarks."""
    stated = results.get("generated")
    if stated is None:
        return list(results["remarks"])
    head = f"pattern {stated['pattern']}, seed {stated['seed']}, day {stated['day']}"
    return [
        head,
        *(f"{each['name']} (grade {each['grade']}): {each['source']}" for each in stated["figures"]),
    ]


def _unix_s(moment: str | None) -> float:
    return np.nan if moment is None else datetime.fromisoformat(moment).timestamp()


def read_tracks(path: Path, *, first_s: float = -np.inf, last_s: float = np.inf) -> Recording:
    """The tracks of a file, or those parts of them that lie in some hours.

    Parameters
    ----------
    path : Path
        What ``rangering traffic import`` wrote.
    first_s, last_s : float
        Unix times; fixes from the first on and before the last are read. [s]

    Returns
    -------
    Recording
        As it was written; what was dropped on import is its `dropped`, whatever part is read.

    Raises
    ------
    TrafficError
        It holds no tracks of ours.
    """
    results = read_notes(path)["results"]
    with on_one_thread() as connection:
        answer = connection.execute(
            f"SELECT * FROM {parquet_of(path)} WHERE {within_hours(first_s, last_s)}"
        ).fetchnumpy()
    numbers = np.ma.filled(answer["track"], 0)
    fixes = columns_of(answer)
    sources = tuple(results["sources"])
    cuts = np.flatnonzero(np.diff(numbers)) + 1
    edges = [0, *cuts.tolist(), len(numbers)] if len(numbers) else [0]
    tracks = []
    for start, stop in pairwise(edges):
        part = picked(fixes, slice(start, stop))
        source = int(part.source[0])
        name = sources[source] if 0 <= source < len(sources) else ""
        tracks.append(Track(int(part.address[0]), most(part.callsign), most(part.type), name, part))
    remarks = tuple(results["remarks"])
    return Recording(tuple(tracks), dropped_of(results), sources, remarks, made=is_made(results))


def within_hours(first_s: float, last_s: float) -> str:
    """Whether a fix lies in some hours, in SQL."""
    within = [f"time_s >= {first_s!r}"] * bool(np.isfinite(first_s))
    within += [f"time_s < {last_s!r}"] * bool(np.isfinite(last_s))
    return " AND ".join(["true", *within])


def dropped_of(results: Mapping[str, Any]) -> Dropped:
    """What was dropped, from the results of a document."""
    told = results["dropped"]
    return Dropped(
        rows_read=results["rows_read"],
        rows_kept=results["rows_kept"],
        counts={each["reason"]: each["rows"] for each in told},
        first={each["reason"]: Place(each["file"], each["row"]) for each in told},
        mended=results["mended"],
    )
