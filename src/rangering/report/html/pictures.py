"""The pictures of a page: drawn, made small, and held to what a page may weigh.

A page has at most 5 MB. Pictures start at full size and are all stepped down together until they fit: fewer
pixels across, fewer colours. Colours are reduced without dithering, so that shades stay flat and compress.
"""

import struct
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from rangering.coverage.results import CoverageMap
from rangering.report import frame, lettering, raster
from rangering.report.key import altitude_words
from rangering.report.map import draw_coverage
from rangering.report.plane import Plane, Window, window_around
from rangering.report.sheet import Sheet
from rangering.report.style import DPI, house_style
from rangering.sight.state import State

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BUDGET_BYTES = 3_400_000  # of all pictures of a page; as base64 text they take a third more
STEPS = ((1400, 192), (1100, 128), (900, 64), (700, 48), (560, 32), (420, 16))  # pixels across, colours
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


Drawing = tuple[Callable[[], "Figure"], str, str]
"""What draws a figure, its alternative text and its caption."""


def altitude_name(index: int) -> str:
    """What the map of an altitude is called among the pictures."""
    return f"altitude-{index}"


def approach_name(index: int) -> str:
    """What the picture of an approach is called among the pictures."""
    return f"approach-{index}"


ENGAGEMENT, TORNADO = "engagement", "tornado"


def pictures(result: CoverageMap) -> dict[str, Picture]:
    """All pictures of a page by name, within its budget.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    """
    classes = ", ".join(target.title for target in result.targets)
    drawings: dict[str, Drawing] = {}
    for i, altitude in enumerate(result.altitudes):
        drawings[altitude_name(i)] = (
            partial(draw_coverage, result, i),
            f"Map of what the radars see at {altitude_words(altitude)}, by class of target ({classes}), "
            "inside the dashed circles of published claims; the text beside it gives the shares",
            f"What the radars see at {altitude_words(altitude)}.",
        )
    return within_budget({name: _drawn(*drawing) for name, drawing in drawings.items()})


def _drawn(draw: Callable[[], "Figure"], alt: str, caption: str) -> Picture:
    return Picture(png_bytes(draw(), width_px=STEPS[0][0], colours=STEPS[0][1]), alt, caption)


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
        made = {name: each._replace(png=_smaller(each.png, width_px, colours)) for name, each in made.items()}
        total_bytes = sum(len(picture.png) for picture in made.values())
    return made


def png_bytes(figure: "Figure", *, width_px: int, colours: int) -> bytes:
    """A figure as a PNG so many pixels wide, of so many colours; the same figure gives the same bytes."""
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas: Any = FigureCanvasAgg(figure)
    with house_style():
        canvas.draw()
    return _reduced(Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3]), width_px, colours)


def _smaller(png: bytes, width_px: int, colours: int) -> bytes:
    from PIL import Image

    with Image.open(BytesIO(png)) as image:
        return _reduced(image.convert("RGB"), width_px, colours)


def _reduced(image: Any, width_px: int, colours: int) -> bytes:
    from PIL import Image

    if image.width > width_px:
        image = image.resize(
            (width_px, round(image.height * width_px / image.width)), Image.Resampling.LANCZOS
        )
    file = BytesIO()
    image.quantize(colours, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def common_window(results: Sequence[CoverageMap]) -> Window:
    """The square that holds the press circles, else the detection rings, of several results at one site."""
    edges = []
    for result in results:
        plane = _plane(result)
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
        plane = _plane(result)
        pixels = round(SMALL_IN * DPI)
        around = frame.surroundings(plane, window)
        figure = Figure(figsize=(SMALL_IN, SMALL_IN), dpi=DPI, facecolor="white")
        sheet = Sheet(figure.add_axes((0.0, 0.0, 1.0, 1.0)), plane, window, SMALL_IN, scale=0.8)
        frame.draw_frame(sheet)
        frame.draw_land(sheet, around)
        picture = raster.coverage_picture(result, altitude, window, pixels)
        frame.draw_image(sheet, picture.image, window.extent, "states")
        relief = raster.relief_image(result.ground, pixels)
        if relief:
            frame.draw_image(sheet, *relief, "relief")
        frame.draw_graticule(sheet, labels=False)
        frame.draw_scale_bar(sheet)
        frame.draw_north(sheet)
        rings = lettering.naive_rings(result, plane)
        sites = lettering.sites_within(result, plane, window)
        lettering.draw_rings(sheet, rings)
        lettering.draw_sites(sheet, sites)
        lettering.name_rings(sheet, rings, brief=True)
        lettering.name_countries(sheet, around.names)
        if not relief:
            frame.draw_watermark(sheet)
    level = altitude_words(result.altitudes[altitude])
    alt = f"Map of what the radars of {name} see at {level}; the table above gives the shares"
    png = png_bytes(figure, width_px=STEPS[2][0], colours=STEPS[1][1])
    return SmallMap(Picture(png, alt, f"{name}, at {level}"), picture.present)


def _plane(result: CoverageMap) -> Plane:
    return Plane(result.ground.lat_deg, result.ground.lon_deg)
