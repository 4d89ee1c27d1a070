"""``rangering sweep``: every point of a sweep file."""

from pathlib import Path
from typing import NamedTuple

from rangering.catalog.read import load_catalog
from rangering.cli.study.asked import end
from rangering.cli.terminal import Progress, print_json, print_table, print_text


class Asked(NamedTuple):
    """What was typed: a file states the rest."""

    source: str
    jobs: int
    cluster: str | None
    no_defaults: bool
    allow_assumed: bool
    out: str | None
    quiet: bool
    extra: tuple[Path, ...]
    as_json: bool


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
    end(asked.out, CAVEAT)
