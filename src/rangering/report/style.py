"""How every figure looks: colours, sizes of type, and what a text measures before it is drawn.

Blues tell what is seen, purples what can be engaged; both keep their order in grey. What hides the rest is a
tint, paler than any of them and thin enough for land and sea to stay apart beneath it, in colour and in
print; where only the edge is coloured by its limit, the colours are those of Okabe and Ito, which eyes that
confuse red and green tell apart, and no two of one lightness lie side by side often. Sizes of type are such
that a picture can still be read at 600 pixels. Texts are measured with the font itself, so that a layout is
decided without drawing and comes out the same every time.
Source of the edge colours: Okabe and Ito, Color Universal Design (2008), jfly.uni-koeln.de/color.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rangering.sight.state import State

Colour = str | tuple[float, float, float] | tuple[float, float, float, float]

INK = "#20262b"
SOFT_INK = "#5a646c"
FAINT_INK = "#8b949b"
LAND = "#f4f1ea"
SEA = "#d3e0e9"
COAST = "#8b979e"
BORDER = "#a2978a"
DETECTION_RING = "#545b61"
PRESS_RING = "#b3202c"
UNKNOWN_PAPER, UNKNOWN_STRIPE = "#fbfbfb", "#c2c7cb"
SITE = "#e07b00"
UNDERGROUND = "#94816a"
PLACE = "#2f3a42"
LIMITS = {
    State.SECTOR: "#b7d08a",
    State.INSTRUMENTED_RANGE: "#c9b8e0",
    State.KINEMATICS: "#e6b58f",
    State.POWER: "#f4d06a",
    State.TERRAIN: "#d9ab72",
    State.HORIZON: "#ddcfc0",
    State.DIFFRACTED: "#cf9c86",
    State.SEVERAL: "#c3c0be",
}
EDGES = {
    State.SECTOR: "#009e73",
    State.INSTRUMENTED_RANGE: "#cc79a7",
    State.KINEMATICS: "#f0e442",
    State.POWER: "#6b3a12",
    State.TERRAIN: "#d55e00",
    State.HORIZON: "#e69f00",
    State.SEVERAL: "#4d4d4d",
    State.CUE: "#000000",
}
LIMIT_ALPHA, SEEN_ALPHA, LOWEST_ALPHA = 0.5, 0.92, 0.78  # how far they cover land and sea
SEEN_RAMP = ("#8fbfe2", "#5098cf", "#2b72b2", "#11427f")  # light: only the easiest class; dark: every class
SHARE_RAMP = ("#9dc8e6", "#4a92cc", "#123f7a")  # few, many, nearly all readings cover it
ENGAGED_RAMP = ("#cdbce0", "#8d6cba", "#45236e")  # the same of engaging
SHARE_ALPHA = 0.88
LOWEST_RAMP = ("#082f66", "#1f5f9e", "#3f8fb8", "#7fbdb8", "#bfdcae", "#eeeeb5", "#fbf8dc")

TITLE_PT, HEADING_PT, BODY_PT, LABEL_PT, SMALL_PT = 15.5, 12.5, 9.5, 9.0, 7.5
LINE_IN = 0.165  # of the body
DPI = 160
FONT = "DejaVu Sans"
HINTED = 1.015  # how much wider a line is on the canvas, where strokes are moved to whole pixels


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib as it comes, in our font, whatever the reader's settings; a dollar in a name is a dollar."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"font.family": FONT, "text.parse_math": False, "text.color": INK,
                                    "hatch.linewidth": 0.8, "axes.linewidth": 0.8})  # fmt: skip
        yield


def ramp(colours: tuple[str, ...], count: int) -> list[tuple[float, float, float]]:
    """As many colours as wanted, evenly along a ramp; a single one comes from its middle."""
    from matplotlib.colors import to_rgb

    knots = np.array([to_rgb(colour) for colour in colours])
    at = np.linspace(0.0, 1.0, count) if count > 1 else np.array([0.6])
    spread = np.linspace(0.0, 1.0, len(colours))
    red, green, blue = (np.interp(at, spread, knots[:, i]) for i in range(3))
    return [(float(r), float(g), float(b)) for r, g, b in zip(red, green, blue, strict=True)]


def rgba(colour: Colour, alpha: float = 1.0) -> NDArray[np.uint8]:
    """A colour as the four bytes of a pixel."""
    return np.rint(255.0 * np.array(thin(colour, alpha))).astype(np.uint8)


def thin(colour: Colour, alpha: float) -> Colour:
    """A colour that covers what lies beneath as far as alpha says."""
    from matplotlib.colors import to_rgba

    return to_rgba(colour, alpha)


@lru_cache(maxsize=4096)
def _advance_em(letter: str, bold: bool) -> float:
    """How far a letter moves the pen, in sizes of type."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=FONT, size=100.0, weight="bold" if bold else "normal")
    # Between bars, because a measured space alone is empty.
    framed, bars = (
        text_to_path.get_text_width_height_descent(t, font, ismath=False)[0] for t in (f"|{letter}|", "||")
    )
    return float(framed - bars) / 100.0


def width_in(text: str, size_pt: float, *, bold: bool = False) -> float:
    """How wide a line of text will be at most: kerning makes it a little narrower. [inch]"""
    return HINTED * sum(_advance_em(letter, bold) for letter in text) * size_pt / 72.0


def fitted(text: str, size_pt: float, room_in: float, *, bold: bool = False) -> str:
    """The text, or as much of it as there is room for and an ellipsis."""
    room_in -= width_in(text, size_pt, bold=bold)
    if room_in >= 0.0:
        return text
    room_in -= width_in("…", size_pt, bold=bold)
    while text and room_in < 0.0:
        room_in += width_in(text[-1], size_pt, bold=bold)
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(text: str, size_pt: float, room_in: float, *, most: int = 99, bold: bool = False) -> list[str]:
    """The text broken into lines that have room; past `most` lines it ends in an ellipsis.

    No line is broken at a non-breaking space.
    """
    lines: list[str] = []
    words = [word for word in re.split(r"[ \t\n]+", text) if word]
    while words:
        if len(lines) == most - 1:
            return [*lines, fitted(" ".join(words), size_pt, room_in, bold=bold)]
        line, words = words[0], words[1:]
        while words and width_in(f"{line} {words[0]}", size_pt, bold=bold) <= room_in:
            line, words = f"{line} {words[0]}", words[1:]
        lines.append(fitted(line, size_pt, room_in, bold=bold))
    return lines
