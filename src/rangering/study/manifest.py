"""What a study is about: the page at its front, ``manifest.json``, and how two of them differ.

The study's name is the SHA-256 of what decides its numbers: what was asked, what went in (such as the
catalog), the seed, the columns and the release. Every chunk carries it, so that a chunk of another study is
known wherever it turns up. How many chunks there are is not part of it: a study can be asked to go on.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rangering import provenance
from rangering.errors import StudyError, shorten
from rangering.tables import whole

NAME = "manifest.json"
SCHEMA = "rangering.study/1"
_ANOTHER = "name another folder"
_KINDS = "biuf"


@dataclass(frozen=True)
class Manifest:
    """The page at the front of a study."""

    asked: Mapping[str, Any]
    """What is studied, as JSON holds it."""
    seed: int
    columns: Mapping[str, str]
    """Of a chunk: name and type, such as ``{"leakers": "float32"}``."""
    series: Mapping[str, str]
    """Of what a chunk says about time, where it does."""
    rows: tuple[tuple[int, int], ...]
    """How many chunks in a row have how many rows each."""
    rangering: str
    """The release that makes it."""
    created: str
    """When it was begun. It decides nothing."""
    provenance: Mapping[str, Any]

    @property
    def study(self) -> str:
        """Its name: SHA-256 of what decides its numbers."""
        decides = {
            "schema": SCHEMA, "rangering": self.rangering, "asked": self.asked, "seed": self.seed,
            "inputs": self.provenance.get("inputs", {}), "columns": list(self.columns.items()),
            "series": list(self.series.items()),
        }  # fmt: skip
        return provenance.digest(canonical(decides).encode())

    @property
    def chunks(self) -> int:
        """How many chunks there shall be."""
        return sum(count for count, _ in self.rows)

    def rows_of(self, number: int) -> int:
        """How many rows a chunk has."""
        for count, rows in self.rows:
            if number < count:
                return rows
            number -= count
        raise IndexError("no such chunk")

    @property
    def rows_count(self) -> int:
        """Rows of the whole study."""
        return sum(count * rows for count, rows in self.rows)


def canonical(value: Any) -> str:
    """A value as JSON, written in one way. Raises TypeError or ValueError for what JSON cannot hold."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def types_of(columns: Mapping[str, npt.DTypeLike]) -> dict[str, str]:
    """Columns and their types as words; only numbers and truths are kept.

    Raises
    ------
    ValueError
        No column, a type that is none of these, or two names that a query could not tell apart.
    """
    found = {name: np.dtype(kind) for name, kind in columns.items()}
    if any(kind.kind not in _KINDS or kind.itemsize > 8 or kind == np.float16 for kind in found.values()):
        raise ValueError("a chunk holds whole numbers, float32, float64 and truths")
    if len({name.casefold() for name in found}) != len(found):
        raise ValueError("two columns differ by capitals only")
    return {name: kind.name for name, kind in found.items()}


