"""What every command shares: how errors, tables, progress and JSON are printed."""

import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from textwrap import fill
from types import TracebackType
from typing import Any, Protocol

from rangering.errors import ManyErrors, OutputError, RangeringError, shorten

WIDTH = 110  # of what is printed where there is no terminal to ask
_RULED = 3  # what a column takes besides its cells
_LEAST_WORDS = 12  # a column of words is not made narrower by columns of numbers


def fail(error: RangeringError, *, as_json: bool = False) -> int:
    """Print an error, or all of several, each with its mend on the next line; the exit status.

    With `as_json`, standard output gets them too, as one JSON object.
    """
    errors = error.errors if isinstance(error, ManyErrors) else (error,)
    if as_json:
        print_json("error", [error_record(each) for each in errors])
    for each in errors:
        where = f"{each.where}: " if each.where else ""
        shown = "" if each.value is None else f"{shorten(each.value)} "
        print(f"error: {where}{shown}{each.problem}", file=sys.stderr)
        for line in each.mend.splitlines():
            print(f"       {line}", file=sys.stderr)
    if len(errors) > 1:
        print(f"{len(errors)} errors", file=sys.stderr)
    return 2


def error_record(error: RangeringError) -> dict[str, Any]:
    """An error as plain data."""
    value = (
        error.value if isinstance(error.value, str | int | float | bool) else error.value and str(error.value)
    )
    return {"where": error.where, "value": value, "problem": error.problem, "mend": error.mend}


def picture_path(written: str) -> Path:
    """The name of a picture as ``--out`` gives it.

    Raises
    ------
    OutputError
        It does not end in .png, or is a folder.
    """
    path = Path(written)
    mend = "such as --out picture.png"
    if path.suffix.lower() != ".png" or not path.stem:
        raise OutputError("is no name of a picture", where="--out", value=written, mend=mend)
    if path.is_dir():
        raise OutputError("is a folder", where="--out", value=written, mend=mend)
    return path


def print_text(*lines: str) -> None:
    """Lines on standard output."""
    print("\n".join(lines))


def print_filled(*lines: str) -> None:
    """Print sentences, each filled to the width, its further lines set in."""
    print_text(*(fill(line, WIDTH, subsequent_indent="    ") for line in lines))


class Answer(Protocol):
    """What every answer carries about itself."""

    @property
    def environment(self) -> Mapping[str, Any]: ...
    @property
    def warnings(self) -> Sequence[str]: ...
    @property
    def assumptions(self) -> Sequence[str]: ...
    @property
    def provenance(self) -> Mapping[str, Any]: ...


def print_rests(answer: Answer) -> None:
    """What an answer rests on: Earth and ground, warnings, assumptions; then the line that ends every one."""
    stated = answer.environment
    notice = stated["terrain_attribution"]
    print_filled(
        f"Earth: k = {stated['k']:.4g}, radius {stated['earth_radius_m'] / 1e3:.1f} km, {stated['geometry']}",
        f"Ground: {stated['terrain']}",
        *([f"Terrain: {notice}"] if notice else []),
    )
    print_text("")
    print_filled(
        *(f"Warning: {text}" for text in answer.warnings),
        *(f"Assumed: {text}" for text in answer.assumptions),
    )
    print_text("", answer.provenance["caveat"])


def folder_path(written: str, such_as: str) -> Path:
    """The folder of an ``--out``; `such_as` is a name for the mend of an empty one."""
    if not written.strip():
        raise OutputError("names no folder", where="--out", value=written, mend=f"such as --out {such_as}")
    return Path(written)


def print_json(
    schema: str, results: Any, *, assumptions: Sequence[str] = (), warnings: Sequence[str] = ()
) -> None:
    """One JSON object after the output contract, on standard output."""
    from rangering import provenance

    whole = {
        "schema": f"rangering.{schema}/1",
        "provenance": provenance.record({}),
        "environment": {},
        "assumptions": list(assumptions),
        "warnings": list(warnings),
        "results": results,
    }
    print(json.dumps(whole, indent=2, ensure_ascii=False))


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()
) -> None:
    """A table; columns whose index is in `numbers` are set flush right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    right, lines = set(numbers), [*rows]
    # Narrower than its words a table is no table: the terminal may wrap whole lines instead.
    wide = max(WIDTH, Console().width if sys.stdout.isatty() else 0)
    widths = [_cell_width(each) for each in zip(*lines, strict=True)] or [0] * len(columns)
    if sum(map(max, widths, map(len, columns))) + _RULED * len(columns) - 1 > wide:
        # Too wide: headings break, then words; a number and its band stay on one line.
        columns = [
            fill(name, max(8, widths[n], *map(len, name.split() or [""])), break_long_words=False)
            if n in right else name
            for n, name in enumerate(columns)
        ]  # fmt: skip
        taken = [max(widths[n], _cell_width([columns[n]])) if n in right else min(widths[n], _LEAST_WORDS)
                 for n in range(len(columns))]  # fmt: skip
        wide = max(wide, sum(taken) + _RULED * len(columns) - 1)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, name in enumerate(columns):
        numeric = index in right
        table.add_column(name, justify="right" if numeric else "left", overflow="fold", no_wrap=numeric)
    for row in lines:
        table.add_row(*row)
    console = Console(width=wide, highlight=False, markup=False)
    console.print(title, style="bold")  # of its own: a table's title breaks where the table is narrow
    console.print(table)


def _cell_width(cells: Iterable[str]) -> int:
    """The longest line of some cells."""
    return max((len(line) for cell in cells for line in cell.splitlines()), default=0)


class Progress:
    """Says what is being done, on standard error, once that has taken longer than a second.

    On a terminal one line is written over and over; elsewhere each step gets its own, at most one a second.
    """

    def __init__(self, quiet: bool = False, *, kernels: bool = True) -> None:
        self._quiet = quiet
        self._kernels = kernels
        self._start = self._last = time.monotonic()
        self._shown = False

    def __call__(self, what: str, share: float) -> None:
        """Tell what is being done and which share is done, 0 to 1."""
        now = time.monotonic()
        if self._quiet or now - self._start < 1.0:
            return
        if sys.stderr.isatty():
            print(f"\r\x1b[K{share:4.0%}  {what}", end="", file=sys.stderr, flush=True)
            self._shown = True
        elif now - self._last >= 1.0:
            print(f"{share:4.0%}  {what}", file=sys.stderr, flush=True)
            self._last = now

    def __enter__(self) -> "Progress":
        """Warn first where kernels have to be compiled."""
        if not self._kernels:
            return self
        from rangering._jit import compiled_before

        if not self._quiet and not compiled_before():
            print(
                "first run on this machine: compiling kernels, once; this takes about a minute",
                file=sys.stderr,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave a clean line."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
