"""A folder that a run filled, read back: its scenario, and how it was asked for."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rangering.catalog.read import Catalog, load_catalog
from rangering.errors import OutputError
from rangering.report.mission.record import FAMILIES, RECORD, SCENARIO
from rangering.scenario.models import Scenario
from rangering.scenario.read import scenario_from_tables

_MEND = "name the folder that rangering run --out filled"


@dataclass(frozen=True)
class Stored:
    """What a replay needs of a run."""

    folder: Path
    scenario: Scenario
    catalog: Catalog
    replicates: int
    seed: int
    raids: int
    fidelity: str
    days: float | None
    """Of `endure`; None for a single raid."""
    allow_defaults: bool
    allow_assumed: bool
    provenance: dict[str, Any]


def open_run(folder: Path) -> Stored:
    """Read back what a run left.

    Raises
    ------
    OutputError
        The folder holds no run of ours, or one that was changed since.
    ScenarioError, CatalogError
        Its scenario or catalog cannot be read any more.
    """
    record = folder / RECORD
    if not folder.is_dir():
        raise OutputError("is no folder", where=str(folder), mend=_MEND)
    if not record.is_file():
        raise OutputError(f"holds no {RECORD}", where=str(folder), mend=_MEND)
    whole = _read(record)
    try:
        if not str(whole["schema"]).startswith(FAMILIES):
            raise ValueError
        told = whole["results"]
        asked = told["asked"]
        catalog = load_catalog(tuple(folder / Path(name).name for name in asked.get("catalogs", ())))
        tables = _read(folder / SCENARIO)
        scenario = scenario_from_tables(
            tables, str(folder / SCENARIO), file=folder / SCENARIO, catalog=catalog
        )
        days = asked.get("days")
        return Stored(
            folder, scenario, catalog, int(told["replicates"]), int(told["seed"]), int(told["raids"]),
            str(told["fidelity"]), None if days is None else float(days),
            bool(asked.get("allow_defaults", True)), bool(asked.get("allow_assumed", False)),
            dict(whole["provenance"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        raise OutputError("is no record of a run", where=str(record), mend=_MEND) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise OutputError("is missing", where=str(path), mend="run the scenario again") from None
    except (OSError, ValueError, RecursionError):
        raise OutputError("cannot be read", where=str(path), mend="run the scenario again") from None
    if not isinstance(found, dict):
        raise OutputError("cannot be read", where=str(path), mend="run the scenario again")
    return found
