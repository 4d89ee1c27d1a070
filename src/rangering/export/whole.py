"""One file, whole or not at all: written beside its place, then moved into it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rangering.errors import OutputError


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path to write to; what stands there at the end takes its place under the right name.

    Parameters
    ----------
    path : Path
        Where the file shall be; its folder must be there.

    Yields
    ------
    Path
        A new path of the same name in a folder of its own beside it.

    Raises
    ------
    OutputError
        The folder cannot be written, or the disk is full; an older file of that name is still whole.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=path.parent) as aside:
            unfinished = Path(aside) / path.name
            yield unfinished
            os.replace(unfinished, path)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise OutputError(problem, where=str(path), mend="name another folder, or free some space") from None
