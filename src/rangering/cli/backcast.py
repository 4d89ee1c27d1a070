"""``rangering programme backcast``: dated milestones forecast as of their day, and how that came out."""

from collections.abc import Sequence
from datetime import date
from typing import get_args

from rangering import provenance
from rangering.catalog.describe import columns
from rangering.cli.terminal import Progress, print_json, print_table, print_text
from rangering.errors import ProgrammeError
from rangering.programme.backcast import words
from rangering.programme.backcast.plain import as_plain
from rangering.programme.backcast.results import Backcast, Evidence
from rangering.programme.backcast.run import backcast


def run(programme: str | None, on: str | None, evidence: str, seed: int, as_json: bool) -> None:
    """Work it out and print it."""
    day, choice = _day(on), _evidence(evidence)
    with Progress(quiet=as_json):
        result = backcast(programme, on=day, evidence=choice, seed=seed)
    if as_json:
        assumed = [f"{each.id}: {each.nominal:g} {each.unit} ({each.source})" for each in result.assumptions]
        print_json("programme.backcast", as_plain(result), assumptions=assumed, warnings=[result.claim])
    else:
        _print(result)


def _print(result: Backcast) -> None:
    planned, others = words.planned_lines(result.scored), words.other_lines(result.scored)
    if planned:
        on_its_day = "" if result.on else ", on the day it was said"
        _table(f"Milestones with a plan{on_its_day}", words.PLANNED_COLUMNS, planned)
    if others:
        on_its_day = "" if result.on else ", on the day that what they are counted from was public"
        _table(f"Milestones without one{on_its_day}", words.OTHER_COLUMNS, others)
    if result.summaries:
        _table("Over all that were reached", words.MEAN_COLUMNS, words.mean_lines(result))
    # Lists of links are long: a table that breaks its cells.
    print_table(
        "Links of the chain that each programme exercises", words.LINK_COLUMNS, words.link_lines(result)
    )
    if result.series:
        title = "Forecasts said one after the other; + : moved later, said too early; in days"
        _table(title, words.SERIES_COLUMNS, words.series_lines(result.series))
        print_text(*map(words.series_sentence, result.series), "")
    if result.left_out:
        print_text("Not scored:", *(f"  {line}" for line in words.left_out_lines(result)), "")
    print_text("Assumed before any other programme was seen, grade D:")
    for each in result.assumptions:
        print_text(f"  {each.id.partition('.')[2]}: {each.nominal:g} {each.unit}; {each.source}")
    print_text("", *words.sentences(result), provenance.CAVEAT)


def _table(title: str, head: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> None:
    print_text(title, "", columns([head, *lines]), "")


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        mend = "write year, month and day, such as 2018-12-31"
        raise ProgrammeError("is no day", where="--on", value=written, mend=mend) from None


def _evidence(written: str) -> Evidence:
    for known in get_args(Evidence):
        if written == known:
            return known  # type: ignore[no-any-return]
    mend = f"one of {', '.join(get_args(Evidence))}"
    raise ProgrammeError("is no choice of evidence", where="--evidence", value=written, mend=mend)
