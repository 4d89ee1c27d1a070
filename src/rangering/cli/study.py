"""``rangering study``, ``sensitivity``: many runs, and what they say together."""

import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, NamedTuple

from rangering.catalog.read import load_catalog
from rangering.cli.terminal import WIDTH, Progress, print_json, print_table, print_text
from rangering.errors import OutputError, StudyError
from rangering.scenario.read import load_scenario

if TYPE_CHECKING:
    from rangering.report.study.words import Result


class Asked(NamedTuple):
    """What was typed for any study of a scenario."""

    source: str
    inner: int
    seed: int
    jobs: int
    cluster: str | None
    fidelity: str
    days: float | None
    no_defaults: bool
    allow_assumed: bool
    out: str | None
    quiet: bool
    extra: tuple[Path, ...]
    as_json: bool

    def command(self, words: Sequence[str], options: Sequence[tuple[str, object]]) -> str:
        """The command line that gives the same again, wherever its files go and on however many jobs."""
        typed = ["rangering", *words, self.source]
        stated = [*options, ("-n", self.inner), ("--seed", self.seed), ("--fidelity", self.fidelity)]
        stated += [] if self.days is None else [("--days", f"{self.days:g}")]
        typed += [str(word) for option in stated for word in option]
        typed += ["--no-defaults"] if self.no_defaults else []
        typed += ["--allow-assumed"] if self.allow_assumed else []
        typed += [word for path in self.extra for word in ("--catalog", str(path))]
        return shlex.join(typed)


def _question(asked: Asked, progress: Progress, kind: str = "", measure: str = "") -> Any:
    """What is asked of the engine."""
    from rangering.mission.asked import require_run
    from rangering.mission.run import lasting
    from rangering.study.made import Workers
    from rangering.study.questions import Asked as Question

    require_run(asked.inner, asked.seed, asked.jobs, asked.fidelity)
    if asked.fidelity == "both":
        raise StudyError(
            "is for a single run: a study keeps one kind of replicate", where="--fidelity",
            value=asked.fidelity, mend="fast, for many readings, or full, for headline numbers",
        )  # fmt: skip
    if asked.out is not None and not asked.out.strip():
        raise OutputError("names no folder", where="--out", value=asked.out, mend="such as --out study")
    if asked.out is not None and kind:
        from rangering.report.study.record import refuse_folder

        refuse_folder(Path(asked.out), kind, measure)
    catalog = load_catalog(asked.extra)
    scenario = load_scenario(asked.source, catalog=catalog)
    return Question(
        scenario if asked.days is None else lasting(scenario, asked.days), catalog, asked.fidelity,
        asked.inner, asked.seed, asked.days is not None, not asked.no_defaults, asked.allow_assumed,
        None if asked.out is None else Path(asked.out), Workers(asked.jobs, asked.cluster), progress,
    )  # fmt: skip


def bands(asked: Asked, readings: int, design: str, variants: bool) -> None:
    """Bands over readings, chance removed."""
    from rangering.provenance import CAVEAT
    from rangering.report.study import tables
    from rangering.study.bands import bands as banded

    with Progress(asked.quiet or asked.as_json) as progress:
        question = _question(asked, progress, "bands")
        found = banded(question, readings=readings, kind=design, variants=variants)  # type: ignore[arg-type]
        options = [("--readings", readings), ("--design", design)]
        command = asked.command(("study", "run"), options) + ("" if variants else " --no-variants")
        told, written = _left(asked, question, found, readings, command)
    if asked.as_json:
        _print_document(told)
        return
    print_text(
        found.title,
        f"{found.readings} readings of {len(found.unknowns)} unknowns, {found.inner} replicates of each, "
        f"fidelity {found.fidelity}, seed {asked.seed}",
        "",
        f"More than half of all raids let nothing through in {tables.share_words(found.none_through)}.",
        "",
    )
    print_table("Measures over readings", tables.BAND_COLUMNS, tables.band_lines(found), range(1, 6))
    print_text(fill(tables.BAND_WORDS, WIDTH), "")
    if len(found.variants) > 1:
        print_table(
            "Bands under other assumptions", tables.variant_columns(found), tables.variant_lines(found)
        )
    _end(asked, CAVEAT, written)


