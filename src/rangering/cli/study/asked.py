"""What is asked of a study of one scenario, and what it leaves: in a folder, and as its last lines."""

import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rangering.catalog.read import load_catalog
from rangering.cli.terminal import Progress, print_text
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


def question_of(asked: Asked, progress: Progress, kind: str = "", measure: str = "") -> Any:
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
    folder = None if asked.out is None else study_folder(asked.out, kind, measure)
    catalog = load_catalog(asked.extra)
    scenario = load_scenario(asked.source, catalog=catalog)
    return Question(
        scenario if asked.days is None else lasting(scenario, asked.days), catalog, asked.fidelity,
        asked.inner, asked.seed, asked.days is not None, not asked.no_defaults, asked.allow_assumed,
        folder, Workers(asked.jobs, asked.cluster), progress,
    )  # fmt: skip


def study_folder(written: str, kind: str = "", measure: str = "") -> Path:
    """The folder of a study as ``--out`` gives it, which can take what a study of this kind says."""
    if not written.strip():
        raise OutputError("names no folder", where="--out", value=written, mend="such as --out study")
    if kind:
        from rangering.report.study.record import refuse_folder

        refuse_folder(Path(written), kind, measure)
    return Path(written)


def leave(
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


def print_document(told: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    print(json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False))


def end(out: str | None, caveat: str, written: Sequence[Path] = (), *, replicates: bool = True) -> None:
    """The last lines: what was kept and written, and what no reader may forget."""
    if out is None:
        print_text(
            "nothing was kept; --out DIR keeps every replicate, and goes on where a run was stopped"
            if replicates
            else "nothing was kept; --out DIR keeps a page, the picture and the table"
        )
    else:
        if replicates:
            print_text(f"kept in {out}; rangering study status {out}")
        print_text(*(f"wrote {path}" for path in written))
    print_text("", caveat)
