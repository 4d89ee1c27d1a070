"""The main map: in how many readings each place is covered at one altitude, and what ends the coverage.

One class fills the map, in three steps that keep their order in grey: a reader asks one question at a time,
and three classes in three steps each would be nine shades that nobody tells apart. As small multiples, one a
class, each map would be a stamp on a page 600 pixels wide, its edge line as broad as what it bounds. So the
other classes are there as outlines, where theirs differ visibly, and with their shares in the key.

The steps are shares of readings, over what nobody outside knows. The coloured line lies along the edge of
what is covered at nominal values; shades beyond it, or none within it, are what the unknowns can do to it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.coverage.plan import CodeArray
from rangering.coverage.results import CoverageMap
from rangering.report import bands, edges, raster
from rangering.report.key import REASONS, altitude_words, lines_block
from rangering.report.page import MAP_IN, Page, small_print
from rangering.report.plane import FloatArray
from rangering.report.sheet import Sheet
from rangering.report.stage import Stage
from rangering.report.style import (
    DPI,
    INK,
    SHARE_ALPHA,
    SHARE_RAMP,
    UNDERGROUND,
    Colour,
    house_style,
    rgba,
)
from rangering.sight.state import State

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EDGE_IN = 0.028  # width of the coloured line
Outlines = dict[str, list[FloatArray]]  # lines on the plane, by the mark they have in the key [m]
OUTLINES = ("outline", "dashed outline", "dotted outline")  # of the other classes, in this order
WHAT = "that cover it", "Covered"
NEAR_IN, SHORT_IN = 0.045, 0.25  # an outline nearer than this to the edge, or shorter, is not drawn
OUTLINE_DASHES = {"outline": (0, ()), "dashed outline": (0, (5.0, 2.5)), "dotted outline": (0, (1.0, 1.8))}


class Layer(NamedTuple):
    """One altitude and class as pixels, and what the key must say of it."""

    image: raster.Image  # the shades, southern row first
    line: raster.Image  # the edge
    codes: CodeArray  # the edge as states
    present: dict[State, bool]  # what the frame shows that is neither covered nor a limit


def draw_shares(result: CoverageMap, altitude_index: int, target_index: int = 0) -> "Figure":
    """The map of one altitude and one class: share of readings shaded, edge coloured by what limits it.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave; without readings the nominal area is shaded alone.
    altitude_index, target_index : int
        Which of its altitudes and classes; the scenario's first class is the headline's.

    Returns
    -------
    matplotlib.figure.Figure
        9 inches wide and about 12 high, on an Agg canvas of its own.
    """
    return shares_page(Stage(result), altitude_index, target_index).figure


def shares_page(stage: Stage, altitude: int, target: int) -> Page:
    """The same of a result that is ready to be drawn."""
    result = stage.result
    with house_style():
        pixels = round(MAP_IN * DPI)
        at = altitude, target
        layer = share_layer(stage, result.state[at], result.readings, at, pixels)
        others, marks = _other_classes(stage, altitude, target, layer, pixels)
        key = [
            [
                bands.steps_block(result, SHARE_RAMP, WHAT, 4.2, layer.present),
                bands.classes_block(result, stage.measures, altitude, marks, 4.2),
            ],
            [
                bands.edges_block(
                    edges.edge_shares(result.state[at]), REASONS,
                    "Coloured line: what ends the area", 3.8,
                ),
                lines_block(stage.rings, stage.sites, stage.window, 3.8),
            ],
        ]  # fmt: skip
        page = Page(
            result.title,
            f"What the radars see at {altitude_words(result.altitudes[altitude])}",
            f"{bands.covered_sentence(result, stage.measures, altitude, target)} Covered: seen on a single "
            f"scan with probability {result.pd_probability:g} or more.{stage.lines_mean()}".strip(),
            key,
            small_print(result, stage.rings),
            stage.around.grounds,
        )
        stage.draw(
            page.map_axes(0.0, 0.0, MAP_IN), MAP_IN, layer.image, line=layer.line,
            over=lambda sheet: draw_outlines(sheet, others),
        )  # fmt: skip
    return page


def share_layer(
    stage: Stage, state: CodeArray, readings: NDArray[Any] | None, at: tuple[int, int], pixels: int,
    ramp: Sequence[str] = SHARE_RAMP, edge_in: float = EDGE_IN,
) -> Layer:  # fmt: skip
    """One layer as pixels: shades by share of readings, unknown ground hatched, the edge as a line.

    `state` is nominal, shape (rows, columns); `readings` (altitudes, targets, rows, columns) say in how many
    readings each cell is covered, or engaged, and `at` which altitude and class of them is meant.
    """
    result = stage.result
    ground, window = result.ground, stage.window
    shown = raster.sampled(state, ground, window, pixels, State.OUTSIDE)
    counts = (
        (shown == State.COVERED).astype(np.uint8)
        if readings is None
        else raster.sampled(readings[at], ground, window, pixels, 0)
    )
    most = 1 if readings is None else result.samples
    palette = _palette(bands.steps(result), bands.shades(ramp, result), most)
    underground = shown == State.UNDERGROUND
    image = raster.coloured(np.where(underground, most + 1, np.minimum(counts, most)), palette)
    unknown = shown == State.UNKNOWN
    raster.paint_unknown(image, unknown)
    codes = edges.edge_pixels(state, ground, window, pixels, max(2, round(edge_in * DPI)))
    line = np.zeros_like(image)
    edges.paint_edges(line, codes)
    present = {State.UNDERGROUND: bool(underground.any()), State.UNKNOWN: bool(unknown.any())}
    return Layer(image, line, codes, present)


def _palette(steps: Sequence[bands.Step], colours: Sequence[str], most: int) -> raster.Image:
    """The shade of each number of readings, from none to all; then that of ground which is higher."""
    share = np.arange(most + 1) / most
    palette = np.zeros((most + 2, 4), dtype=np.uint8)
    palette[most + 1] = rgba(UNDERGROUND)
    for step, colour in zip(steps, colours, strict=True):
        palette[:-1][share >= step.least - 1e-12] = rgba(colour, SHARE_ALPHA)
    return palette


def _other_classes(
    stage: Stage, altitude: int, target: int, layer: Layer, pixels: int
) -> tuple[Outlines, list[tuple[int, str, Colour, str]]]:
    """Outlines of the classes that do not fill the map, and how the key explains all of them."""
    result = stage.result
    marks: list[tuple[int, str, Colour, str]] = [
        (target, "edge", bands.shades(SHARE_RAMP, result)[-1], "shaded")
    ]
    lines: Outlines = {}
    for other in raster.easiest_first(result):
        if other == target:
            continue
        covered = raster.states(result, altitude, other, stage.window, pixels) == State.COVERED
        found = edges.outlines(
            covered, layer.codes, stage.window,
            clear_px=round(NEAR_IN * DPI), least_px=round(SHORT_IN * DPI),
        )  # fmt: skip
        mark = OUTLINES[min(len(lines), len(OUTLINES) - 1)]
        if found:
            lines.setdefault(mark, []).extend(found)
            marks.append((other, mark, INK, "edge at nominal values"))
        else:
            same = "nothing covered" if not covered.any() else "nearly the same edge"
            marks.append((other, "none", INK, same))
    return lines, marks


def draw_outlines(sheet: Sheet, lines: Outlines) -> None:
    """Draw edges of other classes, thin, with a pale rim that shows on dark shades."""
    from matplotlib.collections import LineCollection

    for mark, pieces in lines.items():
        strokes = LineCollection(
            pieces, colors=INK, linewidths=1.0 * sheet.scale, linestyles=[OUTLINE_DASHES[mark]],
            capstyle="butt", zorder=4.5, path_effects=[sheet.rim(2.2)],
        )  # fmt: skip
        sheet.axes.add_collection(strokes, autolim=False)