def runs_of(chunks: int, rows: int | Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Rows of each chunk, shortened: how many chunks in a row have how many."""
    each = [rows] * chunks if isinstance(rows, int) else [int(n) for n in rows]
    if len(each) != chunks or any(n < 1 for n in each):
        raise ValueError(f"{len(each)} numbers of rows for {chunks} chunks")
    return tuple((len(list(alike)), n) for n, alike in groupby(each))


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Put it into the folder, whole or not at all; raises OutputError as `rangering.tables.whole` does."""
    said = {
        "schema": SCHEMA, "study": manifest.study, "rangering": manifest.rangering,
        "created": manifest.created, "seed": manifest.seed, "chunks": manifest.chunks,
        "rows": [list(run) for run in manifest.rows], "columns": dict(manifest.columns),
        "series": dict(manifest.series), "asked": dict(manifest.asked),
        "provenance": dict(manifest.provenance),
    }  # fmt: skip
    with whole(folder / NAME, durable=True) as unfinished:
        unfinished.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a study.

    Raises
    ------
    StudyError
        There is none, it is of another format, or it was changed since it was written.
    """
    path = folder / NAME
    try:
        said = json.loads(path.read_bytes())
    except FileNotFoundError:
        problem, mend = "is no study: it has no manifest.json", "name the folder that a study was written to"
        raise StudyError(problem, where=str(folder), mend=mend) from None
    except (OSError, ValueError) as error:
        problem = f"cannot be read: {getattr(error, 'strerror', None) or 'it is no JSON'}"
        mend = f"{_ANOTHER}, or put the file back from a copy: without it nobody knows what the chunks are"
        raise StudyError(problem, where=str(path), mend=mend) from None
    schema = said.get("schema") if isinstance(said, dict) else None
    if schema != SCHEMA:
        is_study = isinstance(schema, str) and schema.startswith(SCHEMA.partition("/")[0])
        problem = f"is of the format {schema}; this release reads {SCHEMA}" if is_study else "is of no study"
        mend = f"use the release that wrote it, or {_ANOTHER}" if is_study else _ANOTHER
        raise StudyError(problem, where=str(path), mend=mend)
    try:
        found = Manifest(
            asked=dict(said["asked"]), seed=int(said["seed"]), columns=types_of(said["columns"]),
            series=types_of(said["series"]), rows=tuple((int(n), int(rows)) for n, rows in said["rows"]),
            rangering=str(said["rangering"]), created=str(said["created"]),
            provenance=dict(said["provenance"]),
        )  # fmt: skip
        intact = found.study == said["study"] and found.chunks == said["chunks"]
    except (KeyError, TypeError, ValueError):
        intact = False
    if not intact:
        mend = f"undo the change, or {_ANOTHER}"
        raise StudyError("was changed after it was written", where=str(path), mend=mend)
    return found


def begun(new: Manifest, folder: Path, *, has_chunks: bool) -> Manifest:
    """The manifest under which a study begins, or goes on where one is there; written where it is new.

    Raises
    ------
    StudyError
        As `going_on`, or there are chunks already and nothing says of what.
    OutputError
        The folder cannot be written.
    """
    if (folder / NAME).exists():
        old = read_manifest(folder)
        manifest = going_on(old, new, folder)
        if manifest == old:
            return old
    elif has_chunks:
        problem, mend = (
            "holds chunks, but no manifest says of what",
            f"{_ANOTHER}, or put manifest.json back",
        )
        raise StudyError(problem, where=str(folder), mend=mend)
    else:
        manifest = new
    write_manifest(manifest, folder)
    return manifest


def going_on(old: Manifest, new: Manifest, folder: Path) -> Manifest:
    """The manifest under which a study that is there goes on as now asked.

    Returns
    -------
    Manifest
        The old one, with more chunks where more are asked for.

    Raises
    ------
    StudyError
        It was made by another release or with other settings, or has more chunks than now asked for.
    """
    where = str(folder / NAME)
    if old.rangering != new.rangering:
        problem = f"was made by rangering {old.rangering}; this is {new.rangering}, whose numbers may differ"
        raise StudyError(problem, where=where, mend=f"finish it with that release, or {_ANOTHER}")
    if old.study != new.study:
        unlike = list(differing(_settings(old), _settings(new))) or ["the order of the columns"]
        more = f", and {len(unlike) - 3} more" if len(unlike) > 3 else ""
        problem = f"is of a study with other settings: {'; '.join(unlike[:3])}{more}"
        raise StudyError(problem, where=where, mend=f"ask as before, or {_ANOTHER}")
    if old.rows == new.rows:
        return old
    was, now = (np.repeat(*np.array(each.rows, dtype=np.int64)[:, ::-1].T) for each in (old, new))
    # The last chunk may have been short because the study ended there; it is then done again.
    if (
        len(now) < len(was)
        or not np.array_equal(was[:-1], now[: len(was) - 1])
        or now[len(was) - 1] < was[-1]
    ):
        problem = f"has {old.chunks} chunks and {old.rows_count} rows; {new.rows_count} rows were asked for"
        mend = f"ask for at least as many in chunks of the same size, or {_ANOTHER}"
        raise StudyError(problem, where=where, mend=mend)
    return replace(old, rows=new.rows)


def _settings(page: Manifest) -> dict[str, Any]:
    return {
        **page.asked,
        "inputs": dict(page.provenance.get("inputs", {})),
        "seed": page.seed,
        "columns": dict(page.columns),
        "series": dict(page.series),
    }


def differing(was: Any, now: Any, place: str = "") -> Iterator[str]:
    """Where two values of JSON differ, in words: ``"seed was 1, is 2"``."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in (*was, *(key for key in now if key not in was)):
            inside = f"{place}.{key}" if place else str(key)
            if key not in now:
                yield f"{inside} was {shorten(was[key])}, is not stated"
            elif key not in was:
                yield f"{inside} was not stated, is {shorten(now[key])}"
            else:
                yield from differing(was[key], now[key], inside)
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for n, (one, other) in enumerate(zip(was, now, strict=True), start=1):
            yield from differing(one, other, f"{place}[{n}]")
    elif was != now or type(was) is not type(now):
        yield f"{place} was {shorten(was)}, is {shorten(now)}"
