"""A study as a directory that survives its runs: manifest, chunks, lock.

    STUDY/manifest.json          what is studied, and the name that follows from it (`study.manifest`)
    STUDY/chunks/000123.parquet  one chunk of replicates, whole or not there (`study.chunk`)
    STUDY/series/000123.parquet  what that chunk says about time, where the study keeps it (`study.series`)
    STUDY/readings.parquet       readings and points, where the study has any
    STUDY/work/                  what making it took, of no weight for the answer (`study.tally`)
    STUDY/lock                   who is at work (`study.lock`)

A run that ended anyhow goes on with what is missing. A chunk counts as finished when it is whole, of this
study, of the right number and unchanged; otherwise it is moved aside and made again. The same chunks come out
with the same bytes, whoever made them and in which order.
"""

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.typing import NDArray

from rangering import provenance
from rangering.errors import OutputError, StudyError
from rangering.study.chunk import fault_of, filled, write_part
from rangering.study.lock import NAME as LOCK
from rangering.study.lock import Lock, holder
from rangering.study.manifest import (
    NAME,
    Manifest,
    begun,
    canonical,
    read_manifest,
    runs_of,
    types_of,
)
from rangering.study.tally import FOLDER as WORK
from rangering.study.views import window
from rangering.tables import UNFINISHED, quoted_name

Tell = Callable[[str], None]
CHUNKS, SERIES = "chunks", "series"
EXTRAS = ("readings", "points")
"""Tables beside the chunks: one row a reading of the unknowns, one row a point of a sweep."""
_MACHINE = ("python", "numpy", "machine", "compiled")


@dataclass(frozen=True)
class Status:
    """How far a study is."""

    folder: Path
    manifest: Manifest
    done: int
    """Chunks that are finished."""
    missing: tuple[int, ...]
    """Numbers of those that are not, damaged ones among them."""
    damaged: Mapping[int, str]
    """What is wrong with those that are there but do not count."""
    rows: int
    """In finished chunks."""
    bytes: int
    """Of finished chunks, their series included."""
    series_bytes: int
    """Of these, what is kept over time."""
    running: str
    """Who is at work on it; empty where nobody is."""
    junk: tuple[str, ...]
    """Files in the folder that are none of the study's."""

    @property
    def bytes_per_row(self) -> float:
        """Room a replicate takes; NaN where none is there."""
        return self.bytes / self.rows if self.rows else float("nan")


