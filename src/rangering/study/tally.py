"""What making a study took: plans compiled, counted where it happens, whoever makes the chunks.

Not of the answer: a study that was stopped and resumed has the same chunks as one that was left alone, but
may have compiled a plan twice. Each process writes a file of its own, a line a chunk, so that none waits for
another; a chunk that is found on the disk adds no line. Limit: what a killed process compiled for the chunk
in flight is not counted.
"""

import os
import re
from functools import lru_cache
from pathlib import Path
from secrets import token_hex

from rangering.errors import OutputError

FOLDER = "work"
_LINE = re.compile(r"chunk (\d+): (\d+) plans\n")


def note(study: Path, number: int, plans: int) -> None:
    """Say what a chunk took, before it is written.

    Parameters
    ----------
    study : Path
        The study's folder.
    number : int
        Of the chunk.
    plans : int
        Compiled for it.

    Raises
    ------
    OutputError
        The folder cannot take it.
    """
    path = study / FOLDER / _own_file(os.getpid())
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"chunk {number}: {plans} plans\n")
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}", where=str(path), mend="make room, or the folder "
            "writable; what is done is kept",
        ) from None  # fmt: skip


def plans_of(study: Path) -> int:
    """Plans compiled for a study so far, over all its runs; a line cut off by a kill does not count."""
    found = 0
    for path in sorted((study / FOLDER).glob("*.txt")):
        found += sum(int(plans) for _, plans in _LINE.findall(path.read_text(encoding="utf-8")))
    return found


@lru_cache
def _own_file(_process: int) -> str:
    """A name that no other process has, on any machine."""
    return f"{token_hex(8)}.txt"
