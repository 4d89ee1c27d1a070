"""Outputs appear whole or not at all: written aside, then moved into place one after the other."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from rangering import __version__
from rangering.errors import OutputError
from rangering.provenance import CAVEAT
from rangering.report.encode import pixels_of
from rangering.report.style import DPI

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def refuse_unwritable(folder: Path) -> None:
    """Find out before the work rather than after it that a folder cannot take the outputs.

    Raises
    ------
    OutputError
        The path is a file, or neither it nor the first folder above it can be written.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError("is a file, not a folder", where=str(folder), mend="name a folder")
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise OutputError("cannot be written", where=str(folder), mend="name a folder you may write to")


def refuse_foreign(
    folder: Path, record: str, families: Collection[str], endings: tuple[str, ...]
) -> list[str]:
    """Find out before the work that a folder cannot take a run's files.

    Parameters
    ----------
    folder : Path
        Where they shall go.
    record : str
        Name of the JSON file that lists the files of its run, such as ``"coverage.json"``.
    families : collection of str
        How its schema may begin where it is ours.
    endings : tuple of str
        Of the names of files that a run leaves beside its record.

    Returns
    -------
    list of str
        Files that an earlier run of ours left there, as its record names them; never a path out of it.

    Raises
    ------
    OutputError
        The folder cannot be written, or holds a record of that name that is not ours.
    """
    refuse_unwritable(folder)
    path = folder / record
    if not path.exists() and not path.is_symlink():
        return []
    try:
        earlier = json.loads(path.read_text(encoding="utf-8"))
        ours = str(earlier["schema"]).startswith(tuple(families))
        listed = [str(name) for name in earlier["results"].get("files", ())]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        ours, listed = False, []
    if not ours:
        raise OutputError("is not ours and would be lost", where=str(path), mend="name another folder")
    left = [name for name in listed if Path(name).name == name and name.endswith(endings)]
    return [name for name in left if (folder / name).is_file()]


def write_picture(figure: "Figure", path: Path, title: str, description: str) -> None:
    """Write a figure as a PNG that says what it is, whole or not at all.

    Raises
    ------
    OutputError
        The folder cannot take it.
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_itxt("Title", title)
    told.add_itxt("Software", f"rangering {__version__}")
    told.add_itxt("Description", f"{description} {CAVEAT}")
    pixels = pixels_of(figure)

    def fill(aside: Path) -> None:
        Image.fromarray(pixels).save(aside / path.name, "PNG", dpi=(DPI, DPI), pnginfo=told)

    write_whole(path.parent, fill)


def write_whole(folder: Path, fill: Callable[[Path], None], *, stale: Collection[str] = ()) -> list[Path]:
    """Let a function fill an empty folder, then move what it made into place.

    Parameters
    ----------
    folder : Path
        Where the files go; made if missing. Files of other names stay.
    fill : callable
        Writes files into the folder it is given.
    stale : collection of str
        Names of files that an earlier run left there: those not written anew go, once all others stand.

    Returns
    -------
    list of Path
        The files, in the order of their names.

    Raises
    ------
    OutputError
        The disk is full or the folder cannot be written; nothing new is left behind.
    """
    refuse_unwritable(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder))
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise OutputError(problem, where=str(folder), mend="name another folder") from None
    try:
        fill(aside)
        moved = []
        for path in sorted(aside.iterdir()):
            os.replace(path, folder / path.name)
            moved.append(folder / path.name)
        for name in set(stale) - {path.name for path in moved}:
            (folder / name).unlink(missing_ok=True)
        return moved
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise OutputError(problem, where=str(folder), mend="free some space") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
