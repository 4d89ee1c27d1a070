"""What commands on ready files share: the outcome of a check, the list of a shelf, a copy, a day."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from textwrap import fill

from rangering.cli.terminal import WIDTH, error_record, fail, print_json, print_text
from rangering.errors import ManyErrors, ProgrammeError, RangeringError
from rangering.scenario import library


def print_check(
    word: str, source: str, errors: Sequence[RangeringError], understood: str, as_json: bool,
    warnings: Sequence[str] = (),
) -> int:  # fmt: skip
    """Every error at once, or what was understood; exit status 0 where there is no error, else 2."""
    if as_json:
        found = [error_record(each) | {"text": each.sentence()} for each in errors]
        results = {word: source, "sound": not errors, "understood": understood, "errors": found}
        print_json("check", results, warnings=warnings)
        return 2 if errors else 0
    if errors:
        return fail(ManyErrors(errors))
    said = [fill(f"warning: {each}", WIDTH, subsequent_indent="  ") for each in warnings]
    print_text(f"{source}: no errors", understood, *said)
    return 0


def date_of(written: str, option: str) -> date:
    """A day as an option has it.

    Raises
    ------
    ProgrammeError
        It is none.
    """
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ProgrammeError(
            "is no date", where=option, value=written, mend=f"year first, such as {option} 2020-05-15"
        ) from None


def list_or_copy(
    shelf: library.Shelf, check: str, copy: str | None, into: Path, as_json: bool,
    *more: library.Shelf,
) -> None:  # fmt: skip
    """The ready files of a shelf, or a copy of one; `check` is the command that checks it.

    Files of further shelves are named with their folder before them.
    """
    schema = f"{shelf.word}s"
    if copy is not None:
        below = {each.folder: each for each in more}
        before, _, after = copy.partition("/")
        path = (
            library.copy(after, into, below[before]) if before in below else library.copy(copy, into, shelf)
        )
        if as_json:
            print_json(schema, {"copied": copy, "to": str(path)})
        else:
            print_text(f"{path}\nChange it, then: {check} {path}")
        return
    rows = [(name, library.title_of(path)) for name, path in library.ready(shelf).items()]
    for other in more:
        rows += [(f"{other.folder}/{name}", library.title_of(path))
                 for name, path in library.ready(other).items()]  # fmt: skip
    if as_json:
        print_json(schema, [{"name": name, "title": title} for name, title in rows])
    else:
        wide = max(len(name) for name, _ in rows)
        print_text("\n".join(f"{name:<{wide}}  {title}" for name, title in rows))
