"""Rings, sites and names on a map: what they are called, and where the words find room."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rangering.coverage.results import CoverageMap
from rangering.report.borders import country_names
from rangering.report.frame import LAYERS
from rangering.report.plane import FloatArray, Plane
from rangering.report.sheet import LINE_HEIGHT, Box, Sheet
from rangering.report.style import (
    DETECTION_RING,
    INK,
    LABEL_PT,
    PRESS_RING,
    SITE,
    SMALL_PT,
    SOFT_INK,
    wrapped,
)
from rangering.units import show

HYPOTHETICAL = "hypothetical"
CLUSTER_IN = 0.5  # sites closer than this share one list of names
LONGEST_NAME_IN = 2.2
SHIFTS = (0.0, 1.0, -1.0, 2.0, -2.0, 4.0, -4.0)  # of a list of names, up and down, in lines


class NaiveRing(NamedTuple):
    """The edge of one claimed range about every site that the claim is made for."""

    radius_m: float
    kind: str  # "detection claim" or "engagement claim"
    of: tuple[str, ...]  # radars, where it is detection
    source: str
    grade: str
    pieces: tuple[FloatArray, ...]

    @property
    def colour(self) -> str:
        """Grey for what is claimed to be seen, red for what is claimed to be engaged."""
        return PRESS_RING if self.kind == "engagement claim" else DETECTION_RING

    @property
    def words(self) -> str:
        """What stands on the line."""
        return f"{show(self.radius_m, 'km')} {self.kind}"

    @property
    def whose(self) -> str:
        """Which radars, or what it is called."""
        return ", ".join(self.of) or "the press circle"


class Site(NamedTuple):
    """A place with radars or launchers, and its name with its labels."""

    name: str
    lat_deg: float
    lon_deg: float
    hypothetical: bool

    @property
    def shown(self) -> str:
        """The name as it stands on the map, broken where it is long."""
        return "\n".join(wrapped(self.name, LABEL_PT, LONGEST_NAME_IN, most=3))


def naive_rings(result: CoverageMap, plane: Plane) -> list[NaiveRing]:
    """Claims of one radius together, detection before engagement, the widest first."""
    claims = [
        ("detection claim", r.name.removeprefix(f"{r.site}, "), r.lat_deg, r.lon_deg, r.ring)
        for r in result.radars
    ]
    claims += [("engagement claim", "", lat, lon, ring) for _, lat, lon, ring in result.engagement_rings]
    found = []
    for kind, radius_m in sorted({(k, r.radius_m) for k, *_, r in claims}, key=lambda key: (key[0], -key[1])):
        same = [c for c in claims if c[0] == kind and c[4].radius_m == radius_m]
        names = tuple(dict.fromkeys(c[1] for c in same if c[1]))
        sources = "; ".join(dict.fromkeys(c[4].source for c in same))
        grades = "/".join(dict.fromkeys(c[4].grade for c in same))
        pieces = tuple(plane.outline([(c[2], c[3]) for c in same], radius_m))
        found.append(NaiveRing(radius_m, kind, names, sources, grades, pieces))
    return found


def sites(result: CoverageMap) -> list[Site]:
    """Every place once, from the north to the south.

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
        Site(", ".join(dict.fromkeys(here)), *place, any(HYPOTHETICAL in name for name in here))
        for place, here in names.items()
    ]
    return sorted(found, key=lambda site: (-site.lat_deg, site.lon_deg, site.name))


def draw_rings(sheet: Sheet, rings: Sequence[NaiveRing]) -> None:
    """Dash the edges; where a red one lies on a grey one, each fills the other's gaps."""
    from matplotlib.collections import LineCollection

    for ring in rings:
        press = ring.kind == "engagement claim"
        edge = LineCollection(
            ring.pieces, colors=ring.colour, linewidths=(1.5 if press else 1.1) * sheet.scale,
            linestyles=[(6.0 if press else 0.0, (6.0, 6.0))], capstyle="butt",
            zorder=LAYERS["rings"] + 0.1 * press, path_effects=[sheet.rim(2.6)],
        )  # fmt: skip
        sheet.axes.add_collection(edge, autolim=False)


def name_rings(sheet: Sheet, rings: Sequence[NaiveRing]) -> None:
    """Write on every ring what it is, the press circle first; above the ring where that is too small."""
    size_pt = LABEL_PT * sheet.scale
    for ring in sorted(rings, key=lambda ring: (ring.kind != "engagement claim", -ring.radius_m)):
        if any(sheet.write_along(piece, ring.words, size_pt, ring.colour) for piece in ring.pieces):
            continue
        edge = sheet.inches(np.concatenate(ring.pieces))
        x, y = edge[np.argmax(edge[:, 1])]
        spots = [(x, y + lift, "center") for lift in (0.1, 0.22, 0.34)]
        _write_first_free(sheet, ring.words, size_pt, spots, ring.colour)


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
    """Triangles where radars stand, hollow where the site is hypothetical."""
    size_in = 0.085 * sheet.scale
    for site in places:
        x, y = sheet.place(site.lat_deg, site.lon_deg)
        east, north = sheet.metres((x, y))
        for width, colour in ((3.2, "white"), (1.1, INK)):  # a pale rim keeps it apart from any shade of blue
            sheet.axes.plot(
                [east], [north], marker="^", markersize=size_in * 72.0, markeredgewidth=width * sheet.scale,
                markerfacecolor="white" if site.hypothetical else SITE, markeredgecolor=colour, zorder=9,
                linestyle="none",
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


def name_countries(sheet: Sheet) -> None:
    """Names of countries where room is left; one without room goes without."""
    size_pt = SMALL_PT * sheet.scale
    middle = (sheet.window.east_m, sheet.window.north_m)
    for country in country_names(sheet.plane, middle, sheet.window.half_m):
        words = country.name.upper()
        spots = [
            (*sheet.place(lat, lon), "center")
            for lat, lon in zip(country.lat_deg, country.lon_deg, strict=True)
        ]
        _write_first_free(sheet, words, size_pt, spots, SOFT_INK)
