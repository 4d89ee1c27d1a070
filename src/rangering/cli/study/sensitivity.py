"""``rangering sensitivity``: which unknown matters."""

from textwrap import fill

from rangering.cli.study.asked import Asked, end, leave, print_document, question_of
from rangering.cli.terminal import WIDTH, Progress, print_table, print_text
from rangering.errors import StudyError


def sensitivity(asked: Asked, measure: str, base: int, most: int, trajectories: int) -> None:
    """Which unknown matters."""
    from rangering.provenance import CAVEAT
    from rangering.report.study import tables
    from rangering.study.covered import COVERED
    from rangering.study.sensitivity import sensitivity as shares
    from rangering.units import plain

    if measure == COVERED and (asked.out is not None or asked.as_json):
        raise StudyError(
            "is printed alone: no page and no record is made of a map's score", where="--measure",
            value=measure, mend="leave out --out and --json",
        )  # fmt: skip
    with Progress(asked.quiet or asked.as_json) as progress:
        question = question_of(asked, progress, "sensitivity")
        found = shares(question, measure, base=base, most=most, trajectories=trajectories)
        options = [
            ("--measure", measure),
            ("--base", base),
            ("--most", most),
            ("--trajectories", trajectories),
        ]
        readings = base * (len(found.indices.axes) + 2)
        told, written = leave(asked, question, found, readings, asked.command(("sensitivity",), options))
    if asked.as_json:
        print_document(told)
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
    end(asked.out, CAVEAT, written)
