"""``rangering programme run`` and ``record``: the answer on the terminal; pictures and page in a folder."""

import json
from pathlib import Path
from textwrap import fill
from typing import Any, NamedTuple

from rangering.catalog.read import Catalog, load_catalog
from rangering.cli.command_line import command_line
from rangering.cli.ready import date_of
from rangering.cli.terminal import WIDTH, Progress, print_table, print_text
from rangering.errors import OutputError, ScenarioError, nearest
from rangering.programme.models import Programme
from rangering.programme.read import load_programme
from rangering.programme.results import ProgrammeResult

_NOTHING = "nothing was written; --out DIR keeps pictures, a page, tables by month and all numbers"


class Asked(NamedTuple):
    """What was typed."""

    source: str
    histories: int
    readings: int
    seed: int
    jobs: int
    variant: str | None
    known_by: str | None
    out: str | None
    quiet: bool
    extra: tuple[Path, ...]
    as_json: bool

    @property
    def command(self) -> str:
        """The command line that gives the same again, wherever its files go and on however many jobs."""
        return command_line(
            "programme run", self.source, n=self.histories, readings=self.readings, seed=self.seed,
            variant=self.variant, known_by=self.known_by, catalog=self.extra,
        )  # fmt: skip


def run(asked: Asked) -> None:
    """Check, run, print, write: one programme, or every variant of it side by side."""
    from rangering.programme.run import require_run

    require_run(asked.histories, asked.readings, asked.seed, asked.jobs)
    known_by = None if asked.known_by is None else date_of(asked.known_by, "--known-by")
    folder = _folder(asked.out)
    catalog = load_catalog(asked.extra)
    stated = load_programme(asked.source, catalog=catalog)
    if known_by is not None:
        from rangering.programme.known import as_known_by

        stated = as_known_by(stated, known_by, catalog=catalog)
    if asked.variant is None and stated.variants:
        _variants(asked, stated, catalog, folder)
        return
    programme = stated if asked.variant is None else _variant_of(stated, asked.variant)
    with Progress(asked.quiet or asked.as_json) as progress:
        result = _result(asked, programme, catalog, progress)
        written: list[Path] = []
        if folder is not None:
            from rangering.report.programme.evidence import backcast_told
            from rangering.report.programme.write import write_programme

            progress("forecasts of the past", 0.85)
            past = backcast_told(programme, catalog)
            progress("draw and write", 0.9)
            written = write_programme(
                result, programme, catalog, folder, command=asked.command, backcast=past
            )
    if asked.as_json:
        from rangering.programme.gathered import gather
        from rangering.report.programme.facts import dated_facts
        from rangering.report.programme.record import document

        names = [path.name for path in written]
        told = document(result, gather(programme, catalog), catalog, facts=dated_facts(programme),
                        command=asked.command, files=names)  # fmt: skip
        _print_document(told)
        return
    _print_result(result, programme, catalog)
    _end(result.provenance["caveat"], written, folder)


def _folder(written: str | None) -> Path | None:
    """The folder as ``--out`` gives it; refused before the work where it cannot take the files."""
    if written is None:
        return None
    if not written.strip():
        raise OutputError("names no folder", where="--out", value=written, mend="such as --out programme")
    from rangering.report.programme.record import refuse_folder

    refuse_folder(Path(written))
    return Path(written)


def _variant_of(stated: Programme, name: str) -> Programme:
    known = [each.name for each in stated.variants]
    if name not in known:
        mend = nearest(name, known) or (f"variants: {', '.join(known)}" if known else "leave it out")
        raise ScenarioError("is no variant of this programme", where="--variant", value=name, mend=mend)
    return stated.variant(name)


def _result(asked: Asked, programme: Programme, catalog: Catalog, progress: Any) -> ProgrammeResult:
    from rangering.programme.run import run_programme

    return run_programme(
        programme, catalog=catalog, histories=asked.histories, readings=asked.readings, seed=asked.seed,
        jobs=asked.jobs, progress=progress,
    )  # fmt: skip


