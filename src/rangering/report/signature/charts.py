"""The pictures of a signature question: the aspect sphere, and what happens at which distance.

The sphere is drawn on an equal-area map, so that what looks small is small: most of what radars on the ground
see of an aircraft lies in a narrow band about its wing plane. No picture shows where on the route anything
happens.
"""

from typing import TYPE_CHECKING

import numpy as np

from rangering import __version__
from rangering.coverage.signature_plan import AZIMUTHS, ELEVATIONS
from rangering.coverage.signature_results import OPPORTUNITY, SignatureResult
from rangering.mission.results import Estimate
from rangering.provenance import CAVEAT
from rangering.report.key import Block, Entry
from rangering.report.mission.sheet import GOOD, PALE, Bar, bars_high_in, draw_bars, titled
from rangering.report.page import MAP_IN, Page, SmallPrint
from rangering.report.signature.words import (
    NOT_GIVEN,
    count_words,
    distance_words,
    ever,
    headline,
    told,
    withheld,
)
from rangering.report.style import (
    INK,
    SMALL_PT,
    SOFT_INK,
    UNKNOWN_PAPER,
    UNKNOWN_STRIPE,
    house_style,
    ramp,
)
from rangering.sight.plan import BoolArray, FloatArray
from rangering.units import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STEPS_DB = (0.0, 10.0, 20.0, 30.0, 40.0, 50.0)
_LOOKS = (0.0, 0.1, 1.0, 10.0, 100.0)
_RAMP = ("#dbe9f4", "#9dc8e6", "#4a92cc", "#123f7a")
_LEFT_IN, _SPHERE_IN, _AXIS_IN = 0.62, 3.3, 0.1
_TICKS_DEG = (-90, -45, -30, -20, -10, 0, 10, 20, 30, 45, 90)
_LABEL_IN = 2.3


def aspects_page(result: SignatureResult) -> Page:
    """The aspect sphere on an equal-area map, shaded by the strongest look; by looks where withheld."""
    by_looks = withheld(result)
    bins = result.look_bins.sum(axis=0) if by_looks else result.best_bins_db.max(axis=0)
    edges = _LOOKS if by_looks else STEPS_DB
    seen = result.look_bins.sum(axis=0) > 0.0
    colours = ramp(_RAMP, len(edges))
    with house_style():
        page = _sheet(
            result,
            "From which sides the radars look, and how strong the echo is" if not by_looks
            else "From which sides the radars look, and how often",
            headline(result),
            [[_key(edges, colours, by_looks=by_looks)], [_frame_key(result, by_looks=by_looks)]],
            _SPHERE_IN + _AXIS_IN,
        )  # fmt: skip
        axes = page.chart_axes(_LEFT_IN, 0.0, MAP_IN - _LEFT_IN, _SPHERE_IN)
        _sphere(axes, np.where(seen, bins, np.nan), edges, colours)
        if not by_looks:
            _outline(axes, result.sample_bins.sum(axis=0) > 0.0)
    return page


def _sphere(
    axes: "Axes",
    bins: FloatArray,
    edges: tuple[float, ...],
    colours: list[tuple[float, float, float]],
) -> None:
    from matplotlib.colors import BoundaryNorm, ListedColormap, to_rgb

    grid = bins.reshape(ELEVATIONS, AZIMUTHS)
    grid = np.where(np.isneginf(grid), edges[0] - 1.0, grid)
    azimuth_deg = np.linspace(-180.0, 180.0, AZIMUTHS + 1)
    rise = np.linspace(-1.0, 1.0, ELEVATIONS + 1)
    shades = ListedColormap([to_rgb(UNKNOWN_STRIPE), *colours])
    norm = BoundaryNorm([-1e9, *edges, 1e9], shades.N)
    axes.set_facecolor(UNKNOWN_PAPER)
    axes.pcolormesh(azimuth_deg, rise, np.ma.masked_invalid(grid), cmap=shades, norm=norm, linewidth=0)
    axes.set(xlim=(-180.0, 180.0), ylim=(-1.0, 1.0))
    axes.set_xticks(
        [-180, -135, -90, -45, 0, 45, 90, 135, 180],
        ["tail", "135°", "left 90°", "45°", "nose", "45°", "right 90°", "135°", "tail"],
    )
    told = [f"{each:+d}°".replace("-", "\N{MINUS SIGN}") if each else "wings" for each in _TICKS_DEG]
    axes.set_yticks(np.sin(np.radians(_TICKS_DEG)).tolist(), ["belly", *told[1:-1], "top"])
    axes.tick_params(axis="both", labelsize=SMALL_PT, colors=SOFT_INK, length=2.5, width=0.6)
    axes.grid(color=UNKNOWN_STRIPE, linewidth=0.4)
    for side in axes.spines.values():
        side.set_color(SOFT_INK)
    axes.annotate(
        "azimuth and elevation of the radar in the aircraft's axes; equal areas", (1.0, 0.0),
        xycoords="axes fraction", xytext=(0, -26), textcoords="offset points", ha="right", va="baseline",
        fontsize=SMALL_PT, color=SOFT_INK,
    )  # fmt: skip


