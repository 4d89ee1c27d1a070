"""``run.json``: all numbers of a raid after the output contract, and what is needed to run it again.

Beside it lies ``scenario.json``, the scenario as it was understood: a folder can be replayed without the file
it came from. A path to a raster of ground is kept as seen from the folder.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from rangering.mission.codes import KILL_BIN_M
from rangering.mission.occasions import by_occasion
from rangering.mission.results import Labels, Measure, MissionResult
from rangering.mission.row_names import DECLARED_KEYS, SIDE_KEYS
from rangering.report.write import refuse_foreign
from rangering.scenario.models import Scenario

RUN, ENDURE = "rangering.run/1", "rangering.endure/1"
RECORD, SCENARIO = "run.json", "scenario.json"
FAMILIES = ("rangering.run/", "rangering.endure/")
OURS = (".png", ".html", ".csv", ".parquet", ".json", ".toml")  # what a run may leave beside its record


def document(
    result: MissionResult, files: Sequence[str] = (), asked: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The numbers of a raid as plain data, SI in the keys, with all that is needed to repeat them.

    Parameters
    ----------
    result : MissionResult
        What `simulate` or `endure` gave.
    files : sequence of str
        Names of the files of the run, where it wrote some.
    asked : mapping, optional
        How it was asked for, so that a replay can ask again: command, options.
    """
    endured = by_occasion(result) if result.raids > 1 else ()
    return plain_document({
        "schema": ENDURE if result.raids > 1 else RUN,
        "provenance": result.provenance,
        "environment": result.environment,
        "assumptions": result.assumptions,
        "warnings": result.warnings,
        "results": {
            "title": result.title,
            "scenario": result.name,
            "labels": result.labels,
            "fidelity": result.fidelity,
            "replicates": result.replicates,
            "seed": result.seed,
            "duration_s": result.duration_s,
            "raids": result.raids,
            "interval": "95 %, chance alone",
            "general": result.general,
            "measures": [measure(each) for each in result.measures],
            "replicates_by_leakers": result.leakers,
            "bounds": [asdict(each) for each in result.bounds],
            "identification": {
                true: dict(zip(DECLARED_KEYS, row, strict=True))
                for true, row in zip(SIDE_KEYS, result.matrix, strict=True)
            },
            "kills_by_distance": {"bin_m": KILL_BIN_M, "per_raid": result.kill_distance},
            "fire_units": [asdict(each) for each in result.units],
            "classes": [asdict(each) | {"counts": {k: asdict(v) for k, v in each.counts.items()}}
                        for each in result.classes],
            "missiles": [asdict(each) for each in result.missiles],
            "fast_minus_full": [measure(each) for each in result.difference],
            "occasions": [asdict(each) for each in endured],
            "readings": dict(result.readings),
            "names": names(result.names),
            "asked": dict(asked or {}),
            "files": list(files),
        },
    })  # fmt: skip


def measure(each: Measure) -> dict[str, Any]:
    """One measure as plain data."""
    band = None if each.band is None else {"low": each.band[0], "high": each.band[1]}
    return {"key": each.key, "label": each.label, "unit": each.unit, **asdict(each.estimate), "band": band}


def names(labels: Labels) -> dict[str, Any]:
    """The names behind rows and logs."""
    return {key: getattr(labels, key) for key in labels.__dataclass_fields__}


def plain_document(value: Mapping[str, Any]) -> dict[str, Any]:
    """A whole object as JSON knows it."""
    found: dict[str, Any] = plain_data(value)
    return found


def plain_data(value: Any) -> Any:
    """The same as JSON knows it: arrays as lists, what is no number as null."""
    if isinstance(value, Mapping):
        return {str(key): plain_data(each) for key, each in value.items()}
    if isinstance(value, np.ndarray):
        return plain_data(value.tolist())
    if isinstance(value, list | tuple):
        return [plain_data(each) for each in value]
    if isinstance(value, np.generic):
        return plain_data(value.item())
    return None if isinstance(value, float) and not isfinite(value) else value


def kept(scenario: Scenario, folder: Path) -> dict[str, Any]:
    """The tables of a scenario as they shall lie in a folder: a raster's path starts from there."""
    tables: dict[str, Any] = plain_data(scenario.as_written())
    terrain = tables.get("environment", {}).get("terrain", {})
    if isinstance(terrain, dict) and terrain.get("kind") == "raster":
        path = Path(terrain["path"])
        if not path.is_absolute():
            terrain["path"] = os.path.relpath((scenario.folder / path).resolve(), folder.resolve())
    return tables


def refuse_folder(folder: Path) -> list[str]:
    """Find out before the work that a folder cannot take a run's files; see `refuse_foreign`."""
    return refuse_foreign(folder, RECORD, FAMILIES, OURS)
