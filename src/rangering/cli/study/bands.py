"""``rangering study run``: bands over readings, chance removed."""

from textwrap import fill

from rangering.cli.study.asked import Asked, end, leave, print_document, question_of
from rangering.cli.terminal import WIDTH, Progress, print_table, print_text


def bands(asked: Asked, readings: int, design: str, variants: bool) -> None:
    """Bands over readings, chance removed."""
    from rangering.provenance import CAVEAT
    from rangering.report.study import tables
    from rangering.study.bands import bands as banded

    with Progress(asked.quiet or asked.as_json) as progress:
        question = question_of(asked, progress, "bands")
        found = banded(question, readings=readings, kind=design, variants=variants)  # type: ignore[arg-type]
        options = [("--readings", readings), ("--design", design)]
        command = asked.command(("study", "run"), options) + ("" if variants else " --no-variants")
        told, written = leave(asked, question, found, readings, command)
    if asked.as_json:
        print_document(told)
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
    end(asked.out, CAVEAT, written)
