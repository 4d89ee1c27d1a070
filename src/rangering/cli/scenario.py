"""``rangering check``, ``describe``, ``scenarios`` and ``schema``: what the analyst states, read back."""

import json
from pathlib import Path

from rangering.catalog.read import load_catalog
from rangering.cli.terminal import error_record, fail, print_json, print_text
from rangering.errors import ManyErrors
from rangering.scenario import library


def check(scenario: str, extra: list[Path], as_json: bool) -> int:
    """Every error at once, or what was understood; exit status 0 where there is no error, else 2."""
    from rangering.scenario.describe import in_short
    from rangering.scenario.read import check_scenario, load_scenario

    catalog = load_catalog(extra)
    errors = check_scenario(scenario, catalog=catalog)
    understood = "" if errors else in_short(load_scenario(scenario, catalog=catalog), catalog)
    if as_json:
        found = [error_record(each) | {"text": each.sentence()} for each in errors]
        results = {"scenario": scenario, "sound": not errors, "understood": understood, "errors": found}
        print_json("check", results)
        return 2 if errors else 0
    if errors:
        return fail(ManyErrors(errors))
    print_text(f"{scenario}: no errors", understood)
    return 0


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
    if copy is not None:
        path = library.copy(copy, into)
        if as_json:
            print_json("scenarios", {"copied": copy, "to": str(path)})
        else:
            print_text(f"{path}\nChange it, then: rangering check {path}")
        return
    rows = [(name, library.title_of(path)) for name, path in library.ready().items()]
    if as_json:
        print_json("scenarios", [{"name": name, "title": title} for name, title in rows])
    else:
        wide = max(len(name) for name, _ in rows)
        print_text("\n".join(f"{name:<{wide}}  {title}" for name, title in rows))


def schema() -> None:
    """The JSON Schema of scenario files."""
    from rangering.scenario.schema import scenario_schema

    print_text(json.dumps(scenario_schema(), indent=2, ensure_ascii=False))
