"""From a file to a scenario that may be run, or to every error in it at once.

The one way in: text, models, then the checks that need the catalog. What leaves here without an error is
sound as far as words go; whether its ground serves is known only when the terrain is opened, which
`check_scenario` does and `load_scenario` does not.
"""

import re
from pathlib import Path
from typing import Any

from rangering.catalog.read import Catalog, load_catalog
from rangering.errors import ManyErrors, RangeringError, raise_all
from rangering.scenario.check import findings
from rangering.scenario.faults import build
from rangering.scenario.finding import located
from rangering.scenario.models import Scenario
from rangering.scenario.toml_file import find, parse, read_tables


def load_scenario(source: str | Path, *, catalog: Catalog | None = None) -> Scenario:
    """A scenario from a file, or a ready one by its name.

    Parameters
    ----------
    source : str or Path
        Path of a TOML file, or a name such as ``"jacksboro"``.
    catalog : Catalog, optional
        What ids refer to; the shipped catalog if not given.

    Raises
    ------
    ScenarioError
        The one thing that is wrong with the file.
    ManyErrors
        All of them, where there are several.
    """
    path = find(source)
    return scenario_from_tables(read_tables(path), str(source), file=path, catalog=catalog)


def scenario_from_bytes(data: bytes, name: str, *, catalog: Catalog | None = None) -> Scenario:
    """A scenario from the bytes of a file called `name`; raises as `load_scenario` does."""
    return scenario_from_tables(parse(data, name), name, catalog=catalog)


def check_scenario(source: str | Path, *, catalog: Catalog | None = None) -> list[RangeringError]:
    """Every error of a scenario file, its words first and then its ground; empty where it may be run."""
    from rangering.scenario.ground import ground_errors

    try:
        return ground_errors(load_scenario(source, catalog=catalog))
    except ManyErrors as several:
        return list(several.errors)
    except RangeringError as single:
        return [single]


def scenario_from_tables(
    tables: dict[str, Any], name: str, *, file: Path | None = None, catalog: Catalog | None = None
) -> Scenario:
    """A scenario from the tables of a file called `name`, such as `Scenario.as_written` gives.

    Relative paths start from the folder of `file`, else from the current one. Raises as `load_scenario` does.
    """
    short = re.sub(r"[^\w.-]+", "-", Path(file or name).stem).strip("-")[:80]
    outcome = build(Scenario, ({"name": short} if short else {}) | tables, name)
    errors: list[RangeringError] = list(outcome.errors)
    scenario = outcome.stated
    if scenario is not None:
        scenario._file, scenario._read_as = file, name
        known = catalog if catalog is not None else load_catalog()
        errors += located(findings(scenario, known), name, tables, outcome.doubtful)
    raise_all(errors)
    assert scenario is not None  # without one there are errors
    return scenario
