"""The altitudes of a result side by side, at one scale, with one key for all of them."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rangering.coverage.results import CoverageMap
from rangering.report import bands, edges, raster
from rangering.report.key import (
    REASONS,
    Block,
    Entry,
    altitude_words,
    hidden_block,
    lines_block,
    shares_block,
)
from rangering.report.page import MAP_IN, Page, small_print
from rangering.report.shares import WHAT, share_layer
from rangering.report.stage import Stage
from rangering.report.style import BODY_PT, DPI, EDGES, INK, SHARE_RAMP, house_style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_PANELS, MOST_COLUMNS = 9, 4
PANEL_GAP_IN, CAPTION_IN = 0.16, 0.26
EDGE_IN = 0.018


class _Panel(NamedTuple):
    altitude: int
    image: raster.Image
    line: raster.Image | None


def draw_altitudes(result: CoverageMap, target_index: int = 0) -> "Figure":
    """All altitudes side by side: shares of readings of one class, or all classes at nominal values.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave. Of more than nine altitudes nine are drawn, evenly spread.
    target_index : int
        Which class, where there are readings.

    Returns
    -------
    matplotlib.figure.Figure
        9 inches wide, on an Agg canvas of its own.
    """
    shown = _spread(len(result.altitudes), MOST_PANELS)
    across = math.ceil(math.sqrt(len(shown)))
    down = math.ceil(len(shown) / across)
    pixels = math.floor((MAP_IN - (across - 1) * PANEL_GAP_IN) / across * DPI)
    side_in = pixels / DPI  # panels begin and end between pixels
    with house_style():
        stage = Stage(result)
        banded = result.readings is not None
        panels, key = (_shares if banded else _classes)(stage, shown, pixels, target_index)
        title = result.targets[target_index].title
        page = Page(
            result.title,
            f"What the radars see, altitude by altitude{f': {title}' if banded else ''}",
            f"Covered: seen on a single scan with probability {result.pd_probability:g} or more."
            f"{stage.lines_mean()}" if banded else stage.seen_means(),
            key,
            small_print(result, stage.rings),
            stage.around.grounds,
            maps_in=down * (side_in + CAPTION_IN) + (down - 1) * PANEL_GAP_IN,
        )  # fmt: skip
        for place, panel in enumerate(panels):
            row, column = divmod(place, across)
            left_in = round(column * (side_in + PANEL_GAP_IN) * DPI) / DPI
            top_in = round((CAPTION_IN + row * (side_in + CAPTION_IN + PANEL_GAP_IN)) * DPI) / DPI
            axes = page.map_axes(left_in, top_in, side_in)
            words = altitude_words(result.altitudes[panel.altitude])
            axes.set_title(words, fontsize=BODY_PT, fontweight="bold", loc="left", pad=4.0)
            stage.draw(axes, side_in, panel.image, line=panel.line, scale_bar=place == 0)
    return page.figure


def _classes(
    stage: Stage, shown: Sequence[int], pixels: int, _target: int
) -> tuple[list[_Panel], list[list[Block]]]:
    """Classes nested in each other, and what hides the rest, at nominal values."""
    result = stage.result
    drawn = [raster.coverage_picture(result, i, stage.window, pixels) for i in shown]
    present = frozenset.union(*(picture.present for picture in drawn))
    twins = frozenset.intersection(*(picture.twins for picture in drawn))
    in_table = [result.altitudes[shown[i]] for i in _spread(len(shown), MOST_COLUMNS)]
    key = [
        [shares_block(result, in_table, stage.measures, twins, 4.7)],
        [
            hidden_block(result, None, stage.measures, present, 3.3),
            lines_block(stage.rings, stage.sites, stage.window, 3.3),
        ],
    ]
    return [_Panel(i, picture.image, None) for i, picture in zip(shown, drawn, strict=True)], key


def _shares(
    stage: Stage, shown: Sequence[int], pixels: int, target: int
) -> tuple[list[_Panel], list[list[Block]]]:
    """One class: shares of readings, edges by limit."""
    result = stage.result
    layers = [
        share_layer(stage, result.state[i, target], result.readings, (i, target), pixels, edge_in=EDGE_IN)
        for i in shown
    ]
    present = {state: any(layer.present[state] for layer in layers) for state in layers[0].present}
    limits = {state for i in shown for state in edges.edge_shares(result.state[i, target])} & set(EDGES)
    met = [Entry("edge", EDGES[state], words) for state, words in REASONS.items() if state in limits]
    width_in = 4.1
    left = [bands.steps_block(result, SHARE_RAMP, WHAT, width_in, present)]
    if stage.measures:
        of, title = stage.measures[0], result.targets[target].title
        rows = [
            (altitude_words(each), bands.network_row(result.table, of.ring, each.label, title))
            for each in (result.altitudes[i] for i in shown)
        ]
        entries = tuple(
            Entry("none", INK, words, bands.share_figures(result, row)) for words, row in rows
        )  # fmt: skip
        heading, columns = f"Covered, of the {of.named}", bands.share_columns(result)
        left.append(Block(heading, entries, width_in, columns, 0.82, first_counts=True))
    right = [
        Block("Coloured line: what ends the area", tuple(met), 3.9),
        lines_block(stage.rings, stage.sites, stage.window, 3.9),
    ]
    panels = [_Panel(i, layer.image, layer.line) for i, layer in zip(shown, layers, strict=True)]
    return panels, [left, right if met else right[1:]]


def _spread(count: int, most: int) -> list[int]:
    """Up to so many of the numbers below a count, evenly spread, the first and the last among them."""
    return [round(i) for i in np.linspace(0, count - 1, min(count, most))]