def _outline(axes: "Axes", sampled: BoolArray) -> None:
    """A line round the bins that are sampled."""
    grid = np.zeros((ELEVATIONS + 2, AZIMUTHS + 2), dtype=np.bool_)
    grid[1:-1, 1:-1] = sampled.reshape(ELEVATIONS, AZIMUTHS)
    azimuth_deg = np.linspace(-180.0, 180.0, AZIMUTHS + 1)
    rise = np.linspace(-1.0, 1.0, ELEVATIONS + 1)
    from matplotlib.collections import LineCollection

    lines = []
    rows, cols = np.nonzero(grid[1:, 1:-1] != grid[:-1, 1:-1])
    lines += [
        [(azimuth_deg[c], rise[r]), (azimuth_deg[c + 1], rise[r])] for r, c in zip(rows, cols, strict=True)
    ]
    rows, cols = np.nonzero(grid[1:-1, 1:] != grid[1:-1, :-1])
    lines += [
        [(azimuth_deg[c], rise[r]), (azimuth_deg[c], rise[r + 1])] for r, c in zip(rows, cols, strict=True)
    ]
    axes.add_collection(LineCollection(lines, colors=INK, linewidths=0.9, zorder=4))


def _key(edges: tuple[float, ...], colours: list[tuple[float, float, float]], *, by_looks: bool) -> Block:
    entries = []
    for n in reversed(range(len(edges))):
        unit, more = "" if by_looks else " dB", f"{edges[n]:g}"
        words = f"{more} to {edges[n + 1]:g}{unit}" if n + 1 < len(edges) else f"{more}{unit} or more"
        entries.append(Entry("fill", colours[n], words))
    if by_looks:
        return Block("Looks a sortie", tuple(entries), 2.6)
    entries.append(Entry("fill", UNKNOWN_STRIPE, "less, or too slow along the line of sight"))
    return Block("Strongest look, over the noise", tuple(entries), 4.2)


def _frame_key(result: SignatureResult, *, by_looks: bool) -> Block:
    entries = [Entry("fill", UNKNOWN_PAPER, "no radar looks from there")]
    if not by_looks:
        words = f"sampled: {result.threshold_db:g} dB or more"
        entries.insert(0, Entry("outline", INK, words))
    return Block("Nominal values", tuple(entries), 3.8)


def standoff_page(result: SignatureResult) -> Page:
    """Two charts by band of stand-off distance: the share of the sphere, and looks a sortie."""
    only = withheld(result)
    shares, looks = [], []
    last = max((n for n, each in enumerate(result.distances) if ever(each.looks)), default=0)
    beyond_m = result.distances[last].outer_m
    beyond = "" if beyond_m is None else f" No look from {beyond_m / 1e3:g} km on."
    for each in result.distances[: last + 1]:
        label = distance_words(each.inner_m, each.outer_m)
        words = told(each.share, percent, band_only=only)
        value = 0.0 if only else 100.0 * each.share.nominal
        low, high = ((value, value) if each.share.low is None or each.share.high is None
                     else (100.0 * each.share.low, 100.0 * each.share.high))  # fmt: skip
        if only and words != NOT_GIVEN:
            value = low  # the bar ends where the band begins
        shares.append(Bar(label, Estimate(value, low, high), words, GOOD))
        value = each.looks.nominal
        low, high = ((value, value) if each.looks.low is None or each.looks.high is None
                     else (each.looks.low, each.looks.high))  # fmt: skip
        looks.append(Bar(label, Estimate(value, low, high), told(each.looks, count_words), PALE))
    high_in = bars_high_in(shares, _LABEL_IN)
    with house_style():
        page = _sheet(
            result,
            "What the radars can sample, by distance from the radar that looks",
            f"Above: share of all sides sampled at {result.threshold_db:g} dB or more within each band of "
            f"ground distance, after {result.sorties} sorties. Below: looks a sortie. Bands do not add up: a "
            f"side may be sampled in several.{beyond}",
            [[Block("", (Entry("edge", GOOD, "share of the sphere sampled"),), 2.9)],
             [Block("", (Entry("edge", PALE, "looks a sortie"),), 2.0)],
             *([[Block("", (Entry("edge", INK, "whisker: band over readings"),), 3.0)]]
               if result.samples else [])],
            2.0 * high_in + 0.4,
        )  # fmt: skip
        draw_bars(page, shares, label_in=_LABEL_IN, unit="% of the aspect sphere")
        draw_bars(page, looks, label_in=_LABEL_IN, unit="looks a sortie", top_in=high_in + 0.45)
    return page


def _sheet(
    result: SignatureResult, heading: str, subtitle: str, key: list[list[Block]], high_in: float
) -> Page:
    caveat = f"{CAVEAT} rangering {__version__}."
    environment = result.environment
    full = [
        (OPPORTUNITY, 2),
        (result.flown_as, 2),
        (f"Ground: {environment['terrain']}; k = {environment['k']:.4g}. {readings_words(result)}", 2),
        (caveat, 1),
    ]
    return Page(
        titled(result.title, result.labels), heading, subtitle, key,
        SmallPrint(full, (OPPORTUNITY, caveat)), ("white",), maps_in=high_in + 0.12,
    )  # fmt: skip


def readings_words(result: SignatureResult) -> str:
    """What the bands are over."""
    if not result.samples:
        return "Nominal values alone: no readings were drawn."
    return f"Bands: nine in ten of {result.samples} readings of what nobody outside knows; no probabilities."
