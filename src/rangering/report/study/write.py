"""What a study says as files beside its parts: picture, page, table and record, all of them whole or none."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from rangering.report.csv_file import Cell
from rangering.report.folder import Said, write_said
from rangering.report.mission.pictures import Drawing
from rangering.report.page import Page
from rangering.report.study import charts, series_chart
from rangering.report.study.compare_tables import parts_of
from rangering.report.study.page import study_html
from rangering.report.study.record import PICTURES, RECORD, TABLES, document, kind_of, refuse_folder
from rangering.report.study.tables import LABELS
from rangering.report.study.unknowns import axis_words
from rangering.report.study.words import Result, first_sentence
from rangering.study.bands import Bands
from rangering.study.comparing import Comparison
from rangering.study.design import VARIANTS
from rangering.study.saltelli import SobolIndices
from rangering.study.sensitivity import Sensitivity
from rangering.study.stood import Stood

_EDGE = ("value", "error", "low", "high")
_INDEX = ("first", "first_low", "first_high", "total", "total_low", "total_high")


def write_study(
    found: Result, stood: Stood, folder: Path, *, command: str = "", measure: str = "leakers"
) -> list[Path]:
    """Write the pictures, ``report.html``, the tables as CSV and ``study.json``, all or none.

    Parameters
    ----------
    found : Bands, Sensitivity or Comparison
        What the study gave.
    stood : Stood
        What it stood on.
    folder : Path
        That of the study; its parts are left alone, and what an earlier run of the same question said is
        written anew.
    command : str
        The command line behind it.
    measure : str
        What packages were compared by.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        The folder cannot take them, or holds what is not ours; nothing new is left.
    """
    kind = kind_of(found)
    compared = measure if kind == "compare" else ""
    stale = refuse_folder(folder, kind)
    drawings, tables = [drawing_of(found, stood, measure)], {TABLES[kind]: table_of(found, stood)}
    if isinstance(found, Bands) and found.over_time:
        drawings.append(_over_time(found, stood))
        tables[series_chart.TABLE] = series_chart.over_time_table(found)
    said = Said(
        stood.title, drawings,
        lambda drawn: study_html(found, stood, drawn, command=command, measure=measure), tables, RECORD,
        lambda files: document(found, stood, command=command, measure=compared, files=files),
    )  # fmt: skip
    return write_said(said, folder, stale=stale)


def drawing_of(found: Result, stood: Stood, measure: str = "leakers") -> Drawing:
    """The picture of a study, not drawn yet."""
    kind, said = kind_of(found), f"{first_sentence(found, stood, measure)} The tables below give the figures."
    if isinstance(found, Bands):
        what, seen = "Bands over readings.", "Bars: the band of each measure."
    elif isinstance(found, Sensitivity):
        what = "How far each unknown swings the answer, and its share."
        seen = "Bars: swings, the widest first; dots: indices."
    else:
        what = "Each package against the first, reading by reading."
        seen = "Dots: differences in each reading, left of the line fewer."

    def draw() -> Page:
        if isinstance(found, Bands):
            return charts.bands_page(found, stood)
        if isinstance(found, Sensitivity):
            return charts.tornado_page(found, stood)
        return charts.compare_page(found, stood, measure)

    return Drawing(kind, PICTURES[kind], what, f"{seen} {said}", draw)


def _over_time(found: Bands, stood: Stood) -> Drawing:
    return Drawing(
        "over-time", series_chart.FILE, series_chart.WHAT, series_chart.over_time_alt(found),
        partial(series_chart.over_time_page, found, stood),
    )  # fmt: skip


def table_of(found: Result, stood: Stood) -> Iterator[Sequence[Cell]]:
    """The main table in full figures, its heading first; empty where there is no number."""
    if isinstance(found, Bands):
        return _bands(found)
    return _unknowns(found, stood) if isinstance(found, Sensitivity) else _differences(found)


def _bands(found: Bands) -> Iterator[Sequence[Cell]]:
    yield ["measure", "label", "assumption", "mean", "mean_error", *(f"low_{each}" for each in _EDGE),
           *(f"high_{each}" for each in _EDGE), "between_sd", "within_sd", "reliability"]  # fmt: skip
    for each in found.measures:
        for variant in found.variants:
            band = each.others.get(variant.name, each.band)
            parts = band.components
            yield [each.measure, LABELS[each.measure], variant.name, parts.mean, parts.mean_error, *band.low,
                   *band.high, parts.between_variance**0.5, parts.within_variance**0.5,
                   parts.reliability]  # fmt: skip


def _unknowns(found: Sensitivity, stood: Stood) -> Iterator[Sequence[Cell]]:
    yield ["unknown", "words", "looked_at", *_INDEX, "swing_low", "swing_high", "swing_error", "mu_star",
           "mu_star_low", "mu_star_high", "mu_star_of_chance", "sigma",
           *(f"{column} {each.variant.name}" for each in found.others for column in _INDEX)]  # fmt: skip
    indices, effects = found.indices, found.screening
    swings = {swing.axis: swing for swing in found.swings.swings}
    for axis in (*indices.axes, *found.left_out):
        row: list[Cell] = [axis, axis_words(stood.catalog, axis), "yes" if axis in indices.axes else "no"]
        if axis in indices.axes:
            row += [*_of_axis(indices, axis), swings[axis].low, swings[axis].high, swings[axis].error]
        else:
            row += [""] * 9
        if effects is None:
            row += [""] * 5
        else:
            k = effects.axes.index(axis)
            screened = (effects.mu_star, effects.mu_star_low, effects.mu_star_high, effects.chance_mu_star,
                        effects.sigma)  # fmt: skip
            row += [float(each[k]) for each in screened]
        for other in found.others:
            # What moves nothing there has no share; of what was not looked at nothing is known.
            none: Cell = 0.0 if axis in other.idle else ""
            row += _of_axis(other.indices, axis) if axis in other.indices.axes else [none] * len(_INDEX)
        yield row


def _of_axis(indices: SobolIndices, axis: str) -> list[Cell]:
    """The columns of `_INDEX`."""
    k = indices.axes.index(axis)
    return [float(getattr(indices, name)[k]) for name in _INDEX]


def _differences(found: Comparison) -> Iterator[Sequence[Cell]]:
    yield ["basis", "assumption", "package", "less", "difference", "low", "high", "fewer_share", "fewer_low",
           "fewer_high", "more_share", "more_low", "more_high", "clear_share"]  # fmt: skip
    for basis, (_, part) in zip(("as offered", "equal spend"), parts_of(found), strict=False):
        drawn = [(VARIANTS[0].name, part.differences)]
        drawn += [(under.variant.name, under.differences) for under in part.others]
        for assumption, differences in drawn:
            for each in differences:
                yield [basis, assumption, part.fielded[each.second].package,
                       part.fielded[each.first].package, -each.mean, -each.high, -each.low, each.more.value,
                       each.more.low, each.more.high, each.fewer.value, each.fewer.low, each.fewer.high,
                       each.share_clear]  # fmt: skip
