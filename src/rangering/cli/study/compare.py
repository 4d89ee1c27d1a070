"""``rangering compare``: packages side by side, in one scenario or in several."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, NamedTuple

from rangering.cli.study.asked import Asked, leave, print_document, question_of
from rangering.cli.terminal import WIDTH, Progress, print_table, print_text
from rangering.errors import OutputError, StudyError

if TYPE_CHECKING:
    from rangering.study.comparing import Prepared


class Packages(NamedTuple):
    """What was typed of the packages, and how they are compared."""

    packages: tuple[str, ...]
    measure: str
    readings: int
    family: int
    spend_of: str | None
    variants: bool

    def command(self, asked: Asked, sources: Sequence[str], packages: Sequence[str]) -> str:
        """The command line that gives the same again."""
        options: list[tuple[str, object]] = [("--package", each) for each in packages]
        options += [("--measure", self.measure), ("--readings", self.readings), ("--family", self.family)]
        options += [("--spend-of", self.spend_of)] if self.spend_of is not None else []
        *others, last = sources
        command = asked._replace(source=last).command(("compare", *others), options)
        return command + ("" if self.variants else " --no-variants")


def compare(asked: Asked, scenarios: tuple[str, ...], how: Packages) -> None:
    """Packages side by side."""
    if len(scenarios) != 1:
        _compare_several(asked, scenarios, how)
        return
    from rangering.study.comparing import compare as compared

    asked = asked._replace(source=scenarios[0])
    with Progress(asked.quiet or asked.as_json) as progress:
        question = question_of(asked, progress, "compare")
        found = compared(
            question, how.packages, measure=how.measure, readings=how.readings, family=how.family,
            spend_of=how.spend_of, variants=how.variants,
        )  # fmt: skip
        command = how.command(asked, scenarios, found.packages)
        told, written = leave(asked, question, found, how.readings, command, how.measure, found.packages)
    if asked.as_json:
        print_document(told)
        return
    print_text(*_wrapped(found.lines))
    _kept(asked, written)


def _compare_several(asked: Asked, scenarios: tuple[str, ...], how: Packages) -> None:
    """In those that are named, or in every ready one that can be used."""
    from rangering.scenario.library import ready as ready_names
    from rangering.study.several import compare_several, last_words, several_words

    with Progress(asked.quiet or asked.as_json) as progress:
        folder = _folder(asked)
        questions = []
        for name in scenarios or tuple(ready_names()):
            question = question_of(asked._replace(source=name, out=None), progress)
            questions.append(_in_folder(question, folder))
        _require_names([each.scenario.name for each in questions])
        ready, skipped = _ready(questions, how, skip=not scenarios)
        found = compare_several(ready, skipped)
        sources = scenarios or found.names
        command = how.command(asked, sources, found.compared[0].packages)
        told, written = _leave(asked, found, ready, how, sources, command)
    if asked.as_json:
        print_document(told)
        return
    print_text(*_wrapped(several_words(found, ready)), "")
    _print_pairs(found)
    print_text(*_wrapped(last_words(found)))
    # Each scenario is a study by itself.
    _kept(asked, written, first=found.names[0])


def _ready(questions: Sequence[Any], how: Packages, *, skip: bool) -> "tuple[list[Prepared], list[Any]]":
    from rangering.study.several import ready_scenarios

    return ready_scenarios(
        questions, skip=skip, packages=how.packages, measure=how.measure, readings=how.readings,
        family=how.family, spend_of=how.spend_of, variants=how.variants,
    )  # fmt: skip


def _folder(asked: Asked) -> Path | None:
    """The folder of all scenarios, found fit before the work."""
    if asked.out is None:
        return None
    from rangering.report.study.several import refuse_folder_of_several

    if not asked.out.strip():
        raise OutputError("names no folder", where="--out", value=asked.out, mend="such as --out study")
    refuse_folder_of_several(Path(asked.out))
    return Path(asked.out)


def _in_folder(question: Any, folder: Path | None) -> Any:
    """The question with a folder of its own, named as the scenario is, wherever its file lies."""
    if folder is None:
        return question
    from rangering.report.study.record import refuse_folder

    own = folder / question.scenario.name
    refuse_folder(own, "compare")
    return replace(question, folder=own)


def _require_names(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise StudyError(
            "is the name of two scenarios of this comparison", where="scenarios", value=twice[0],
            mend="name each once, and give each file a name of its own",
        )  # fmt: skip


def _leave(
    asked: Asked, found: Any, ready: "Sequence[Prepared]", how: Packages, sources: Sequence[str], command: str
) -> tuple[dict[str, Any], list[Path]]:
    """The record of all scenarios where it is wanted, and the files at the top of the folder."""
    if asked.out is None and not asked.as_json:
        return {}, []
    from rangering.report.study.several import document_of_several, write_several
    from rangering.study.stood import stood_on

    told, stood, written = [], [], []
    for source, each, one in zip(sources, found.compared, ready, strict=True):
        out = None if one.asked.folder is None else str(one.asked.folder)
        own = how.command(asked, [source], each.packages)
        mine = asked._replace(source=source, out=out, as_json=True)
        told.append(leave(mine, one.asked, each, how.readings, own, how.measure, each.packages)[0])
        stood.append(stood_on(one.asked, how.readings, each.packages))
    if asked.out is not None:
        written = write_several(found, stood, told, Path(asked.out), command=command)
    return document_of_several(found, told, command=command, files=[each.name for each in written]), written


def _print_pairs(found: Any) -> None:
    from rangering.study.several import pair_columns, pair_lines

    for words, at_spend in (("as offered", False), ("at equal spend", True)):
        if found.parts(at_spend):
            print_table(f"Each pair in each scenario, {words}", pair_columns(found),
                        pair_lines(found, at_spend=at_spend))  # fmt: skip


def _wrapped(lines: Sequence[str]) -> list[str]:
    """Lines no wider than any that is printed, those that go on set in."""
    found = []
    for line in lines:
        margin = " " * (len(line) - len(line.lstrip()))
        further = f"{margin}    " if margin else ""
        found.append(
            fill(line.strip(), WIDTH, initial_indent=margin, subsequent_indent=further,
                 break_long_words=False, break_on_hyphens=False)
            if len(line) > WIDTH else line
        )  # fmt: skip
    return found


def _kept(asked: Asked, written: Sequence[Path], first: str = "") -> None:
    if asked.out is not None:
        study = Path(asked.out) / first if first else asked.out
        print_text(f"kept in {asked.out}; rangering study status {study}")
        print_text(*(f"wrote {path}" for path in written))
