"""Variants side by side as files: two pictures, page, tables and record, all of them whole or none."""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rangering.catalog.read import Catalog
from rangering.programme.gathered import Gathered, gather
from rangering.programme.raids import raid_words
from rangering.report.csv_file import Cell
from rangering.report.folder import Said, write_said
from rangering.report.mission.pictures import Drawing
from rangering.report.mission.record import plain_data
from rangering.report.programme import variants
from rangering.report.programme.evidence import SOURCE_COLUMNS, environment_of, source_lines
from rangering.report.programme.outside import variants_outside_words
from rangering.report.programme.record import RECORD, answer, refuse_folder
from rangering.report.programme.variant_charts import over_time_page, variants_page
from rangering.report.programme.variants import TIME, Variants, first_sentence, headlines
from rangering.report.programme.variants_page import variants_html
from rangering.report.programme.write import month_rows

SCHEMA = "rangering.programme-variants/1"
TABLE = "variants.csv"


def write_variants(found: Variants, catalog: Catalog, folder: Path, *, command: str = "") -> list[Path]:
    """Write two pictures, ``report.html``, tables as CSV and ``programme.json``, all or none.

    Parameters
    ----------
    found : Variants
        Results side by side.
    catalog : Catalog
        What the programme's figures name.
    folder : Path
        Made if missing; what an earlier run of ours left there is written anew.
    command : str
        The command line behind it.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        The folder cannot take them, or holds what is not ours; nothing new is left.
    """
    stale = refuse_folder(folder)
    gathered = gather(found.programme, catalog)
    months = {f"months-{found.letter(name)}.csv": month_rows(found.results[name]) for name in found.names}
    said = Said(
        found.programme.title, drawings(found),
        lambda drawn: variants_html(found, gathered, drawn, command=command),
        {TABLE: variant_rows(found)} | months, RECORD,
        lambda files: document(found, gathered, command=command, files=files),
    )  # fmt: skip
    return write_said(said, folder, stale=stale)


def drawings(found: Variants) -> list[Drawing]:
    """The pictures of variants, not drawn yet."""
    said = f"{first_sentence(found)} The tables beside it give the figures."
    return [
        Drawing("variants", "variants.png", "Every measure, one row a variant.",
                f"Dots, lines and bars by variant. {said}", partial(variants_page, found)),
        Drawing("over-time", "variants-over-time.png", "The variants over time, nominal means.",
                f"Lines over months, one a variant. {said}", partial(over_time_page, found)),
    ]  # fmt: skip


def variant_rows(found: Variants) -> Iterable[Sequence[Cell]]:
    """Every measure of every variant in full figures; times in days, empty where never."""
    yield ["variant", "title", "measure", "label", "first_month", "last_month", "nominal", "chance_low",
           "chance_high", "band_low", "band_high"]  # fmt: skip
    for name in found.names:
        for told in found.measures:
            yield [name, found.title(name), told.name, _label(told), told.first, told.last,
                   *found.values[name][told.name]]  # fmt: skip


def _label(told: variants.Told) -> str:
    return told.label.replace("months after", "days after") if told.kind == TIME else told.label


def document(
    found: Variants, gathered: Gathered, *, command: str = "", files: Sequence[str] = ()
) -> dict[str, Any]:
    """The numbers of variants after the output contract."""
    whole: dict[str, Any] = plain_data({
        "schema": SCHEMA,
        "provenance": found.first.provenance,
        "environment": environment_of(found.first, found.programme),
        "assumptions": found.first.assumptions,
        "warnings": [f"{name}: {text}" for name in found.names for text in found.results[name].warnings],
        "results": {
            "title": found.programme.title,
            "sentence": first_sentence(found),
            "headlines": headlines(found),
            "measures": [told._asdict() for told in found.measures],
            "variants": [
                {
                    "name": name, "letter": found.letter(name), "title": found.title(name),
                    "inputs": found.results[name].provenance.get("inputs", {}),
                    "values": {each: value._asdict() for each, value in found.values[name].items()},
                    "answer": answer(found.results[name], gathered_of(found, name, gathered)),
                }
                for name in found.names
            ],
            "raids": raid_words(gathered),
            "nominal_outside_band": variants_outside_words(found),
            "cuts": [cut._asdict() for cut in variants.cuts(found)],
            "precedents": [
                dict(zip(variants.PRECEDENT_COLUMNS, line, strict=True))
                for line in variants.precedent_lines(gathered)
            ],
            "sources": [dict(zip(SOURCE_COLUMNS, line, strict=True)) for line in source_lines(gathered)],
            "command": command,
            "files": list(files),
        },
    })  # fmt: skip
    return whole


def gathered_of(found: Variants, name: str, gathered: Gathered) -> Gathered:
    """The figures of one variant: those that stay, under the same ids."""
    return gather(found.programme.variant(name), gathered.catalog)
