"""From a file to a programme that may be run, or to every error in it at once.

The one way in: text, models, then the checks that need the catalog.
"""

import re
from pathlib import Path
from typing import Any

from rangering.catalog.read import Catalog, load_catalog
from rangering.errors import ManyErrors, RangeringError, raise_all
from rangering.programme.check import findings
from rangering.programme.library import PROGRAMMES
from rangering.programme.models import Programme
from rangering.scenario.faults import build
from rangering.scenario.finding import located
from rangering.scenario.toml_file import find, parse, read_tables


def load_programme(source: str | Path, *, catalog: Catalog | None = None) -> Programme:
    """A programme from a file, or a ready one by its name.

    Parameters
    ----------
    source : str or Path
        Path of a TOML file, or a name such as ``"turkey-s-400"``.
    catalog : Catalog, optional
        What ids refer to; the shipped catalog if not given.

    Raises
    ------
    ScenarioError
        The one thing that is wrong with the file.
    ManyErrors
        All of them, where there are several.
    """
    path = find(source, PROGRAMMES)
    return programme_from_tables(read_tables(path, PROGRAMMES), str(source), file=path, catalog=catalog)


def programme_from_bytes(data: bytes, name: str, *, catalog: Catalog | None = None) -> Programme:
    """A programme from the bytes of a file called `name`; raises as `load_programme` does."""
    return programme_from_tables(parse(data, name, PROGRAMMES), name, catalog=catalog)


def check_programme(source: str | Path, *, catalog: Catalog | None = None) -> list[RangeringError]:
    """Every error of a programme file; empty where it may be run."""
    try:
        load_programme(source, catalog=catalog)
    except ManyErrors as several:
        return list(several.errors)
    except RangeringError as single:
        return [single]
    return []


def programme_from_tables(
    tables: dict[str, Any], name: str, *, file: Path | None = None, catalog: Catalog | None = None
) -> Programme:
    """A programme from the tables of a file called `name`, such as `Programme.as_written` gives.

    Raises as `load_programme` does.
    """
    short = re.sub(r"[^\w.-]+", "-", Path(file or name).stem).strip("-")[:80]
    outcome = build(Programme, ({"name": short} if short else {}) | tables, name)
    errors: list[RangeringError] = list(outcome.errors)
    programme = outcome.stated
    if programme is not None:
        programme._file, programme._read_as = file, name
        known = catalog if catalog is not None else load_catalog()
        errors += located(findings(programme, known), name, tables, outcome.doubtful)
    raise_all(errors)
    assert programme is not None  # without one there are errors
    return programme
