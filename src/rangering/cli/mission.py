"""``rangering run`` and ``endure``: the answer on the terminal; pictures, page, data in a folder."""

import json
from dataclasses import replace
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, NamedTuple

from rangering.catalog.read import Catalog, load_catalog
from rangering.cli.command_line import command_line
from rangering.cli.terminal import WIDTH, Progress, print_table, print_text
from rangering.errors import OutputError, ScenarioError, raise_all
from rangering.mission.asked import require_days, require_run
from rangering.mission.results import MissionResult
from rangering.scenario.models import Scenario
from rangering.scenario.read import load_scenario

if TYPE_CHECKING:
    from rangering.study.precise import Enough

_INDENT = "    "


class Asked(NamedTuple):
    """What was typed."""

    source: str
    replicates: int
    seed: int
    jobs: int
    fidelity: str
    samples: int
    no_defaults: bool
    allow_assumed: bool
    out: str | None
    quiet: bool
    extra: tuple[Path, ...]
    as_json: bool
    days: float | None = None  # of `endure`
    precision: str | None = None  # of `run`: as many replicates as it takes

    @property
    def command(self) -> str:
        """The command line that gives the same again, wherever its files go and on however many jobs."""
        counted = self.precision is None
        return command_line(
            "run" if self.days is None else "endure", self.source, days=self.days,
            n=self.replicates if counted else None, precision=self.precision, seed=self.seed,
            fidelity=self.fidelity if self.fidelity != "full" else None, samples=self.samples or None,
            no_defaults=self.no_defaults, allow_assumed=self.allow_assumed, catalog=self.extra,
        )  # fmt: skip

    def record(self) -> dict[str, Any]:
        """What a replay must ask again."""
        return {
            "days": self.days, "fidelity": self.fidelity, "samples": self.samples,
            "allow_defaults": not self.no_defaults, "allow_assumed": self.allow_assumed,
            "catalogs": [f"catalog-{n + 1}.toml" for n in range(len(self.extra))],
        }  # fmt: skip


def run(asked: Asked) -> None:
    """Check, run, print, write: one raid, or several in a row."""
    require_run(asked.replicates, asked.seed, asked.jobs, asked.fidelity, asked.samples)
    if asked.days is not None:
        require_days(asked.days)
    folder = None if asked.out is None else run_folder(asked.out)
    catalog = load_catalog(asked.extra)
    scenario = load_scenario(asked.source, catalog=catalog)
    if folder is not None:
        from rangering.report.mission.record import refuse_folder

        refuse_folder(folder)
    with Progress(asked.quiet or asked.as_json) as progress:
        result = _simulated(asked, scenario, catalog, progress)
        written = [] if folder is None else _written(asked, result, scenario, folder, progress)
    if asked.as_json:
        from rangering.report.mission.record import document

        names = [path.name for path in written]
        told = document(result, names, {"command": asked.command} | asked.record())
        print(json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False))
        return
    print_result(result)
    if folder is None:
        print_text("nothing was written; --out DIR keeps pictures, a page, all rows, and what a replay needs")
    print_text(*(f"wrote {path}" for path in written))


def _simulated(asked: Asked, scenario: Scenario, catalog: Catalog, progress: Progress) -> MissionResult:
    from rangering.mission.run import endure, simulate
    from rangering.scenario.ground import ground_errors

    raise_all(ground_errors(scenario))
    options: dict[str, Any] = {
        "catalog": catalog, "replicates": asked.replicates, "seed": asked.seed, "jobs": asked.jobs,
        "fidelity": asked.fidelity, "samples": asked.samples, "allow_defaults": not asked.no_defaults,
        "allow_assumed": asked.allow_assumed,
        "progress": lambda what, share: progress(what, 0.8 * share),
    }  # fmt: skip
    if asked.days is None:
        enough = _enough(asked)
        found: MissionResult = simulate(scenario, enough=enough, **options)
        if enough is not None:
            found = replace(found, assumptions=(enough.said(), *found.assumptions))
    else:
        found = endure(scenario, days=asked.days, **options)
    return found


def _enough(asked: Asked) -> "Enough | None":
    """The stopping rule, where a precision was asked for."""
    if asked.precision is None:
        return None
    from rangering.study.precise import Enough

    if asked.fidelity == "both":
        mend = "choose --fidelity full or fast"
        raise ScenarioError("wants one fidelity", where="--precision", value=asked.precision, mend=mend)
    return Enough(asked.precision)


