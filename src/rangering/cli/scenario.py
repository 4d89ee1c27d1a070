"""``rangering check``, ``describe``, ``scenarios`` and ``schema``: what the analyst states, read back."""

import json
from pathlib import Path

from rangering.catalog.read import load_catalog
from rangering.cli.ready import list_or_copy, print_check
from rangering.cli.terminal import print_json, print_text
from rangering.scenario import library


def check(scenario: str, extra: list[Path], as_json: bool) -> int:
    """Every error at once, or what was understood; exit status 0 where there is no error, else 2."""
    from rangering.scenario.describe import in_short
    from rangering.scenario.read import check_scenario, load_scenario

    catalog = load_catalog(extra)
    errors = check_scenario(scenario, catalog=catalog)
    understood = "" if errors else in_short(load_scenario(scenario, catalog=catalog), catalog)
    return print_check("scenario", scenario, errors, understood, as_json)


def describe(scenario: str, extra: list[Path], as_json: bool) -> None:
    """The scenario in plain sentences."""
    from rangering.scenario.describe import describe as in_words
    from rangering.scenario.read import load_scenario

    catalog = load_catalog(extra)
    stated = load_scenario(scenario, catalog=catalog)
    text = in_words(stated, catalog)
    if as_json:
        print_json("scenario", {"text": text, "scenario": stated.as_written()})
    else:
        print_text(text)


def scenarios(copy: str | None, into: Path, as_json: bool) -> None:
    """The ready scenarios, or a copy of one."""
    list_or_copy(library.SCENARIOS, "rangering check", copy, into, as_json, library.ACCIDENTS)


def schema() -> None:
    """The JSON Schema of scenario files."""
    from rangering.scenario.schema import scenario_schema

    print_text(json.dumps(scenario_schema(), indent=2, ensure_ascii=False))
