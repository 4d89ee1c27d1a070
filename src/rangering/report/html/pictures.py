"""The pictures of a page: drawn, made small, and held to what a page may weigh.

A page has at most 5 MB. Pictures start at full size and are all stepped down together until they fit: fewer
pixels across, fewer colours. Colours are reduced without dithering, so that shades stay flat and compress.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rangering.coverage.results import CoverageMap
from rangering.report import lettering, raster
from rangering.report.alt import alt_approach, alt_engagement, alt_text, alt_tornado
from rangering.report.encode import MOST_COLOURS, Indexed, png_bytes, shrunk
from rangering.report.html.headline import engagement_altitude, headline_target
from rangering.report.key import altitude_words
from rangering.report.map import approach_files, drawings, slugs
from rangering.report.plane import Plane, Window, window_around
from rangering.report.stage import Stage
from rangering.report.style import DPI, house_style
from rangering.sight.state import State

BUDGET_BYTES = 3_400_000  # of all pictures of a page; as base64 text they take a third more
STEPS = (
    (1440, MOST_COLOURS),
    (1100, 128),
    (900, 64),
    (700, 48),
    (560, 32),
    (420, 16),
)  # pixels across, colours
SMALL_IN = 3.6  # side of a map that stands beside others


class Picture(NamedTuple):
    """A picture in PNG, with what it shows for those who do not see it, and the words under it."""

    png: bytes
    alt: str
    caption: str

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height, from the header of the file."""
        width, height = struct.unpack(">II", self.png[16:24])
        return width, height


def altitude_name(index: int) -> str:
    """What the map of an altitude is called among the pictures."""
    return f"altitude-{index}"


def approach_name(index: int) -> str:
    """What the picture of an approach is called among the pictures."""
    return f"approach-{index}"


ENGAGEMENT, TORNADO = "engagement", "tornado"


class _Wanted(NamedTuple):
    """One picture of the page: which of the result's, and the words for it."""

    name: str
    file: str
    alt: str
    caption: str


def pictures(result: CoverageMap, drawn: Mapping[str, Indexed] | None = None) -> dict[str, Picture]:
    """All pictures of a page by name, within its budget.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    drawn : mapping of str to Indexed, optional
        What `write_maps` handed over, of the class of the headline, where the pictures are drawn already.
    """
    wanted = [*_maps(result), *_rest(result)]
    if drawn is None:
        files = {each.file for each in wanted}
        drawn = {
            each.name: each.draw().pictures().bare
            for each in drawings(result, headline_target(result))
            if each.name in files
        }
    made = {each.name: Picture(drawn[each.file].png(), each.alt, each.caption) for each in wanted}
    return within_budget(made)


def _maps(result: CoverageMap) -> Iterator[_Wanted]:
    """A map an altitude: shares of readings of one class; without readings, all classes at once."""
    target = headline_target(result)
    classes = ", ".join(each.title for each in result.targets)
    for i, (altitude, slug) in enumerate(zip(result.altitudes, slugs(result.altitudes), strict=True)):
        level = altitude_words(altitude)
        if result.readings is None:
            caption = f"What the radars see at {level}."
            alt = (
                f"Map of what the radars see at {level}, by class of target ({classes}), inside the dashed "
                "circles of published claims; the text beside it gives the shares"
            )
        else:
            alt, title = alt_text(result, i, target), result.targets[target].title
            caption = f"Share of readings that cover each place at {level}: {title}."
        yield _Wanted(altitude_name(i), f"coverage-{slug}.png", alt, caption)


def _rest(result: CoverageMap) -> Iterator[_Wanted]:
    """What can be engaged, at one altitude; each approach; the tornado."""
    target, level = headline_target(result), engagement_altitude(result)
    title = result.targets[target].title
    if result.engagements:
        at = f"{altitude_words(result.altitudes[level])}, {title}"
        caption = f"What can be engaged at {at}{', claim by claim' if len(result.engagements) > 1 else ''}."
        file = f"engagement-{slugs(result.altitudes)[level]}.png"
        yield _Wanted(ENGAGEMENT, file, alt_engagement(result, level, target), caption)
    for i, (approach, file) in enumerate(zip(result.approaches, approach_files(result), strict=True)):
        caption = f"Warning at {approach.place} from every direction: {title}."
        yield _Wanted(approach_name(i), file, alt_approach(result, i, target), caption)
    if result.tornado is not None:
        yield _Wanted(TORNADO, "tornado.png", alt_tornado(result), "What each unknown does to the score.")


def within_budget(made: dict[str, Picture], budget_bytes: int = BUDGET_BYTES) -> dict[str, Picture]:
    """The same pictures, all stepped down as far as their sum asks for.

    A step is passed over where the pixels alone say that it will not do: each costs as much as drawing.
    """
    whole_bytes = total_bytes = sum(len(picture.png) for picture in made.values())
    for width_px, colours in STEPS[1:]:
        if total_bytes <= budget_bytes:
            break
        expected_bytes = whole_bytes * (width_px / STEPS[0][0]) ** 2
        if expected_bytes > budget_bytes and width_px > STEPS[-1][0]:
            continue
        made = {
            name: each._replace(png=shrunk(each.png, width_px=width_px, colours=colours))
            for name, each in made.items()
        }
        total_bytes = sum(len(picture.png) for picture in made.values())
    return made


def common_window(results: Sequence[CoverageMap]) -> Window:
    """The square that holds the press circles, else the detection rings, of several results at one site."""
    edges = []
    for result in results:
        plane = Plane(result.ground.lat_deg, result.ground.lon_deg)
        rings = lettering.naive_rings(result, plane)
        first = [ring for ring in rings if ring.kind == rings[0].kind]  # the press circle comes first
        edges += [piece for ring in first for piece in ring.pieces]
    return window_around(edges)


class SmallMap(NamedTuple):
    """A map that stands beside others, and what their common key must name."""

    picture: Picture
    present: frozenset[State]  # what the class that is easiest to see meets


def small_map(result: CoverageMap, name: str, altitude: int, window: Window) -> SmallMap:
    """A map without title and key, in a window that others share: same frame, same scale.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    name : str
        What it shows, such as a system.
    altitude : int
        Which of its altitudes.
    window : Window
        What the map shows, on the plane about the result's first site. [m]
    """
    from matplotlib.figure import Figure

    with house_style():
        stage = Stage(result, window=window)
        figure = Figure(figsize=(SMALL_IN, SMALL_IN), dpi=DPI, facecolor="white")
        picture = raster.coverage_picture(result, altitude, window, round(SMALL_IN * DPI))
        stage.draw(figure.add_axes((0.0, 0.0, 1.0, 1.0)), SMALL_IN, picture.image)
    level = altitude_words(result.altitudes[altitude])
    alt = f"Map of what the radars of {name} see at {level}; the table above gives the shares"
    png = png_bytes(figure, width_px=STEPS[2][0], colours=STEPS[1][1])
    return SmallMap(Picture(png, alt, f"{name}, at {level}"), picture.present)