def _written(
    asked: Asked, result: MissionResult, scenario: Scenario, folder: Path, progress: Progress
) -> list[Path]:
    from rangering.export.rows import write_rows
    from rangering.report.mission.write import write_run

    def also(aside: Path) -> None:
        write_rows(result, aside)
        for path, name in zip(asked.extra, asked.record()["catalogs"], strict=True):
            (aside / name).write_bytes(path.read_bytes())

    return write_run(
        result, scenario, folder, command=asked.command, asked=asked.record(), also=also,
        progress=lambda what, share: progress(what, 0.8 + 0.2 * share),
    )  # fmt: skip


def run_folder(written: str) -> Path:
    """The folder of a run or a replay as ``--out`` gives it."""
    if not written.strip():
        raise OutputError("names no folder", where="--out", value=written, mend="such as --out raid")
    return Path(written)


def print_result(result: MissionResult) -> None:
    """What it would tell a general in five lines, then the tables, then what it rests on."""
    from rangering.mission.occasions import by_occasion
    from rangering.report.mission import tables
    from rangering.report.mission.endure import ENDURE_COLUMNS, endure_rows
    from rangering.report.mission.words import BANDS, NOT_CHANCE, replicates_words

    print_text(result.title, *(f"labelled: {label}" for label in result.labels), "")
    print_text(*(fill(line, WIDTH, subsequent_indent="  ") for line in result.general), "")
    columns = tables.measure_columns(result.measures)
    numbers = range(1, len(columns) - 1)
    print_table(
        f"Measures: {replicates_words(result)}", columns, tables.measure_lines(result.measures), numbers
    )
    print_text(fill(NOT_CHANCE, WIDTH), *([fill(BANDS, WIDTH)] if tables.BAND in columns else []), "")
    if result.raids > 1:
        print_table("Raid after raid", ENDURE_COLUMNS, endure_rows(by_occasion(result)), range(7))
    bound = tables.bound_lines(result)
    if bound:
        print_table("What bound first: hostile flights not stopped", tables.BOUND_COLUMNS, bound, (1, 2))
    else:
        print_text("What bound first: nothing, every hostile flight was stopped", "")
    if len(result.classes) > 1:
        classes = tables.class_lines(result)
        print_table("Class by class, means of a raid", tables.CLASS_COLUMNS, classes, range(1, 9))
    print_table("Fire units, means of a raid", tables.UNIT_COLUMNS, tables.unit_lines(result), range(2, 8))
    print_text(fill(tables.UNIT_WORDS, WIDTH), "")
    print_table(
        "Missiles spent, means of a raid", tables.MISSILE_COLUMNS, tables.missile_lines(result), range(1, 5)
    )
    print_table(
        "Who was taken for whom: tracks of a raid",
        tables.matrix_columns(),
        tables.matrix_lines(result),
        range(1, 5),
    )
    print_table(
        "Shot at by mistake, means of a raid",
        tables.CAUSE_COLUMNS,
        tables.cause_lines(result.measures),
        (1, 2),
    )
    print_text(fill(tables.CAUSE_NOTE, WIDTH), "")
    if result.difference:
        columns = tables.measure_columns(result.difference)
        print_table(
            "Fast minus full",
            columns,
            tables.measure_lines(result.difference, signed=True),
            range(1, len(columns) - 1),
        )
    _print_rests_on(result)


def _print_rests_on(result: MissionResult) -> None:
    from rangering.report.mission.words import earth_words

    earth = earth_words(result)
    count = len(result.assumptions)
    said = [f"Warning: {text}" for text in result.warnings] + [
        f"Assumed: {_shortened(text)}" for text in result.assumptions
    ]
    print_text(
        *([fill(f"Earth: {earth}", WIDTH, subsequent_indent=_INDENT)] if earth else []),
        f"{len(result.warnings)} warning{'' if len(result.warnings) == 1 else 's'}, "
        f"{count} assumption{'' if count == 1 else 's'}",
        *(fill(text, WIDTH, subsequent_indent=_INDENT) for text in said),
        "",
        result.provenance["caveat"],
    )


def _shortened(text: str) -> str:
    """Without the list of class defaults, which fills a screen; page and JSON hold it."""
    head, listed, _ = text.partition(": default/")
    return f"{head}; --json and the page name them." if listed else text
