"""``rangering programme check``, ``describe``, ``list`` and ``schema``: what a contract says, read back."""

import json
from pathlib import Path

from rangering.catalog.read import load_catalog
from rangering.cli.ready import list_or_copy, print_check
from rangering.cli.terminal import print_json, print_text
from rangering.programme.library import PROGRAMMES


def check(programme: str, extra: list[Path], as_json: bool) -> int:
    """Every error at once, or what was understood; exit status 0 where there is no error, else 2."""
    from rangering.programme.describe import in_short
    from rangering.programme.idle_shocks import idle_shocks
    from rangering.programme.read import check_programme, load_programme

    catalog = load_catalog(extra)
    errors = check_programme(programme, catalog=catalog)
    if errors:
        return print_check("programme", programme, errors, "", as_json)
    stated = load_programme(programme, catalog=catalog)
    warnings = list(idle_shocks(stated))
    return print_check("programme", programme, (), in_short(stated, catalog), as_json, warnings)


def describe(programme: str, extra: list[Path], as_json: bool) -> None:
    """The programme in plain sentences."""
    from rangering.programme.describe import assumptions_of
    from rangering.programme.describe import describe as in_words
    from rangering.programme.read import load_programme

    catalog = load_catalog(extra)
    stated = load_programme(programme, catalog=catalog)
    text = in_words(stated, catalog)
    if as_json:
        written = stated.model_dump(mode="json", by_alias=True, exclude_none=True)
        results = {"text": text, "programme": written}
        print_json("programme", results, assumptions=assumptions_of(stated, catalog))
    else:
        print_text(text)


def schema() -> None:
    """The JSON Schema of programme files."""
    from rangering.programme.schema import programme_schema

    print_text(json.dumps(programme_schema(), indent=2, ensure_ascii=False))


def ready(copy: str | None, into: Path, as_json: bool) -> None:
    """The ready programmes, or a copy of one."""
    list_or_copy(PROGRAMMES, "rangering programme check", copy, into, as_json)