def sensitivity(
    asked: Asked, measure: str, base: int, most: int, trajectories: int, variants: bool
) -> None:  # fmt: skip
    """Which unknown matters."""
    from rangering.provenance import CAVEAT
    from rangering.report.study import tables
    from rangering.report.study.words import first_unknown
    from rangering.study.sensitivity import sensitivity as shares

    with Progress(asked.quiet or asked.as_json) as progress:
        question = _question(asked, progress, "sensitivity", measure)
        found = shares(question, measure, base=base, most=most, trajectories=trajectories, variants=variants)
        options = [
            ("--measure", measure),
            ("--base", base),
            ("--most", most),
            ("--trajectories", trajectories),
        ]
        readings = base * (len(found.indices.axes) + 2)
        command = asked.command(("sensitivity",), options) + ("" if variants else " --no-variants")
        told, written = _left(asked, question, found, readings, command)
    if asked.as_json:
        _print_document(told)
        return
    indices = found.indices
    print_text(
        found.title,
        f"What the spread of {tables.LABELS[measure]} over readings comes from: of {len(found.unknowns)} "
        f"unknowns {len(indices.axes)} are looked at closely",
        f"{tables.worked_words(found)}, seed {asked.seed}",
        fill(tables.spread_words(found), WIDTH),
        fill(first_unknown(found, str), WIDTH),
        "",
    )
    if found.screening is not None:
        print_table(
            f"Screening: the change of {tables.LABELS[measure]} across an unknown's whole range",
            tables.SCREEN_COLUMNS, tables.screen_lines(found)[: 2 * most], range(1, 5),
        )  # fmt: skip
    print_table(
        "Shares of the variance over readings", tables.INDEX_COLUMNS, tables.index_lines(found), range(1, 6)
    )
    print_text(fill(tables.INDEX_WORDS, WIDTH), "")
    if found.others:
        print_table(
            f"{tables.LABELS[measure]} and total indices under other assumptions",
            tables.assumed_columns(found), (*tables.measure_lines(found), *tables.assumed_lines(found)),
        )  # fmt: skip
        print_text(fill(tables.ASSUMED_WORDS, WIDTH), "")
    _end(asked, CAVEAT, written, of_map=not found.inner)


def compare(
    asked: Asked, packages: tuple[str, ...], measure: str, readings: int, family: int, spend_of: str | None
) -> None:
    """Packages side by side."""
    from rangering.study.comparing import compare as compared

    with Progress(asked.quiet or asked.as_json) as progress:
        question = _question(asked, progress, "compare")
        found = compared(
            question, packages, measure=measure, readings=readings, family=family, spend_of=spend_of
        )
        options = [("--package", each) for each in found.packages]
        options += [("--measure", measure), ("--readings", str(readings)), ("--family", str(family))]
        options += [("--spend-of", spend_of)] if spend_of is not None else []
        command = asked.command(("compare",), options)
        told, written = _left(asked, question, found, readings, command, measure, found.packages)
    if asked.as_json:
        _print_document(told)
        return
    print_text(*found.lines)
    if asked.out is not None:
        print_text(f"kept in {asked.out}; rangering study status {asked.out}")
        print_text(*(f"wrote {path}" for path in written))


def sweep(asked: Asked) -> None:
    """Every point of a sweep file."""
    from rangering.provenance import CAVEAT
    from rangering.report.study import tables
    from rangering.report.study.record import plain_result
    from rangering.study.made import Workers
    from rangering.study.questions import Asked as Question
    from rangering.study.sweep import load_sweep
    from rangering.study.sweeping import sweep as every

    catalog = load_catalog(asked.extra)
    swept = load_sweep(asked.source, catalog=catalog)
    with Progress(asked.quiet or asked.as_json) as progress:
        question = Question(
            swept.base, catalog, swept.fidelity, swept.replicates, swept.seed, False, not asked.no_defaults,
            asked.allow_assumed, None if asked.out is None else Path(asked.out),
            Workers(asked.jobs, asked.cluster), progress,
        )  # fmt: skip
        points = every(question, swept)
    if asked.as_json:
        print_json("study-sweep", {"fields": list(swept.fields), "points": plain_result(points)})
        return
    print_text(
        swept.title,
        f"{len(points)} points, fidelity {swept.fidelity}, seed {swept.seed}, the same chance at every point",
        "",
    )
    print_table(
        "Sweep", (*swept.fields, *(tables.LABELS[each] for each in swept.measures), "replicates"),
        tables.sweep_lines(swept.fields, swept.measures, points), range(len(swept.fields), 99),
    )  # fmt: skip
    if not all(point.precise for point in points):
        print_text("* not as precise as was asked for: the greatest number of replicates came first", "")
    _end(asked, CAVEAT)


