"""``rangering study``, ``sensitivity``: many runs, and what they say together."""

from dataclasses import is_dataclass
from pathlib import Path
from textwrap import fill
from typing import Any, NamedTuple

from rangering.catalog.read import load_catalog
from rangering.cli.terminal import WIDTH, Progress, print_json, print_table, print_text
from rangering.errors import OutputError, StudyError
from rangering.scenario.read import load_scenario


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


def _question(asked: Asked, progress: Progress) -> Any:
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
        found = banded(_question(asked, progress), readings=readings, kind=design, variants=variants)  # type: ignore[arg-type]
    if asked.as_json:
        print_json("study-bands", _plain(found))
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
    _end(asked, CAVEAT)


def sensitivity(asked: Asked, measure: str, base: int, most: int, trajectories: int) -> None:
    """Which unknown matters."""
    from rangering.provenance import CAVEAT
    from rangering.report.study import tables
    from rangering.study.sensitivity import sensitivity as shares
    from rangering.units import plain

    with Progress(asked.quiet or asked.as_json) as progress:
        found = shares(_question(asked, progress), measure, base=base, most=most, trajectories=trajectories)
    if asked.as_json:
        print_json("study-sensitivity", _plain(found))
        return
    indices = found.indices
    print_text(
        found.title,
        f"What the spread of {tables.LABELS[measure]} over readings comes from: of {len(found.unknowns)} "
        f"unknowns {len(indices.axes)} are looked at closely",
        f"{found.replicates:,} replicates, {found.compiled:,} plans, fidelity {found.fidelity}, "
        f"seed {asked.seed}",
        f"Over readings the mean is {plain(indices.mean)}, its standard deviation "
        f"{plain(max(indices.variance, 0.0) ** 0.5)}; chance leaves "
        f"{plain(indices.inner_variance**0.5)} in a reading's mean, and is removed.",
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
    _end(asked, CAVEAT)


def compare(
    asked: Asked, packages: tuple[str, ...], measure: str, readings: int, family: int, spend_of: str | None
) -> None:
    """Packages side by side."""
    from rangering.study.comparing import compare as compared

    with Progress(asked.quiet or asked.as_json) as progress:
        found = compared(
            _question(asked, progress), packages, measure=measure, readings=readings, family=family,
            spend_of=spend_of,
        )  # fmt: skip
    if asked.as_json:
        print_json("study-compare", _plain(found))
        return
    print_text(*found.lines)
    if asked.out is not None:
        print_text(f"kept in {asked.out}; rangering study status {asked.out}")


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


def _end(asked: Asked, caveat: str) -> None:
    if asked.out is None:
        print_text("nothing was kept; --out DIR keeps every replicate, and goes on where a run was stopped")
    else:
        print_text(f"kept in {asked.out}; rangering study status {asked.out}")
    print_text("", caveat)


def _plain(value: Any) -> Any:
    """Anything of a result as JSON holds it."""
    import numpy as np
    from pydantic import BaseModel

    if isinstance(value, BaseModel):
        return None  # a whole scenario: the folder of the study has what it takes
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(each) for name, each in vars(value).items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: _plain(each) for name, each in zip(value._fields, value, strict=True)}
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
