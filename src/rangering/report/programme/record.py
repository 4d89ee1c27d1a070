"""``programme.json``: all numbers of a programme after the output contract; which folders can take one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rangering.catalog.read import Catalog
from rangering.errors import OutputError
from rangering.programme.gathered import Gathered
from rangering.programme.raids import raid_words
from rangering.programme.results import ProgrammeResult
from rangering.report.html.document import PAGE
from rangering.report.mission.record import plain_data
from rangering.report.programme.evidence import (
    SOURCE_COLUMNS,
    environment_of,
    instalment_lines,
    source_lines,
)
from rangering.report.programme.facts import FACT_COLUMNS, DatedFact, fact_lines
from rangering.report.programme.outside import outside_words
from rangering.report.programme.words import CAUSES, first_sentence, headlines, never_share, waits_of
from rangering.report.write import refuse_foreign

SCHEMA = "rangering.programme/1"
RECORD = "programme.json"
FAMILIES = ("rangering.programme/", "rangering.programme-variants/", "rangering.programme-record/")
NAMES = (
    PAGE,
    "capability.png",
    "months.csv",
    "variants.png",
    "variants.csv",
    "local-share.png",
    "durations.csv",
)
"""Of files that every run, comparison or record leaves, so that nothing of those names is lost."""
OURS = (".png", ".html", ".csv", ".json")


def document(
    result: ProgrammeResult, gathered: Gathered, catalog: Catalog, *, facts: tuple[DatedFact, ...] = (),
    command: str = "", files: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """The numbers of a programme as plain data, with all that is needed to repeat them.

    Parameters
    ----------
    result : ProgrammeResult
        What `run_programme` gave.
    gathered : Gathered
        The programme and its figures.
    catalog : Catalog
        What its figures name.
    facts : tuple of DatedFact
        Dated public facts at its milestones.
    command : str
        The command line behind it.
    files : sequence of str
        Names of the files beside it, where some were written.

    Returns
    -------
    dict
        JSON's kinds alone; what never comes within the horizon is null.
    """
    whole: dict[str, Any] = plain_data({
        "schema": SCHEMA,
        "provenance": result.provenance,
        "environment": environment_of(result, gathered.programme),
        "assumptions": result.assumptions,
        "warnings": result.warnings,
        "results": {
            **answer(result, gathered),
            "sources": [dict(zip(SOURCE_COLUMNS, line, strict=True)) for line in source_lines(gathered)],
            "facts": [dict(zip(FACT_COLUMNS, line, strict=True)) for line in fact_lines(facts)],
            "instalments": instalment_lines(gathered, catalog),
            "raids": raid_words(gathered),
            "nominal_outside_band": outside_words(result),
            "command": command,
            "files": list(files),
        },
    })  # fmt: skip
    return whole


def answer(result: ProgrammeResult, gathered: Gathered) -> dict[str, Any]:
    """What one run gave: headlines, times, delays and every series."""
    return {
        "title": result.title,
        "programme": result.name,
        "histories": result.histories,
        "readings": result.readings_count,
        "seed": result.seed,
        "sentence": first_sentence(result, gathered),
        "headlines": list(headlines(result, gathered)),
        "times": {name: times_of(result, name) for name in result.nominal.times_d},
        "delay": [
            {"cause": cause.name.lower(), "words": CAUSES[cause], "days_mean": days,
             "share_of_histories": share, "band_days": band}
            for cause, days, share, band in waits_of(result)
        ],
        "months": [f"{day}" for day in result.months],
        "series": {name: series_of(result, name) for name in result.nominal.series},
    }  # fmt: skip


def times_of(result: ProgrammeResult, name: str) -> dict[str, Any]:
    """A time in days since the signature: chance, band and the share of histories without it."""
    told: dict[str, Any] = {"chance_d": _ends(result.chance(name)), "never_share": never_share(result, name)}
    if result.readings_count:
        told["band_d"] = _ends(result.band(name))
    return told


def series_of(result: ProgrammeResult, name: str) -> dict[str, Any]:
    """A series by month: nominal mean, chance and band."""
    told: dict[str, Any] = {"mean": result.mean(name), "chance": _ends(result.chance(name))}
    if result.readings_count:
        told["band"] = _ends(result.band(name))
    return told


def _ends(spread: Any) -> dict[str, Any]:
    return {end: getattr(spread, end) for end in ("low", "median", "high")}


def refuse_folder(folder: Path) -> list[str]:
    """Find out before the work that a folder cannot take a programme's files.

    Returns
    -------
    list of str
        Files that an earlier run of ours left there.

    Raises
    ------
    OutputError
        The folder cannot be written, or holds what is not ours under one of our names.
    """
    stale = refuse_foreign(folder, RECORD, FAMILIES, OURS)
    if not (folder / RECORD).exists():
        for name in NAMES:
            if (folder / name).exists():
                mend = "name another folder"
                raise OutputError(
                    "is not of a programme and would be lost", where=str(folder / name), mend=mend
                )
    return stale