def _variants(asked: Asked, stated: Programme, catalog: Catalog, folder: Path | None) -> None:
    """Every variant, with the same readings and the same chance."""
    from rangering.programme.gathered import gather
    from rangering.report.programme import variants
    from rangering.report.programme.variants_write import document, write_variants

    results = {}
    with Progress(asked.quiet or asked.as_json) as progress:
        for n, each in enumerate(stated.variants):
            progress(f"variant {each.name}", 0.9 * n / len(stated.variants))
            results[each.name] = _result(
                asked, stated.variant(each.name), catalog, lambda _what, _share: None
            )
        found = variants.side_by_side(stated, results)
        written = []
        if folder is not None:
            progress("draw and write", 0.9)
            written = write_variants(found, catalog, folder, command=asked.command)
    if asked.as_json:
        names = [path.name for path in written]
        _print_document(document(found, gather(stated, catalog), command=asked.command, files=names))
        return
    from rangering.programme.raids import raid_words
    from rangering.report.programme.outside import variants_outside_words
    from rangering.report.programme.words import BANDS, ran_words

    print_text(stated.title, fill(variants.first_sentence(found), WIDTH), "")
    print_text(*(f"{found.letter(name)}  {name}: {found.title(name)}" for name in found.names), "")
    letters = ("nominal, and band of readings", *(found.letter(name) for name in found.names))
    count = len(letters)
    print_table(f"Side by side: {ran_words(found.first)}", letters, variants.variant_lines(found, "\n{}"),
                range(1, count))  # fmt: skip
    beside = (BANDS, variants_outside_words(found), raid_words(gather(stated, catalog)))
    print_text(*(fill(each, WIDTH) for each in beside if each), "", fill(variants.compared(found), WIDTH), "")
    cut = variants.cut_lines(found)
    if cut:
        print_table("With and without what comes from outside", variants.CUT_COLUMNS, cut, range(2, 6))
    _print_assumed(found.first, variants.warning_lines(found))
    _end(found.first.provenance["caveat"], written, folder)


def _print_result(result: ProgrammeResult, programme: Programme, catalog: Catalog) -> None:
    """What it would tell a general in five lines, then the tables, then what it rests on."""
    from rangering.programme.gathered import gather
    from rangering.programme.raids import raid_words
    from rangering.report.programme import tables
    from rangering.report.programme.outside import outside_words
    from rangering.report.programme.words import BANDS, headlines, ran_words

    gathered = gather(programme, catalog)
    print_text(result.title, "")
    print_text(*(fill(line, WIDTH, subsequent_indent="  ") for line in headlines(result, gathered)), "")
    print_table(f"Stages: {ran_words(result)}", tables.TIME_COLUMNS, tables.time_lines(result), (3,))
    print_text(fill(BANDS, WIDTH), "")
    columns = tables.state_columns(result)
    print_table(
        "What stands after so many years", columns, tables.state_lines(result), range(1, len(columns))
    )
    beside = [fill(each, WIDTH) for each in (outside_words(result), raid_words(gathered)) if each]
    if beside:
        print_text(*beside, "")
    delay = tables.delay_lines(result)
    if delay:
        print_table("What full capability waited for", tables.DELAY_COLUMNS, delay, range(1, 5))
    books = tables.book_lines(result)
    if "paid" in result.names:
        print_table("The supplier's books", tables.BOOK_COLUMNS, books, range(1, 4))
    _print_assumed(result, result.warnings)


def _print_assumed(result: ProgrammeResult, warnings: Any) -> None:
    said = [f"Warning: {text}" for text in warnings] + [f"Assumed: {text}" for text in result.assumptions]
    print_text(*(fill(text, WIDTH, subsequent_indent="    ") for text in said), "")


def _end(caveat: str, written: list[Path], folder: Path | None) -> None:
    print_text(caveat)
    if folder is None:
        print_text(_NOTHING)
    else:
        print_text(*(f"wrote {path}" for path in written))


def _print_document(told: dict[str, Any]) -> None:
    print(json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False))


def record(out: str | None, quiet: bool, as_json: bool) -> None:
    """The industrial record: curves and durations; pictures and page in a folder."""
    from rangering.provenance import CAVEAT
    from rangering.report.programme import industry

    folder = _folder(out)
    found = industry.evidence()
    command = "rangering programme record"
    written: list[Path] = []
    if folder is not None:
        from rangering.report.programme.industry_write import write_record

        with Progress(quiet or as_json):
            written = write_record(found, folder, command=command)
    if as_json:
        from rangering.report.programme.industry_write import document

        _print_document(document(found, command=command, files=[path.name for path in written]))
        return
    print_text(fill(found.sentence, WIDTH), "")
    print_table(
        "Local share: fitted curves", industry.CURVE_COLUMNS, industry.curve_lines(found), range(1, 6)
    )
    print_text(fill(industry.SHARE_WORDS, WIDTH), fill(industry.CURVE_WORDS, WIDTH), "")
    print_table("Local share: every point", industry.SHARE_COLUMNS[:-1],
                [line[:-1] for line in industry.share_lines(found)], (1, 2))  # fmt: skip
    print_table("From the contract to each milestone", industry.LASTED_COLUMNS[:-1],
                [line[:-1] for line in industry.lasted_lines(found)], (3, 4, 5))  # fmt: skip
    print_text(fill(industry.LASTED_WORDS, WIDTH), "")
    _end(CAVEAT, written, folder)
