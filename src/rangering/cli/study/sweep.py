"""``rangering sweep``: every point of a sweep file."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rangering.catalog.read import load_catalog
from rangering.cli.study.asked import end, print_document, study_folder
from rangering.cli.terminal import Progress, print_table, print_text

if TYPE_CHECKING:
    from rangering.study.questions import Asked as Question
    from rangering.study.sweep import Sweep
    from rangering.study.sweeping import Swept


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

    @property
    def command(self) -> str:
        """The command line that gives the same again, wherever its files go and on however many jobs."""
        typed = ["rangering", "sweep", self.source]
        typed += ["--no-defaults"] if self.no_defaults else []
        typed += ["--allow-assumed"] if self.allow_assumed else []
        typed += [word for path in self.extra for word in ("--catalog", str(path))]
        return shlex.join(typed)


def sweep(asked: Asked) -> None:
    """Every point of a sweep file."""
    from rangering.provenance import CAVEAT
    from rangering.report.study import tables
    from rangering.study.made import Workers
    from rangering.study.questions import Asked as Question
    from rangering.study.sweep import load_sweep
    from rangering.study.sweeping import sweep as every

    folder = None if asked.out is None else study_folder(asked.out, "sweep")
    catalog = load_catalog(asked.extra)
    swept = load_sweep(asked.source, catalog=catalog)
    with Progress(asked.quiet or asked.as_json) as progress:
        question = Question(
            swept.base, catalog, swept.fidelity, swept.replicates, swept.seed, False, not asked.no_defaults,
            asked.allow_assumed, folder,
            Workers(asked.jobs, asked.cluster), progress,
        )  # fmt: skip
        points = every(question, swept)
        told, written = _left(asked, question, swept, points)
    if asked.as_json:
        print_document(told)
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
    end(asked.out, CAVEAT, written)


def _left(
    asked: Asked, question: "Question", swept: "Sweep", points: "tuple[Swept, ...]"
) -> tuple[dict[str, Any], list[Path]]:
    """What a sweep says after the output contract, where it is wanted, and the files it left."""
    if asked.out is None and not asked.as_json:
        return {}, []
    from rangering.report.study.sweep.write import sweep_document, write_sweep
    from rangering.study.stood import stood_on_sweep
    from rangering.study.sweeping import result_of

    found, stood, command = result_of(swept, points), stood_on_sweep(question, swept), asked.command
    written = [] if asked.out is None else write_sweep(found, stood, Path(asked.out), command=command)
    names = [path.name for path in written]
    return sweep_document(found, stood, command=command, files=names), written
