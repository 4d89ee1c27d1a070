"""``rangering exposure``: how long civil flights are inside the layers of a defence."""

import json
from pathlib import Path
from typing import NamedTuple

from rangering.catalog.read import load_catalog
from rangering.cli.command_line import command_line
from rangering.cli.coverage import posting_of
from rangering.cli.terminal import Progress, folder_path, print_filled, print_rests, print_table, print_text
from rangering.coverage.exposure_results import Exposure
from rangering.errors import ScenarioError, UnitError, raise_all
from rangering.scenario import traffic_account
from rangering.scenario.place import Altitude
from rangering.scenario.read import load_scenario
from rangering.units import parse


class Asked(NamedTuple):
    """What was typed."""

    source: str
    out: str | None
    bands: str | None
    step: str | None
    pd: float | None
    posting: str | None
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
            "exposure", self.source, bands=self.bands, step=self.step, pd=self.pd, posting=self.posting,
            samples=self.samples, seed=self.seed, no_defaults=self.no_defaults, catalog=self.extra,
        )  # fmt: skip


def run(asked: Asked) -> None:
    """Look along every civil flight, print, and write where a folder is named."""
    from rangering.report.exposure.record import document, refuse_folder
    from rangering.report.exposure.write import write_exposure

    posting_m = None if asked.posting is None else posting_of(asked.posting)
    edges = None if asked.bands is None else edges_of(asked.bands)
    step_s = None if asked.step is None else _step_s(asked.step)
    folder = None if asked.out is None else folder_path(asked.out, "exposure")
    catalog = load_catalog(asked.extra)
    scenario = load_scenario(asked.source, catalog=catalog)
    if folder is not None:
        refuse_folder(folder)
    with Progress(asked.quiet or asked.as_json) as progress:
        from rangering.coverage.exposure import EDGES, STEP_S, map_exposure
        from rangering.scenario.ground import ground_errors

        raise_all(ground_errors(scenario))
        result = map_exposure(
            scenario,
            catalog=catalog,
            edges=EDGES if edges is None else edges,
            step_s=STEP_S if step_s is None else step_s,
            samples=asked.samples,
            seed=asked.seed,
            posting_m=posting_m,
            pd_probability=asked.pd,
            allow_defaults=not asked.no_defaults,
            progress=progress,
        )
        written = [] if folder is None else write_exposure(result, folder, command=asked.command)
    if asked.as_json:
        told = document(result, command=asked.command, files=[path.name for path in written])
        print(json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False))
        return
    print_result(result)
    print_text(*(f"wrote {path}" for path in written))


def edges_of(written: str) -> tuple[Altitude, ...]:
    """Edges between bands of altitude from their text: ``FL100, FL245``."""
    from pydantic_core import PydanticCustomError

    found = []
    for each in written.split(","):
        try:
            found.append(Altitude.read(each.strip()))
        except PydanticCustomError as refused:
            said = refused.context or {}
            raise ScenarioError(
                str(said.get("problem")), where="--bands", value=each.strip(),
                mend='flight levels with commas between them, such as --bands "FL100, FL245, FL320"',
            ) from None  # fmt: skip
    return tuple(found)


def _step_s(written: str) -> float:
    try:
        return parse(written, "time")
    except UnitError as error:
        raise UnitError(error.problem, where="--step", value=error.value, mend='such as "5 s"') from None


def print_result(result: Exposure) -> None:
    """The tables, and what they rest on."""
    from rangering.report.bands import OUTSIDE_BAND, OUTSIDE_MARK
    from rangering.report.exposure import tables
    from rangering.report.exposure.words import (
        CONDITIONAL,
        FLIGHT_CAPTION,
        HOURS_CAPTION,
        PLACE_CAPTION,
        first_sentence,
        ran_words,
    )

    print_text(result.title, *(f"labelled: {label}" for label in result.labels), "")
    print_filled(
        f"{first_sentence(result)}. {CONDITIONAL}",
        ran_words(result),
        *map(traffic_account.sentence, result.traffic),
    )
    print_text("")
    columns = tables.hours_columns(result)
    print_table(HOURS_CAPTION, columns, tables.hours_lines(result), (2, len(columns) - 1))
    columns = tables.place_columns(result)
    print_table(f"{PLACE_CAPTION} (hours)", columns, tables.place_lines(result), range(2, len(columns)))
    columns = tables.flight_columns(result)
    print_table(FLIGHT_CAPTION, columns, tables.flight_lines(result), range(2, len(columns)))
    if len(result.flights) > tables.MOST_FLIGHTS:
        print_text(f"{len(result.flights) - tables.MOST_FLIGHTS:,} more in flights.csv of --out", "")
    if tables.any_outside(result):
        print_filled(f"{OUTSIDE_MARK} {OUTSIDE_BAND}")
        print_text("")
    print_filled(
        *(f"{each.name}: {each.words}" for each in result.layers),
        *(f"Left out: {each}" for each in result.missing),
    )
    print_text("")
    print_rests(result)
