"""Rings, sites and names on a map: what they are called, and where the words find room."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rangering.coverage.results import ASSUMED_RANGE, DETECTION_CLAIM, PRESS_CIRCLE, CoverageMap
from rangering.report.borders import Name
from rangering.report.frame import LAYERS
from rangering.report.plane import FloatArray, Plane, Window
from rangering.report.sheet import LINE_HEIGHT, Box, Sheet
from rangering.report.style import (
    DETECTION_RING,
    INK,
    LABEL_PT,
    PLACE,
    PRESS_RING,
    SITE,
    SMALL_PT,
    SOFT_INK,
    wrapped,
)
from rangering.units import show

HYPOTHETICAL = "hypothetical"
KINDS = {
    PRESS_CIRCLE: " engagement claim",
    DETECTION_CLAIM: " detection claim",
    ASSUMED_RANGE: ", our assumption: nothing is published",
}
DISPLAY = ", end of the display: no detection range is published"
MARKS = {
    "site": ("^", SITE, 1.0), "hollow site": ("^", "white", 1.0), "place": ("s", PLACE, 0.62),
    "radar": ("D", "white", 0.7), "kill": ("x", INK, 0.75), "miss": ("o", "white", 0.55),
    "tick": ("|", INK, 1.0), "leaks": (">", "#d55e00", 0.9), "turns": ("<", "#e69f00", 0.9),
}  # fmt: skip
CLUSTER_IN = 0.5  # sites closer than this share one list of names
LONGEST_NAME_IN = 2.2
SHIFTS = (0.0, 1.0, -1.0, 2.0, -2.0, 4.0, -4.0)  # of a list of names, up and down, in lines


class NaiveRing(NamedTuple):
    """The edge of one range about every site that it is claimed, or assumed, for."""

    radius_m: float
    kind: str  # as the table calls it: PRESS_CIRCLE, DETECTION_CLAIM or ASSUMED_RANGE
    of: tuple[str, ...]  # radars, where it is detection
    sources: tuple[str, ...]
    grade: str
    pieces: tuple[FloatArray, ...]
    places: int  # how many places it is drawn about
    is_display: bool  # nobody claims it, yet the end of the display that it stands for is published

    @property
    def colour(self) -> str:
        """Grey for what is claimed to be seen, red for what is claimed to be engaged."""
        return PRESS_RING if self.kind == PRESS_CIRCLE else DETECTION_RING

    @property
    def mark(self) -> str:
        """How the line is drawn: what nobody claims is dotted."""
        return "dotted" if self.kind == ASSUMED_RANGE else "line"

    @property
    def length(self) -> str:
        """Its radius, as it stands everywhere."""
        return show(self.radius_m, "km")

    @property
    def words(self) -> str:
        """What stands on the line."""
        return f"{self.length}{DISPLAY if self.is_display else KINDS[self.kind]}"

    @property
    def whose(self) -> str:
        """Which radars, or what it is called."""
        return ", ".join(self.of) or "the press circle"


class Site(NamedTuple):
    """A place with radars or launchers, or a defended one, and its name with its labels."""

    name: str
    lat_deg: float
    lon_deg: float
    mark: str  # of MARKS

    @property
    def shown(self) -> str:
        """The name as it stands on the map, broken where it is long."""
        return "\n".join(wrapped(self.name, LABEL_PT, LONGEST_NAME_IN, most=3))


def naive_rings(result: CoverageMap, plane: Plane) -> list[NaiveRing]:
    """Ranges of one radius together, the press circle first, then the widest first."""
    claims = [(PRESS_CIRCLE, "", lat, lon, ring) for _, lat, lon, ring in result.engagement_rings]
    claims += [
        (DETECTION_CLAIM if r.ring.is_published else ASSUMED_RANGE, r.name.removeprefix(f"{r.site}, "),
         r.lat_deg, r.lon_deg, r.ring)
        for r in result.radars
    ]  # fmt: skip
    order = list(KINDS)
    kinds = sorted({(k, r.radius_m) for k, *_, r in claims}, key=lambda key: (order.index(key[0]), -key[1]))
    found = []
    for kind, radius_m in kinds:
        same = [c for c in claims if c[0] == kind and c[4].radius_m == radius_m]
        names = tuple(dict.fromkeys(c[1] for c in same if c[1]))
        sources = tuple(dict.fromkeys(c[4].source for c in same))
        grades = "/".join(dict.fromkeys(c[4].grade for c in same))
        centres = [(c[2], c[3]) for c in same]
        pieces = tuple(plane.outline(centres, radius_m))
        display = kind == ASSUMED_RANGE and not any(c[4].claim.startswith("default/") for c in same)
        ring = NaiveRing(radius_m, kind, names, sources, grades, pieces, len(set(centres)), display)
        found.append(ring)
    return found


def sites_within(result: CoverageMap, plane: Plane, window: Window) -> list[Site]:
    """Every site and every defended place that a window shows, once, from the north to the south.

    Where a group's radar stands at one of its fire units, the fire unit's name is enough; a group that is
    labelled hypothetical keeps its name, so that the word is never lost.
    """
    names: dict[tuple[float, float], list[str]] = {}
    for name, lat_deg, lon_deg, _ in result.engagement_rings:
        names.setdefault((lat_deg, lon_deg), []).append(name)
    for radar in result.radars:
        here = names.setdefault((radar.lat_deg, radar.lon_deg), [])
        if not here or (radar.hypothetical and not any(HYPOTHETICAL in name for name in here)):
            here.append(radar.site)
    found = [
        Site(", ".join(dict.fromkeys(here)), lat_deg, lon_deg,
             "hollow site" if any(HYPOTHETICAL in name for name in here) else "site")
        for (lat_deg, lon_deg), here in names.items()
    ]  # fmt: skip
    found += [Site(name, lat_deg, lon_deg, "place") for name, lat_deg, lon_deg in result.places]
    found = [each for each in found if window.holds(plane.to_m([each.lat_deg], [each.lon_deg]))]
    return sorted(found, key=lambda site: (-site.lat_deg, site.lon_deg, site.name))


def draw_rings(sheet: Sheet, rings: Sequence[NaiveRing]) -> None:
    """Dash what is claimed and dot what is assumed; red on grey, each fills the other's gaps."""
    from matplotlib.collections import LineCollection

    for ring in rings:
        press = ring.kind == PRESS_CIRCLE
        dashes = (1.0, 2.5) if ring.mark == "dotted" else (6.0, 6.0)
        width = {PRESS_CIRCLE: 1.5, DETECTION_CLAIM: 1.1, ASSUMED_RANGE: 0.9}[ring.kind]
        edge = LineCollection(
            ring.pieces, colors=ring.colour, linewidths=width * sheet.scale,
            linestyles=[(6.0 if press else 0.0, dashes)], capstyle="butt",
            zorder=LAYERS["rings"] + 0.1 * press, path_effects=[sheet.rim(2.6)],
        )  # fmt: skip
        sheet.axes.add_collection(edge, autolim=False)


