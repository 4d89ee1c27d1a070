"""``rangering sensitivity``: which unknown matters."""

from textwrap import fill

from rangering.cli.study.asked import Asked, end, leave, print_document, question_of
from rangering.cli.terminal import WIDTH, Progress, print_table, print_text


def sensitivity(
    asked: Asked, measure: str, base: int, most: int, trajectories: int, variants: bool
) -> None:  # fmt: skip
    """Which unknown matters."""
    from rangering.provenance import CAVEAT
    from rangering.report.study import tables
    from rangering.report.study.words import first_unknown
    from rangering.study.sensitivity import sensitivity as shares

    with Progress(asked.quiet or asked.as_json) as progress:
        question = question_of(asked, progress, "sensitivity", measure)
        found = shares(
            question, measure, base=base, most=most, trajectories=trajectories, variants=variants
        )  # fmt: skip
        options = [
            ("--measure", measure),
            ("--base", base),
            ("--most", most),
            ("--trajectories", trajectories),
        ]
        readings = base * (len(found.indices.axes) + 2)
        command = asked.command(("sensitivity",), options) + ("" if variants else " --no-variants")
        told, written = leave(asked, question, found, readings, command)
    if asked.as_json:
        print_document(told)
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
        print_text(fill(tables.spread_readings_words(found), WIDTH), "")
    print_table(
        "Shares of the variance over readings", tables.INDEX_COLUMNS, tables.index_lines(found), range(1, 6)
    )
    print_text(fill(tables.INDEX_WORDS, WIDTH), "")
    if found.pair is not None:
        print_table(
            "The first two unknowns together", tables.pair_columns(found.pair), tables.pair_lines(found.pair),
            range(1, 6),
        )  # fmt: skip
        print_text(fill(tables.pair_words(found.pair, str, measure), WIDTH), "")
    if found.others:
        print_table(
            f"{tables.LABELS[measure]} and total indices under other assumptions",
            tables.assumed_columns(found), (*tables.measure_lines(found), *tables.assumed_lines(found)),
        )  # fmt: skip
        print_text(fill(tables.ASSUMED_WORDS, WIDTH), "")
    # A map's scores are so quick that none is kept.
    end(asked.out, CAVEAT, written, replicates=found.inner > 0)