def both(
    source: str, budget: float, measure: str, seed: int, jobs: int, no_defaults: bool, allow_assumed: bool,
    quiet: bool, extra: tuple[Path, ...],
) -> None:  # fmt: skip
    """One mean by both fidelities."""
    from rangering.provenance import CAVEAT
    from rangering.study.raid_fidelities import leakers_by_both

    catalog = load_catalog(extra)
    scenario = load_scenario(source, catalog=catalog)
    with Progress(quiet) as progress:
        found = leakers_by_both(
            scenario, budget=budget, measure=measure, catalog=catalog, seed=seed, jobs=jobs,
            allow_defaults=not no_defaults, allow_assumed=allow_assumed, progress=progress,
        )  # fmt: skip
    print_text(scenario.title, "", *(fill(line, WIDTH) for line in found.words()), "", CAVEAT)


def status(folder: str) -> None:
    """How far a study is."""
    from rangering.study.query import status_words

    parts = _parts(Path(folder))
    for n, part in enumerate(parts):
        print_text(*([""] if n else []), *status_words(part))


def query(folder: str, sql: str, as_json: bool) -> None:
    """An answer of DuckDB over what is finished."""
    from rangering.study.query import query as ask

    parts = _parts(Path(folder))
    if len(parts) > 1:
        raise StudyError(
            f"holds {len(parts)} parts, and a question is asked of one", where=folder,
            mend=f"name one, such as {parts[0]}; there are {', '.join(part.name for part in parts)}",
        )  # fmt: skip
    answer = ask(parts[0], sql)
    if as_json:
        rows = [list(row) for row in answer.rows]
        print_json(
            "study-query", {"columns": list(answer.columns), "rows": rows, "remarks": list(answer.remarks)}
        )
        return
    print_table(sql, answer.columns, [tuple(str(value) for value in row) for row in answer.rows])
    if answer.remarks:
        print_text(*answer.remarks)


def _parts(folder: Path) -> list[Path]:
    """The studies of a directory: itself, or its parts."""
    inside = sorted(path.parent for path in folder.glob("*/manifest.json"))
    return inside if inside and not (folder / "manifest.json").exists() else [folder]


def _left(
    asked: Asked, question: Any, found: "Result", readings: int, command: str, measure: str = "",
    packages: tuple[str, ...] = (),
) -> tuple[dict[str, Any], list[Path]]:  # fmt: skip
    """What a study says after the output contract, where it is wanted, and the files it left."""
    if asked.out is None and not asked.as_json:
        return {}, []
    from rangering.report.study.record import document
    from rangering.report.study.write import write_study
    from rangering.study.covered import MAP
    from rangering.study.stood import stood_on, stood_on_map

    of_map = getattr(found, "fidelity", "") == MAP
    stood = stood_on_map(question, readings) if of_map else stood_on(question, readings, packages)
    written = []
    if asked.out is not None:
        written = write_study(found, stood, Path(asked.out), command=command, measure=measure or "leakers")
    names = [path.name for path in written]
    return document(found, stood, command=command, measure=measure, files=names), written


def _print_document(told: dict[str, Any]) -> None:
    print(json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False))


def _end(asked: Asked, caveat: str, written: Sequence[Path] = (), *, of_map: bool = False) -> None:
    if asked.out is None:
        print_text(
            "nothing was kept; --out DIR keeps a page, the picture and the table" if of_map
            else "nothing was kept; --out DIR keeps every replicate, and goes on where a run was stopped"
        )  # fmt: skip
    else:
        if not of_map:  # a map's scores are so quick that none is kept
            print_text(f"kept in {asked.out}; rangering study status {asked.out}")
        print_text(*(f"wrote {path}" for path in written))
    print_text("", caveat)