class Study:
    """A study on disk. Made by `create_or_resume` or `open`; work on it inside ``with study:``.

    Worker processes need no lock: they `open` the folder and `write` what the run that holds it gave them.
    """

    def __init__(self, folder: Path, manifest: Manifest, tell: Tell | None = None) -> None:
        self.folder = folder
        self.manifest = manifest
        self.said: list[str] = []
        """Lines about what was found and mended, in order."""
        self._tell = tell or (lambda _line: None)
        self._lock = Lock(folder)
        self._sound: dict[Path, tuple[int, int, int]] = {}

    @classmethod
    def create_or_resume(
        cls,
        folder: Path | str,
        asked: Mapping[str, Any],
        columns: Mapping[str, npt.DTypeLike],
        chunks: int,
        rows: int | Sequence[int],
        *,
        seed: int = 0,
        series: Mapping[str, npt.DTypeLike] | None = None,
        inputs: Mapping[str, str] | None = None,
        tell: Tell | None = None,
    ) -> "Study":
        """A new study, or the one that is there, where it is the same.

        Parameters
        ----------
        folder : Path or str
            Made where it is not there.
        asked : mapping
            What is studied, as JSON can hold it: everything that decides the numbers but seed and columns.
        columns : mapping of str to dtype
            Of a chunk; whole numbers, float32, float64 and truths.
        chunks : int
            How many. A study that is there goes on where more are asked for than before.
        rows : int or sequence of int
            Rows of each chunk, or of all alike.
        seed : int
            Of the draws.
        series : mapping of str to dtype, optional
            Columns of what each chunk says about time, where it does.
        inputs : mapping of str to str, optional
            What went in and its SHA-256, such as the catalog's; with another one it is another study.
        tell : callable, optional
            Given each line about what was found or mended.

        Raises
        ------
        StudyError
            The folder holds another study, one of another release or with other settings, or a run is at
            work there.
        OutputError
            The folder cannot be written.
        """
        path = Path(folder)
        ran = provenance.record(inputs or {}, seed)
        new = Manifest(
            asked=json.loads(canonical(dict(asked))), seed=int(seed), columns=types_of(columns),
            series=types_of(series or {}), rows=runs_of(chunks, rows), rangering=str(ran["rangering"]),
            created=datetime.now(UTC).isoformat(timespec="seconds"), provenance=ran,
        )  # fmt: skip
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = f"is no folder that can be made: {error.strerror or error}"
            raise OutputError(problem, where=str(path), mend="name another one") from None
        lock = Lock(path)
        left = lock.take()
        try:
            manifest = begun(new, path, has_chunks=any((path / CHUNKS).glob("*.parquet")))
        finally:
            lock.give_back()
        study = cls(path, manifest, tell)
        study._tell_of(left)
        study._compare_machines(new.provenance)
        return study

    @classmethod
    def open(cls, folder: Path | str, tell: Tell | None = None) -> "Study":
        """The study in a folder, to be looked at, or to write chunks for the run that holds it.

        Raises
        ------
        StudyError
            There is none, or none that can be read.
        """
        return cls(Path(folder), read_manifest(Path(folder)), tell)

    def __enter__(self) -> "Study":
        """Take the lock and sweep up after a run that was killed; raises as `create_or_resume` does."""
        self._tell_of(self._lock.take())
        try:
            for inside in (self.folder, *self._folders()):
                inside.mkdir(exist_ok=True)
                for leftover in inside.glob(f"{UNFINISHED}*"):
                    shutil.rmtree(leftover, ignore_errors=True)
        except OSError as error:
            self._lock.give_back()
            problem = f"cannot be written: {error.strerror or error}"
            mend = "name a folder that can be written"
            raise OutputError(problem, where=str(self.folder), mend=mend) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next run in."""
        self._lock.give_back()

    def missing(self) -> list[int]:
        """Numbers of the chunks that are not finished, in order; damaged ones are moved aside.

        Without the lock nothing is moved. Every chunk that is there is read to its end once.
        """
        left = []
        for number in range(self.manifest.chunks):
            fault = self._fault(number)
            if fault is not None:
                left.append(number)
            if fault and self._lock.held:
                self._set_aside(number, fault)
        return left

    def write(
        self,
        number: int,
        table: Mapping[str, NDArray[Any]],
        series: Mapping[str, NDArray[Any]] | None = None,
    ) -> None:
        """Keep one chunk: whole and on the disk when this returns, or not there at all.

        Parameters
        ----------
        number : int
            Which chunk.
        table : mapping of str to array, each of shape (rows,)
            Its columns, as the manifest has them.
        series : mapping of str to array
            What it says about time, where the study keeps that.

        Raises
        ------
        OutputError
            The folder cannot take it, or the disk is full; what was finished before is untouched.
        ValueError
            These are not the columns or rows of this chunk.
        """
        page = self.manifest
        if not 0 <= number < page.chunks:
            raise ValueError(f"chunk {number} of {page.chunks}")
        parts = {CHUNKS: (dict(table), page.columns), SERIES: (dict(series or {}), page.series)}
        for folder, (given, columns) in parts.items():
            lengths = {np.shape(each) for each in given.values()}
            if set(given) != set(columns) or len(lengths) > 1 or any(len(shape) != 1 for shape in lengths):
                raise ValueError(f"{folder}: not the columns of this study, or not alike in length")
        if len(next(iter(table.values()))) != page.rows_of(number):
            raise ValueError(f"chunk {number} has {page.rows_of(number)} rows")
        # The chunk last: once it is there, so is what belongs to it.
        for folder in (SERIES, CHUNKS):
            given, columns = parts[folder]
            if columns:
                self._make(self.folder / folder)
                exact = {
                    name: np.ascontiguousarray(given[name], dtype=kind) for name, kind in columns.items()
                }
                write_part(self._path(folder, number), exact, page.study, str(number))

    def put(self, name: str, table: Mapping[str, NDArray[Any]]) -> None:
        """Keep a table beside the chunks, one of `EXTRAS`, with columns of any kind; raises OutputError."""
        if name not in EXTRAS:
            raise ValueError(f"{name} is none of {EXTRAS}")
        write_part(self.folder / f"{name}.parquet", table, self.manifest.study, name)

    def read(self, columns: Sequence[str] | None = None, where: str = "") -> dict[str, NDArray[Any]]:
        """Columns of the finished chunks, in the order of chunks and rows.

        Parameters
        ----------
        columns : sequence of str, optional
            Which; all if not given.
        where : str
            A condition of SQL on them, such as ``"reading = 3"``; all rows if empty.

        Returns
        -------
        dict of arrays, each of shape (rows,)
            Of the types that the manifest states.
        """
        return self._read(CHUNKS, self.manifest.columns, columns, where)

    def read_series(self, columns: Sequence[str] | None = None, where: str = "") -> dict[str, NDArray[Any]]:
        """What finished chunks say about time, in their order; as `read`."""
        return self._read(SERIES, self.manifest.series, columns, where)

    def files(self, folder: str = CHUNKS) -> list[Path]:
        """The files of the finished chunks, in order."""
        numbers = range(self.manifest.chunks)
        return [self._path(folder, number) for number in numbers if self._fault(number) is None]

    def extras(self) -> dict[str, Path]:
        """Those tables beside the chunks that are there and of this study."""
        paths = {name: self.folder / f"{name}.parquet" for name in EXTRAS}
        study = self.manifest.study
        return {
            name: path
            for name, path in paths.items()
            if path.is_file() and not fault_of(path, study, name, None)
        }

    def status(self) -> Status:
        """How far it is; nothing is changed."""
        page = self.manifest
        faults = {n: fault for n in range(page.chunks) if (fault := self._fault(n)) is not None}
        sound = [n for n in range(page.chunks) if n not in faults]
        sizes = {at.name: sum(self._path(at.name, n).stat().st_size for n in sound) for at in self._folders()}
        return Status(
            folder=self.folder, manifest=page, done=len(sound), missing=tuple(faults),
            damaged={n: fault for n, fault in faults.items() if fault},
            rows=sum(page.rows_of(n) for n in sound),
            bytes=sum(sizes.values()), series_bytes=sizes.get(SERIES, 0),
            running=holder(self.folder), junk=tuple(self._junk()),
        )  # fmt: skip

    def _read(
        self, folder: str, kinds: Mapping[str, str], columns: Sequence[str] | None, where: str
    ) -> dict[str, NDArray[Any]]:
        import duckdb

        names = list(kinds) if columns is None else list(columns)
        if unknown := [name for name in names if name not in kinds]:
            problem = f"is no column of it; it has {', '.join(kinds)}"
            raise StudyError(problem, where=str(self.folder), value=unknown[0])
        listed = ", ".join(quoted_name(name) for name in names)
        asked = f"SELECT {listed} FROM replicates{f' WHERE {where}' if where else ''}"
        with window({"replicates": (self.files(folder), kinds)}) as connection:
            try:
                found = connection.execute(asked).fetchnumpy()
            except duckdb.Error as error:
                problem = f"is no condition on its columns: {str(error).splitlines()[0]}"
                raise StudyError(problem, where=str(self.folder), value=where) from None
        return {name: filled(found[name], kinds[name]) for name in names}

    def _fault(self, number: int) -> str | None:
        """None where a chunk is finished, empty where it is not there, else what is wrong with it."""
        page = self.manifest
        for folder in self._folders():
            rows = page.rows_of(number) if folder.name == CHUNKS else None
            path = self._path(folder.name, number)
            try:
                seen = path.lstat()
            except OSError:
                return ""
            mark = (seen.st_ino, seen.st_size, seen.st_mtime_ns)
            if self._sound.get(path) == mark:
                continue
            fault = fault_of(path, page.study, str(number), rows)
            if fault:
                return f"{folder.name}/{path.name} {fault}"
            self._sound[path] = mark
        return None

    def _set_aside(self, number: int, fault: str) -> None:
        folder, _, _ = fault.partition("/")
        path = self._path(folder, number)
        turn = 1
        while (aside := path.with_name(f"{path.name}.damaged-{turn}")).exists():
            turn += 1
        try:
            os.replace(path, aside)
        except OSError as error:
            problem = f"is damaged and cannot be moved aside: {error.strerror or error}"
            mend = "make the folder writable, or delete that file"
            raise OutputError(problem, where=str(path), mend=mend) from None
        self._say(f"{self.folder}: {fault}; moved to {aside.name}, and done again")

    def _folders(self) -> list[Path]:
        return [self.folder / CHUNKS, *([self.folder / SERIES] if self.manifest.series else [])]

    def _make(self, folder: Path) -> None:
        with suppress(OSError):  # what is wrong is said when the file is written
            folder.mkdir(exist_ok=True)

    def _path(self, folder: str, number: int) -> Path:
        return self.folder / folder / f"{number:06d}.parquet"

    def _junk(self) -> list[str]:
        known = {NAME, LOCK, CHUNKS, SERIES, WORK, *(f"{name}.parquet" for name in EXTRAS)}
        found = [each.name for each in self.folder.iterdir() if each.name not in known]
        for folder in self._folders():
            if folder.is_dir():
                for each in folder.iterdir():
                    ours = each.suffix == ".parquet" and each.stem.isdigit()
                    if not ours or self._path(folder.name, int(each.stem)) != each:
                        found.append(f"{folder.name}/{each.name}")
        return sorted(found)

    def _compare_machines(self, now: Mapping[str, Any]) -> None:
        was = self.manifest.provenance
        unlike = [
            f"{key} {was.get(key)} then, {now[key]} now" for key in _MACHINE if was.get(key) != now[key]
        ]
        if unlike:
            self._say(f"{self.folder}: begun elsewhere ({'; '.join(unlike)}): last digits may differ")

    def _tell_of(self, left: str) -> None:
        if left:
            self._say(f"{self.folder}: the run of {left}")

    def _say(self, line: str) -> None:
        self.said.append(line)
        self._tell(line)
