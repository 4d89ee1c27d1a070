"""``rangering signature``: what opportunity radars have to sample a friend's echo."""

import json
from pathlib import Path
from textwrap import fill
from typing import NamedTuple

from rangering.catalog.read import load_catalog
from rangering.cli.command_line import command_line
from rangering.cli.terminal import WIDTH, Progress, print_filled, print_rests, print_table, print_text
from rangering.coverage.signature_results import OPPORTUNITY, SignatureResult
from rangering.errors import OutputError, UnitError, raise_all
from rangering.scenario.read import load_scenario
from rangering.units import parse


class Asked(NamedTuple):
    """What was typed."""

    source: str
    flight: str
    out: str | None
    sorties: int
    threshold: str | None
    standoff: str | None
    turn_bank: str | None
    samples: int
    seed: int
    no_defaults: bool
    quiet: bool
    extra: tuple[Path, ...]
    as_json: bool

    @property
    def command(self) -> str:
        """The command line that gives the same again, wherever its files go."""
        return command_line(
            "signature", self.source, flight=self.flight, sorties=self.sorties, threshold=self.threshold,
            standoff=self.standoff, turn_bank=self.turn_bank, samples=self.samples, seed=self.seed,
            no_defaults=self.no_defaults, catalog=self.extra,
        )  # fmt: skip


def run(asked: Asked) -> None:
    """Work out, print, write."""
    threshold_db = _parsed(asked.threshold, "level", "--threshold", 'such as "13 dB"')
    bank_rad = _parsed(asked.turn_bank, "angle", "--turn-bank", 'such as "30 deg"')
    ends_m = None if asked.standoff is None else _ends_m(asked.standoff)
    folder = None
    if asked.out is not None:
        if not asked.out.strip():
            raise OutputError(
                "names no folder", where="--out", value=asked.out, mend="such as --out signature"
            )
        from rangering.report.signature.write import refuse_folder

        folder = Path(asked.out)
        refuse_folder(folder)
    catalog = load_catalog(asked.extra)
    scenario = load_scenario(asked.source, catalog=catalog)
    written: list[Path] = []
    with Progress(asked.quiet or asked.as_json) as progress:
        from rangering.coverage.signature import (
            STANDOFF_M,
            THRESHOLD_DB,
            find_flight,
            sample_signature,
        )
        from rangering.report.signature.write import document, write_signature
        from rangering.scenario.ground import ground_errors

        find_flight(scenario, asked.flight)
        raise_all(ground_errors(scenario))
        result = sample_signature(
            scenario,
            asked.flight,
            catalog=catalog,
            sorties=asked.sorties,
            samples=asked.samples,
            seed=asked.seed,
            allow_defaults=not asked.no_defaults,
            progress=lambda what, share: progress(what, 0.8 * share),
            threshold_db=THRESHOLD_DB if threshold_db is None else threshold_db,
            standoff_m=STANDOFF_M if ends_m is None else ends_m,
            turn_bank_rad=bank_rad or 0.0,
        )
        if folder is not None:
            written = write_signature(
                result, folder, command=asked.command,
                progress=lambda what, share: progress(what, 0.8 + 0.2 * share),
            )  # fmt: skip
    if asked.as_json:
        told = document(result, command=asked.command, files=[path.name for path in written])
        print(json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False))
        return
    print_result(result)
    print_text(*(f"wrote {path}" for path in written))


def _ends_m(written: str) -> tuple[float, ...]:
    """Where bands of stand-off distance end. [m]"""
    mend = 'such as "50 km, 100 km, 200 km"'
    found = (_parsed(each, "length", "--standoff", mend) for each in written.split(","))
    return tuple(each for each in found if each is not None)


def _parsed(written: str | None, dimension: str, where: str, mend: str) -> float | None:
    """An option with its unit in SI; None where it was not given."""
    if written is None:
        return None
    try:
        return parse(written, dimension)
    except UnitError as error:
        raise UnitError(error.problem, where=where, value=error.value, mend=mend) from None


def print_result(result: SignatureResult) -> None:
    """The tables, and what they rest on."""
    from rangering.report.bands import OUTSIDE_BAND, OUTSIDE_MARK
    from rangering.report.signature import words
    from rangering.report.signature.charts import readings_words

    print_text(result.title, *(f"labelled: {label}" for label in result.labels), "")
    said = (words.headline(result), OPPORTUNITY, result.flown_as, readings_words(result))
    print_text(*(fill(text, WIDTH) for text in said), "")
    # Of each table one column too many for a terminal is left to the page.
    for caption, columns, lines, left_out in (
        ("By frequency band", words.FREQUENCY_COLUMNS, words.frequency_lines(result), "radars"),
        (
            "By ground distance from the radar that looks", words.DISTANCE_COLUMNS,
            words.distance_lines(result), "median signal",
        ),
        ("By the side it shows", words.SIDE_COLUMNS, words.side_lines(result), ""),
        ("Over sorties", words.SORTIE_COLUMNS, words.sortie_lines(result), ""),
    ):  # fmt: skip
        kept = [n for n, column in enumerate(columns) if column != left_out]
        if lines:
            shown = [[line[n] for n in kept] for line in lines]
            print_table(caption, [columns[n] for n in kept], shown, range(1, len(kept)))
    if words.any_outside(result):
        print_filled(f"{OUTSIDE_MARK} {OUTSIDE_BAND}")
        print_text("")
    print_rests(result)