def name_rings(sheet: Sheet, rings: Sequence[NaiveRing], *, brief: bool = False) -> None:
    """Write on every ring what it is, or its radius alone; beside the ring where that is too small."""
    size_pt = LABEL_PT * sheet.scale
    for ring in rings:
        words = ring.length if brief else ring.words
        if any(sheet.write_along(piece, words, size_pt, ring.colour) for piece in ring.pieces):
            continue
        edge = sheet.inches(np.concatenate(ring.pieces))
        (west, south), (east, north) = edge.min(axis=0), edge.max(axis=0)
        middle_x, middle_y = (west + east) / 2.0, (south + north) / 2.0
        clear = 0.06 * sheet.scale
        above = 0.5 * LINE_HEIGHT * size_pt / 72.0 + clear
        spots = [(middle_x, north + above, "center"), (middle_x, south - above, "center"),
                 (east + clear, middle_y, "left"), (west - clear, middle_y, "right")]  # fmt: skip
        _write_first_free(sheet, words, size_pt, spots, ring.colour)


def _write_first_free(
    sheet: Sheet, words: str, size_pt: float, spots: Sequence[tuple[float, float, str]], colour: str
) -> bool:
    for x, y, align in spots:
        box = sheet.text_box(x, y, words, size_pt, align)
        if sheet.has_room([box]):
            sheet.take([box])
            sheet.write(x, y, words, size_pt, align, color=colour)
            return True
    return False


