"""``rangering timeline``: capability over time, beside what was paid."""

from textwrap import fill

from rangering.cli.study.asked import Asked, end, print_document, question_of
from rangering.cli.terminal import WIDTH, Progress, print_table, print_text


def timeline(
    asked: Asked, programme: str, readings: int, quarters: int, histories: int, variants: tuple[str, ...],
    embargo: bool,
) -> None:  # fmt: skip
    """The raid of a scenario on the force of each quarter."""
    from rangering.programme.read import load_programme
    from rangering.provenance import CAVEAT
    from rangering.report.study import timeline_words as words
    from rangering.report.study.timeline_write import document, write_timeline
    from rangering.study.courses import courses_of
    from rangering.study.timeline import timeline as over_time

    with Progress(asked.quiet or asked.as_json) as progress:
        question = question_of(asked, progress, "timeline")
        stated = load_programme(programme, catalog=question.catalog)
        courses = courses_of(stated, variants, embargo=embargo)
        found = over_time(
            stated, courses, question, quarters=quarters, readings=readings, histories=histories
        )
        options: list[tuple[str, object]] = [("--quarters", quarters), ("--readings", readings)]
        options += [("--histories", histories)]
        options += [("--variant", name) for name in variants]
        command = asked.command(("timeline", programme), options) + (" --embargo" if embargo else "")
        written = []
        if question.folder is not None:
            progress("draw and write", 0.9)
            written = write_timeline(found, question.folder, command=command)
    if asked.as_json:
        print_document(document(found, command=command, files=[path.name for path in written]))
        return
    below = (fill(each, WIDTH, subsequent_indent="  ") for each in words.headlines(found))
    print_text(f"{found.title}: {found.stood.title}", *fill(words.ran_words(found), WIDTH).split("\n"), "",
               fill(words.first_sentence(found), WIDTH), *below, "")  # fmt: skip
    for course in found.courses:
        columns = words.short_columns(found, course)
        lines = [[words.terminal_cell(cell) for cell in line] for line in words.lines_of(found, course)]
        print_table(course.title, columns, lines, range(1, len(columns)))
    print_text(*(fill(each, WIDTH) for each in words.beside_words(found, mark='"?", unresolved')), "")
    for warning in found.warnings:
        print_text(fill(f"warning: {warning}", WIDTH))
    end(asked.out, CAVEAT, written)
