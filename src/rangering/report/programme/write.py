"""What a programme says as files: pictures, page, tables and record, all of them whole or none."""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from rangering.catalog.read import Catalog
from rangering.programme.gathered import Gathered, gather
from rangering.programme.models import Programme
from rangering.programme.results import ProgrammeResult
from rangering.report.csv_file import Cell
from rangering.report.folder import Said, write_said
from rangering.report.mission.pictures import Drawing
from rangering.report.page import Page
from rangering.report.programme import charts
from rangering.report.programme.evidence import Backcast
from rangering.report.programme.facts import DatedFact, dated_facts
from rangering.report.programme.page import programme_html
from rangering.report.programme.record import RECORD, document, refuse_folder
from rangering.report.programme.tables import time_lines
from rangering.report.programme.words import CAUSES, first_sentence, headlines, never_share, waits_of

MONTHS, TIMES, DELAY = "months.csv", "times.csv", "delay.csv"


def write_programme(
    result: ProgrammeResult, programme: Programme, catalog: Catalog, folder: Path, *, command: str = "",
    backcast: Backcast | None = None,
) -> list[Path]:  # fmt: skip
    """Write pictures, ``report.html``, three tables as CSV and ``programme.json``, all or none.

    Parameters
    ----------
    result : ProgrammeResult
        What `run_programme` gave.
    programme : Programme
        What it was given.
    catalog : Catalog
        What its figures name.
    folder : Path
        Made if missing; what an earlier run of ours left there is written anew.
    command : str
        The command line behind it.
    backcast : Backcast, optional
        How forecasts of this kind did on programmes of the past.

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
    gathered = gather(programme, catalog)
    facts = dated_facts(programme)
    said = Said(
        result.title, drawings(result, gathered, facts),
        lambda drawn: programme_html(
            result, gathered, catalog, drawn, facts=facts, backcast=backcast, command=command
        ),
        {MONTHS: month_rows(result), TIMES: time_rows(result), DELAY: delay_rows(result)}, RECORD,
        lambda files: document(result, gathered, catalog, facts=facts, command=command, files=files),
    )  # fmt: skip
    return write_said(said, folder, stale=stale)


def drawings(result: ProgrammeResult, gathered: Gathered, facts: tuple[DatedFact, ...] = ()) -> list[Drawing]:
    """The pictures of a programme, not drawn yet: capability first, then those there is something for."""
    lines = headlines(result, gathered)
    beside = "The tables beside it give the figures."
    found = [
        Drawing("capability", "capability.png", "Fire units delivered, crewed, in service and ready.",
                f"Four charts over months since signature, band over readings and chance apart. "
                f"{first_sentence(result, gathered)} {lines[0]} {beside}",
                partial(charts.capability_page, result, facts)),
    ]  # fmt: skip
    others = (
        ("money", "money.png", "What was paid, what is owed, and the present value of it.", lines[1],
         charts.money_page),
        ("delay", "delay.png", "What full capability waited for, by cause.", lines[2], charts.delay_page),
        ("stock", "stock.png", "Missiles on hand, work at home, parts waited for.", lines[3],
         charts.stock_page),
    )  # fmt: skip
    for layer, file, what, said, draw in others:
        page = draw(result)
        if page is not None:
            found.append(Drawing(layer, file, what, f"{said} {beside}", partial(_same, page)))
    return found


def _same(page: Page) -> Page:
    return page


def month_rows(result: ProgrammeResult) -> Iterable[Sequence[Cell]]:
    """Every series by month: nominal mean, chance, and the band where readings were drawn."""
    ends = ["mean", "chance_low", "chance_median", "chance_high"]
    ends += ["band_low", "band_median", "band_high"] if result.readings_count else []
    names = tuple(result.nominal.series)
    yield ["month", "date", *(f"{name}_{end}" for name in names for end in ends)]
    columns = []
    for name in names:
        columns += [result.mean(name), *result.chance(name)]
        columns += [*result.band(name)] if result.readings_count else []
    for month, day in enumerate(result.months):
        yield [month, f"{day}", *(float(column[month]) for column in columns)]


def time_rows(result: ProgrammeResult) -> Iterable[Sequence[Cell]]:
    """When each stage is reached, in days since the signature; empty where it never is."""
    yield ["milestone", "words", "chance_low_d", "chance_median_d", "chance_high_d", "never_share",
           "band_low_d", "band_median_d", "band_high_d"]  # fmt: skip
    for name, line in zip(result.nominal.times_d, time_lines(result), strict=True):
        band = [float(each) for each in result.band(name)] if result.readings_count else [""] * 3
        chance = [float(each) for each in result.chance(name)]
        yield [name, line[0], *chance, never_share(result, name), *band]


def delay_rows(result: ProgrammeResult) -> Iterable[Sequence[Cell]]:
    """What full capability waited for."""
    yield ["cause", "words", "days_mean", "share_of_histories", "band_low_days", "band_high_days"]
    for cause, days, share, band in waits_of(result):
        yield [cause.name.lower(), CAUSES[cause], days, share, *(band if band is not None else ("", ""))]
