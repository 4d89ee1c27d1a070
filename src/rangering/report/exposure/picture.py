"""Tracks of civil flights over the map, each stretch in the colour of the innermost layer that holds it.

Nominal values; bands stand in the tables. The frame holds every site and all stretches inside a layer.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from rangering import __version__
from rangering.coverage.exposure_results import Airway, Exposure, FloatArray
from rangering.provenance import CAVEAT
from rangering.report import borders, frame, lettering, raster
from rangering.report.exposure.tables import hours_of
from rangering.report.exposure.words import CONDITIONAL, below_heading, heading, ran_words, traffic_words
from rangering.report.key import Block, Entry
from rangering.report.lettering import Site
from rangering.report.mission.sheet import titled
from rangering.report.page import MAP_IN, Page, SmallPrint
from rangering.report.plane import Plane, Window, window_around
from rangering.report.sheet import Sheet
from rangering.report.style import (
    DPI,
    ENGAGED_RAMP,
    INK,
    LABEL_PT,
    SEEN_RAMP,
    SOFT_INK,
    house_style,
)
from rangering.units import percent

TITLE = "Exposure of civil flights"
_LEAST_HALF_M, _NAME_IN = 20e3, 0.11
NO_LAYER = "#b0783a"  # no grey: that is the relief's
RELIEF = "#c9cccf"  # of a slope in half shade, for the key
_WIDE, _THIN, _CROWD = 1.8, 0.35, 4000.0  # widths of lines [pt], for few flights and for so many


def exposure_page(result: Exposure) -> Page:
    """The map with its key and small print."""
    plane = Plane(result.ground.lat_deg, result.ground.lon_deg)
    window = _window(result, plane)
    relief = raster.relief_image(result.ground, window, round(MAP_IN * DPI))
    around = frame.surroundings(plane, window)
    with house_style():
        page = Page(
            titled(result.title, result.labels),
            heading(result),
            f"{below_heading(result)} Each stretch in the colour of the innermost layer, nominal values. "
            f"{CONDITIONAL}",
            _key(result, relief=relief is not None),
            _small_print(result),
            around.grounds,
        )
        sheet = Sheet(page.map_axes(0.0, 0.0, MAP_IN), plane, window, MAP_IN)
        frame.draw_frame(sheet)
        frame.draw_land(sheet, around)
        if relief is not None:
            frame.draw_image(sheet, relief, "relief")
        frame.draw_graticule(sheet)
        frame.draw_scale_bar(sheet)
        frame.draw_north(sheet)
        for airway in result.airways:
            _draw_airway(sheet, airway)
        _draw_tracks(sheet, result)
        for airway in result.airways:
            _name_airway(sheet, airway)
        sites = [_site(each.shown, each.lat_deg, each.lon_deg) for each in result.fire_units]
        lettering.draw_sites(sheet, sites)
        lettering.name_sites(sheet, sites)
        lettering.name_countries(sheet, around.names)
        if relief is None:
            frame.draw_watermark(sheet, result.ground.record)
    return page


def colours(result: Exposure) -> list[str]:
    """Of no layer, then of each."""
    engaged = [ENGAGED_RAMP[2], ENGAGED_RAMP[1], ENGAGED_RAMP[0]]
    inner = [engaged[min(n, 2)] for n in range(len(result.layers) - 2)]
    return [NO_LAYER, SEEN_RAMP[0], SEEN_RAMP[2], *inner]


def _window(result: Exposure, plane: Plane) -> Window:
    trace = result.trace
    inside = trace.layer > 0
    shown = inside if inside.any() else np.ones_like(inside)
    points = [plane.to_m(trace.lat_deg[shown], trace.lon_deg[shown])]
    points += [plane.to_m([each.lat_deg], [each.lon_deg]) for each in result.fire_units]
    window = window_around(points)
    return window._replace(half_m=max(window.half_m, _LEAST_HALF_M))


def _site(shown: str, lat_deg: float, lon_deg: float) -> Site:
    return Site(shown, lat_deg, lon_deg, "hollow site" if lettering.HYPOTHETICAL in shown else "site")


def _draw_airway(sheet: Sheet, airway: Airway) -> None:
    """Both edges, dotted, and the name where there is room."""
    line = sheet.plane.to_m(airway.lat_deg, airway.lon_deg)
    along = np.gradient(line, axis=0)
    along /= np.hypot(along[:, 0], along[:, 1])[:, None]
    aside = 0.5 * airway.width_m * np.stack([-along[:, 1], along[:, 0]], axis=1)
    for edge in (line + aside, line - aside):
        sheet.axes.plot(edge[:, 0], edge[:, 1], color=SOFT_INK, linewidth=0.8, linestyle=(0, (1.0, 1.6)),
                        zorder=4.2)  # fmt: skip


def _name_airway(sheet: Sheet, airway: Airway) -> None:
    """Beside its middle, where there is room."""
    line = sheet.inches(sheet.plane.to_m(airway.lat_deg, airway.lon_deg))
    aside = 0.5 * airway.width_m / sheet.m_per_in + _NAME_IN
    for share in (0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.5):
        at = share * (len(line) - 1)
        x, y = (float(np.interp(at, np.arange(len(line)), line[:, axis])) for axis in (0, 1))
        for side in (aside, -aside):
            box = sheet.text_box(x, y + side, airway.shown, LABEL_PT, "center")
            if sheet.has_room([box]):
                sheet.write(x, y + side, airway.shown, LABEL_PT)
                sheet.take([box])
                return


def _draw_tracks(sheet: Sheet, result: Exposure) -> None:
    from matplotlib.collections import LineCollection

    width = float(np.interp(np.sqrt(len(result.flights)), [1.0, np.sqrt(_CROWD)], [_WIDE, _THIN]))
    runs = list(_runs(sheet, result))
    for layer, colour in enumerate(colours(result)):
        lines = [line for at, line in runs if at == layer]
        strokes = LineCollection(lines, colors=colour, linewidths=width * (0.7 if layer == 0 else 1.0),
                                 capstyle="round", zorder=5.0 + 0.1 * layer)  # fmt: skip
        sheet.axes.add_collection(strokes, autolim=False)


def _runs(sheet: Sheet, result: Exposure) -> Iterator[tuple[int, FloatArray]]:
    """Stretches of one flight in one layer; each begins where the one before ends, so that no gap is seen."""
    trace = result.trace
    points = sheet.plane.to_m(trace.lat_deg, trace.lon_deg)
    breaks = np.flatnonzero((np.diff(trace.flight) != 0) | (np.diff(trace.layer.astype(int)) != 0)) + 1
    edges = [0, *breaks.tolist(), trace.flight.size]
    for start, stop in pairwise(edges):
        joined = start > 0 and trace.flight[start - 1] == trace.flight[start]
        yield int(trace.layer[start]), points[start - joined : stop]


def _key(result: Exposure, *, relief: bool) -> list[list[Block]]:
    flown_h = float(result.flown_h.sum())
    entries = []
    for n, (layer, colour) in enumerate(zip(result.layers, colours(result)[1:], strict=True)):
        entries.append(
            Entry("edge", colour, layer.name, (percent(hours_of(result, n, 0).nominal / flown_h),))
        )
    entries.append(Entry("edge", NO_LAYER, "in no layer", ("",)))
    others = [Entry("site", INK, "fire unit")]
    if any("hypothetical" in each.shown for each in result.fire_units):
        others.append(Entry("hollow site", INK, "hypothetical fire unit"))
    if result.airways:
        others.append(Entry("dotted outline", SOFT_INK, "edges of an airway"))
    if relief:
        others.append(Entry("fill", RELIEF, "relief of the ground"))
    return [
        [Block("Layers, each within the one before", tuple(entries), 4.2, ("of all\ntime flown",))],
        [Block("Marks", tuple(others), 3.6)],
    ]


def _small_print(result: Exposure) -> SmallPrint:
    stated, record = result.environment, result.ground.record
    ground = f"k = {stated['k']:.4g}, {stated['geometry']}; {result.ground.describe()}."
    drawn = f"{ran_words(result)}. Coasts and borders: {borders.SOURCE}. Sources in full: exposure.json."
    caveat = f"{CAVEAT} rangering {__version__}."
    flown = traffic_words(result)
    notice = record.attribution
    full = [(ground, 2), *([(f"Terrain: {notice}.", 2)] if notice else []),
            *([(f"Traffic: {flown}.", 3)] if flown else []), (drawn, 2), (CONDITIONAL, 1),
            (caveat, 1)]  # fmt: skip
    return SmallPrint(full, (CONDITIONAL, caveat))
