"""What a question says as a folder: pictures, page, tables and record, all of them whole or none."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rangering.report.csv_file import Cell, write_csv
from rangering.report.html.document import PAGE
from rangering.report.html.pictures import Picture, within_budget
from rangering.report.mission.pictures import Drawing, save
from rangering.report.write import write_whole
from rangering.terrain.ground import Progress


class Said(NamedTuple):
    """What a question of any kind says, not written yet."""

    title: str
    """Of its pictures."""
    drawings: Sequence[Drawing]
    """The main one first."""
    page: Callable[[Mapping[str, Picture]], str]
    """The page around the pictures, by their layers."""
    tables: Mapping[str, Iterable[Sequence[Cell]]]
    """By the names of their files."""
    name: str
    """Of the record's file."""
    record: Callable[[Sequence[str]], Mapping[str, Any]]
    """The record that names these files."""
    remarks: Sequence[str] = ()
    """Above every table."""


def write_said(
    said: Said, folder: Path, *, stale: Sequence[str] = (), progress: Progress | None = None
) -> list[Path]:
    """Write pictures, page, tables and record, all or none.

    Parameters
    ----------
    said : Said
        What to write.
    folder : Path
        Made if missing.
    stale : sequence of str
        Names of files that an earlier run of ours left there.
    progress : callable, optional
        Told what is being done and the share done.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        The folder cannot take them; nothing new is left behind.
    """

    def fill(aside: Path) -> None:
        made = draw_all(said.drawings, aside, said.title, progress=progress)
        page = said.page(within_budget(made))
        (aside / PAGE).write_text(page, encoding="utf-8", newline="\n")
        for name, rows in said.tables.items():
            write_csv(aside / name, rows, remarks=said.remarks)
        write_record(aside / said.name, said.record)

    return write_whole(folder, fill, stale=stale)


def draw_all(
    drawings: Sequence[Drawing], folder: Path, title: str, *, progress: Progress | None = None
) -> dict[str, Picture]:
    """Write pictures into a folder; the same for a page, by their layers. The page comes next."""
    tell = progress or (lambda _what, _share: None)
    drawn = {}
    for n, each in enumerate(drawings):
        tell(f"draw {each.file}", 0.8 * n / len(drawings))
        drawn[each.layer] = save(each, folder, title)
    tell("write the page", 0.8)
    return drawn


def write_record(path: Path, record: Callable[[Sequence[str]], Mapping[str, Any]]) -> None:
    """Write the JSON file that names every file of its folder, itself among them: the last to be written.

    Parameters
    ----------
    path : Path
        Where to; all others stand beside it.
    record : callable
        Gives the record from those names, in their order.
    """
    names = sorted([path.name, *(each.name for each in path.parent.iterdir())])
    text = json.dumps(record(names), indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