def draw_sites(sheet: Sheet, places: Sequence[Site]) -> None:
    """Triangles where radars stand, hollow where the site is hypothetical; squares for defended places."""
    for site in places:
        shape, face, share = MARKS[site.mark]
        size_in = 0.085 * share * sheet.scale
        x, y = sheet.place(site.lat_deg, site.lon_deg)
        east, north = sheet.metres((x, y))
        for width, colour in ((3.2, "white"), (1.1, INK)):  # a pale rim keeps it apart from any shade of blue
            sheet.axes.plot(
                [east], [north], marker=shape, markersize=size_in * 72.0, linestyle="none", zorder=9,
                markeredgewidth=width * sheet.scale, markerfacecolor=face, markeredgecolor=colour,
            )  # fmt: skip
        sheet.take([Box(x - 0.6 * size_in, y - 0.6 * size_in, x + 0.6 * size_in, y + 0.6 * size_in)])


def name_sites(sheet: Sheet, places: Sequence[Site]) -> None:
    """Names beside lone sites; sites close together get a list beside them, with a line to each."""
    size_pt = LABEL_PT * sheet.scale
    at = {site: sheet.place(site.lat_deg, site.lon_deg) for site in places}
    for cluster in _clusters(at):
        if len(cluster) == 1:
            x, y = at[cluster[0]]
            d = 0.09 * sheet.scale
            spots = [
                (x + d, y, "left"),
                (x - d, y, "right"),
                (x, y + 1.4 * d, "center"),
                (x, y - 1.4 * d, "center"),
            ]
            if _write_first_free(sheet, cluster[0].shown, size_pt, spots, INK):
                continue
        middle = float(np.mean([at[site][0] for site in cluster]))
        for align in ("left", "right"):  # eastern sites are named to the east, western ones to the west
            side = [site for site in cluster if (at[site][0] >= middle) == (align == "left")]
            if side:
                _list_names(sheet, side, at, align, size_pt)


def _list_names(
    sheet: Sheet, side: Sequence[Site], at: dict[Site, tuple[float, float]], align: str, size_pt: float
) -> None:
    """Names under each other beside their sites, as near as there is room, with a line to each.

    Without room anywhere they cover something else: better crowded than a hypothetical site without the word.
    """
    xs, ys = np.array([at[site] for site in side]).T
    sign = 1.0 if align == "left" else -1.0
    order = sorted(side, key=lambda site: -at[site][1])
    heights = np.array([site.shown.count("\n") + 1.2 for site in order]) * LINE_HEIGHT * size_pt / 72.0
    middles = heights.sum() / 2.0 - np.cumsum(heights) + heights / 2.0
    columns = [float(sign * ((sign * xs).max() + away)) for away in np.arange(0.3, 3.0, 0.15) * sheet.scale]
    layouts = [(x, ys.mean() + middles + shift * heights[0]) for x in columns for shift in SHIFTS]

    def boxes(layout: tuple[float, FloatArray]) -> list[Box]:
        x, rows = layout
        return [
            sheet.text_box(x, float(y), s.shown, size_pt, align) for s, y in zip(order, rows, strict=True)
        ]

    chosen = next((layout for layout in layouts if sheet.has_room(boxes(layout))), layouts[0])
    sheet.take(boxes(chosen))
    for site, y in zip(order, chosen[1], strict=True):
        _lead(sheet, at[site], (chosen[0] - 0.03 * sign, float(y)))
        sheet.write(chosen[0], float(y), site.shown, size_pt, align)


def _lead(sheet: Sheet, start_in: tuple[float, float], end_in: tuple[float, float]) -> None:
    ends = sheet.metres([start_in, end_in])
    for width, colour in ((2.0, "white"), (0.7, INK)):
        sheet.axes.plot(
            *ends.T, color=colour, linewidth=width * sheet.scale, zorder=7.5, solid_capstyle="butt"
        )


def _clusters(at: dict[Site, tuple[float, float]]) -> list[list[Site]]:
    """Sites that a chain of short steps joins. [inch]"""
    left = list(at)
    groups = []
    while left:
        group, left = [left[0]], left[1:]
        for site in group:
            close = [s for s in left if np.hypot(at[s][0] - at[site][0], at[s][1] - at[site][1]) < CLUSTER_IN]
            group += close
            left = [s for s in left if s not in close]
        groups.append(group)
    return groups


def name_countries(sheet: Sheet, names: Sequence[Name]) -> None:
    """Names of countries where room is left; one without room goes without."""
    size_pt = SMALL_PT * sheet.scale
    for country in names:
        words = country.name.upper()
        spots = [
            (*sheet.place(lat, lon), "center")
            for lat, lon in zip(country.lat_deg, country.lon_deg, strict=True)
        ]
        _write_first_free(sheet, words, size_pt, spots, SOFT_INK)
