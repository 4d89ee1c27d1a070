"""``rangering compare``: packages side by side."""

from rangering.cli.study.asked import Asked, leave, print_document, question_of
from rangering.cli.terminal import Progress, print_text


def compare(
    asked: Asked, packages: tuple[str, ...], measure: str, readings: int, family: int, spend_of: str | None
) -> None:
    """Packages side by side."""
    from rangering.study.comparing import compare as compared

    with Progress(asked.quiet or asked.as_json) as progress:
        question = question_of(asked, progress, "compare")
        found = compared(
            question, packages, measure=measure, readings=readings, family=family, spend_of=spend_of
        )
        options = [("--package", each) for each in found.packages]
        options += [("--measure", measure), ("--readings", str(readings)), ("--family", str(family))]
        options += [("--spend-of", spend_of)] if spend_of is not None else []
        command = asked.command(("compare",), options)
        told, written = leave(asked, question, found, readings, command, measure, found.packages)
    if asked.as_json:
        print_document(told)
        return
    print_text(*found.lines)
    if asked.out is not None:
        print_text(f"kept in {asked.out}; rangering study status {asked.out}")
        print_text(*(f"wrote {path}" for path in written))
