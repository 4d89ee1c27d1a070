"""The ready files: which there are, where they lie, and a copy to start from.

In a wheel they lie inside the package, in a source checkout beside it; nothing else knows the difference.
A shelf is one kind of them: scenarios here, other kinds with their rooms.
"""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

import rangering
from rangering.errors import OutputError, ScenarioError, nearest


class Shelf(NamedTuple):
    """One kind of ready file."""

    word: str
    folder: str
    """Below the ready scenarios."""
    start: str
    """The command that copies one to start from."""


SCENARIOS = Shelf("scenario", "", "rangering scenarios --copy jacksboro")
ACCIDENTS = Shelf("accident scene", "accidents", "rangering scenarios --copy accidents/ukraine-752")


def folder(shelf: Shelf = SCENARIOS) -> Path:
    """Where the ready files of a shelf lie."""
    package = Path(rangering.__file__).parent
    packed = package / "scenarios"
    return (packed if packed.is_dir() else package.parents[1] / "scenarios") / shelf.folder


def ready(shelf: Shelf = SCENARIOS) -> dict[str, Path]:
    """Ready files by name, sorted."""
    return {path.stem: path for path in sorted(folder(shelf).glob("*.toml"))}


def title_of(path: Path) -> str:
    """The title line of a ready file, without reading the rest into models."""
    import tomllib

    return str(tomllib.loads(path.read_text(encoding="utf-8")).get("title", ""))


def copy(name: str, into: Path, shelf: Shelf = SCENARIOS) -> Path:
    """Copy a ready file, so that it can be changed.

    Parameters
    ----------
    name : str
        One of `ready`.
    into : Path
        An existing folder, or the path of the new file.
    shelf : Shelf
        The kind of file.

    Returns
    -------
    Path
        The new file.

    Raises
    ------
    ScenarioError
        No ready file has that name.
    OutputError
        The file exists already, or cannot be written there.
    """
    known = ready(shelf)
    if name not in known:
        mend = nearest(name, known) or f"ready {shelf.word}s: {', '.join(known)}"
        raise ScenarioError(f"is not the name of a ready {shelf.word}", value=name, mend=mend)
    target = into / known[name].name if into.is_dir() else into
    if target.exists():
        raise OutputError(
            "exists already", where=str(target), mend="name another file, or move this one away"
        )
    try:
        with NamedTemporaryFile("wb", dir=target.parent, prefix=f".{name}-", delete=False) as part:
            part.write(known[name].read_bytes())
        os.replace(part.name, target)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise OutputError(
            problem, where=str(target), mend="name a folder that exists and can be written"
        ) from None
    return target
