"""Maps at nominal values: what each class is seen at, and from how low, with what hides the rest.

Pictures for reading, not for measuring: a pixel shows the cell under its centre.
"""

from typing import TYPE_CHECKING

import numpy as np

from rangering.coverage.results import CoverageMap
from rangering.report import raster
from rangering.report.key import altitude_words, hidden_block, lines_block, seen_block, steps_blocks
from rangering.report.page import MAP_IN, Page, small_print
from rangering.report.stage import Stage
from rangering.report.style import DPI, LOWEST_ALPHA, LOWEST_RAMP, house_style, ramp, rgba

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COARSE_STEPS_M = (30.0, 100.0, 300.0, 1000.0, 3000.0, 10_000.0, 30_000.0)
FINE_STEPS_M = (10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
FINE_UP_TO_M = 2000.0  # the highest hidden altitude for which the fine steps serve


def draw_coverage(result: CoverageMap, altitude_index: int) -> "Figure":
    """The map of one altitude: rings dashed, what is seen shaded by target class, and why the rest is not.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    altitude_index : int
        Which of its altitudes.

    Returns
    -------
    matplotlib.figure.Figure
        9 inches wide and about 12 high, on an Agg canvas of its own.
    """
    return coverage_page(Stage(result), altitude_index).figure


def coverage_page(stage: Stage, altitude_index: int) -> Page:
    """The same of a result that is ready to be drawn."""
    result = stage.result
    altitude = result.altitudes[altitude_index]
    with house_style():
        picture = raster.coverage_picture(result, altitude_index, stage.window, round(MAP_IN * DPI))
        key = [
            [
                seen_block(result, altitude, stage.measures, picture.twins, 4.2),
                lines_block(stage.rings, stage.sites, stage.window, 4.2),
            ],
            [hidden_block(result, altitude, stage.measures, picture.present, 3.8)],
        ]
        page = Page(
            result.title,
            f"What the radars see at {altitude_words(altitude)}",
            stage.seen_means(),
            key,
            small_print(result, stage.rings),
            stage.around.grounds,
        )
        stage.draw(page.map_axes(0.0, 0.0, MAP_IN), MAP_IN, picture.image)
    return page


def draw_lowest(result: CoverageMap) -> "Figure":
    """The map of the lowest altitude above ground that lies in line of sight of any radar, in steps.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.

    Returns
    -------
    matplotlib.figure.Figure
        9 inches wide and about 12 high, on an Agg canvas of its own.
    """
    return lowest_page(Stage(result)).figure


def lowest_page(stage: Stage) -> Page:
    """The same of a result that is ready to be drawn."""
    result = stage.result
    with house_style():
        pixels = round(MAP_IN * DPI)
        height_m, unknown = raster.lowest_seen(result, stage.plane, stage.window, pixels)
        known = np.isfinite(height_m)
        highest_m = float(height_m[known].max(initial=0.0))
        edges_m = [
            e for e in (FINE_STEPS_M if highest_m <= FINE_UP_TO_M else COARSE_STEPS_M) if e < highest_m
        ]
        palette = np.array([rgba(colour, LOWEST_ALPHA) for colour in ramp(LOWEST_RAMP, len(edges_m) + 1)])
        image = np.zeros((pixels, pixels, 4), dtype=np.uint8)
        image[known] = palette[np.searchsorted(edges_m, height_m[known])]
        raster.paint_unknown(image, unknown)
        page = Page(
            result.title,
            "How low the radars can look: lowest altitude above ground in line of sight",
            "Line of sight alone, as far as each radar displays: power and sector are not counted here.",
            [
                *([block] for block in steps_blocks(edges_m, bool(unknown.any()), (2.2, 2.2))),
                [lines_block(stage.rings, stage.sites, stage.window, 3.6)],
            ],
            small_print(result, stage.rings),
            stage.around.grounds,
        )
        stage.draw(page.map_axes(0.0, 0.0, MAP_IN), MAP_IN, image)
    return page
