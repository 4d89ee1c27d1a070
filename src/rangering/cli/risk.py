"""``rangering risk``: how often a defence would shoot at a civil flight in error, and what changes that."""

import json
from pathlib import Path
from typing import NamedTuple

from rangering.catalog.read import load_catalog
from rangering.cli.command_line import command_line
from rangering.cli.terminal import Progress, folder_path, print_filled, print_rests, print_table, print_text
from rangering.errors import ScenarioError, UnitError, raise_all
from rangering.scenario.place import Altitude
from rangering.scenario.read import load_scenario
from rangering.study.risk.results import Risk
from rangering.units import parse


class Asked(NamedTuple):
    """What was typed."""

    source: str
    out: str | None
    limit: int
    precision: float
    samples: int
    seed: int
    jobs: int
    compare: bool
    close: str
    move: str
    plain: bool
    no_defaults: bool
    allow_assumed: bool
    quiet: bool
    extra: tuple[Path, ...]
    as_json: bool

    @property
    def compares(self) -> bool:
        """Whether levers and mitigations are run: asked for, or a page wants them."""
        return self.compare or self.out is not None

    @property
    def command(self) -> str:
        """The command line that gives the same again, wherever its files go."""
        compares = self.compares
        return command_line(
            "risk", self.source, n=self.limit, precision=self.precision, samples=self.samples, seed=self.seed,
            compare=compares, close=self.close if compares else None, move=self.move if compares else None,
            plain=self.plain, no_defaults=self.no_defaults, allow_assumed=self.allow_assumed,
            catalog=self.extra,
        )  # fmt: skip


def run(asked: Asked) -> None:
    """Draw, print, and write where a folder is named."""
    from rangering.report.civil.record import document, refuse_folder
    from rangering.report.civil.write import write_risk

    close, move_m = _altitude(asked.close), _distance_m(asked.move)
    folder = None if asked.out is None else folder_path(asked.out, "risk")
    catalog = load_catalog(asked.extra)
    scenario = load_scenario(asked.source, catalog=catalog)
    if folder is not None:
        refuse_folder(folder)
    with Progress(asked.quiet or asked.as_json) as progress:
        from rangering.scenario.ground import ground_errors
        from rangering.study.risk.run import assess_risk

        raise_all(ground_errors(scenario))
        result = assess_risk(
            scenario,
            catalog=catalog,
            precision=asked.precision,
            limit=asked.limit,
            samples=asked.samples,
            seed=asked.seed,
            jobs=asked.jobs,
            compared=asked.compares,
            close=close,
            move_m=move_m,
            plain=asked.plain,
            allow_defaults=not asked.no_defaults,
            allow_assumed=asked.allow_assumed,
            progress=progress,
        )
        written = [] if folder is None else write_risk(result, folder, command=asked.command)
    if asked.as_json:
        told = document(result, command=asked.command, files=[path.name for path in written])
        print(json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False))
        return
    print_result(result)
    print_text(*(f"wrote {path}" for path in written))


def _altitude(written: str) -> Altitude:
    from pydantic_core import PydanticCustomError

    mend = 'a flight level or a height above the sea, such as --close FL260 or --close "20000 ft amsl"'
    try:
        found = Altitude.read(written.strip())
    except PydanticCustomError as refused:
        said = refused.context or {}
        raise ScenarioError(str(said.get("problem")), where="--close", value=written, mend=mend) from None
    if found.reference == "agl":
        raise ScenarioError(
            "is no edge of a band: ground rises and falls", where="--close", value=written, mend=mend
        )
    return found


def _distance_m(written: str) -> float:
    try:
        return parse(written, "length")
    except UnitError as error:
        raise UnitError(error.problem, where="--move", value=error.value, mend='such as "30 nmi"') from None


def print_result(result: Risk) -> None:
    """The tables, and what they rest on."""
    from rangering.report.civil import tables
    from rangering.report.civil.words import (
        CHANCE,
        CONDITIONAL,
        band_words,
        first_sentence,
        lever_notes,
        stop_words,
    )

    print_text(result.title, *(f"labelled: {label}" for label in result.labels), "")
    print_filled(f"{first_sentence(result)}. {CONDITIONAL}")
    print_text("")
    print_table(tables.STOOD_CAPTION, tables.STOOD_COLUMNS, tables.stood_lines(result))
    print_filled(f"Reference case: {result.reference.words}.")
    print_text("")
    print_table(tables.RATE_CAPTION, tables.RATE_COLUMNS, tables.rate_lines(result), range(1, 5))
    print_filled(f"{CHANCE} {band_words(result)}", stop_words(result.stated, result.precision))
    print_text("")
    print_table(tables.CAUSE_CAPTION, tables.CAUSE_COLUMNS, tables.cause_lines(result), range(1, 3))
    print_table(tables.LIKELIHOOD_CAPTION, tables.LIKELIHOOD_COLUMNS, tables.likelihood_lines(result))
    word, why = result.confidence
    print_filled(f"Confidence: {word}. {why[:1].upper()}{why[1:]}.")
    print_text("")
    if result.levers:
        print_table(tables.LEVER_CAPTION, tables.LEVER_COLUMNS, tables.lever_lines(result), (2, 4))
    if result.mitigations:
        columns, lines = tables.MITIGATION_COLUMNS, tables.mitigation_lines(result)
        print_table(tables.MITIGATION_CAPTION, columns, lines, range(1, 4))
    if result.levers:
        print_filled(*lever_notes(result))
        print_text("")
    print_rests(result)
