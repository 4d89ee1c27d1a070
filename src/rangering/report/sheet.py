"""One map on its sheet: axes of a known size, and a memory of where something stands already.

All lettering asks the sheet for room before it is set, so that no two words meet. Whoever comes first has the
first choice: frame, sites, rings, names of sites, names of countries.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rangering.report.plane import FloatArray, Plane, Window
from rangering.report.style import FONT, INK, width_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINE_SPACING = 1.15  # as matplotlib counts
LINE_HEIGHT = 1.3  # of the size of type
LONGEST_TEXT = 0.3  # of the line it is bent along
CAP_HEIGHT = 0.73  # of the size of type, DejaVu Sans


class Box(NamedTuple):
    """A rectangle of the sheet. [inch]"""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share any ground."""
        return (self.left < other.right and other.left < self.right
                and self.bottom < other.top and other.bottom < self.top)  # fmt: skip


class Sheet:
    """The axes of one map, in metres of its plane, and in inches from their lower left corner."""

    def __init__(
        self, axes: "Axes", plane: Plane, window: Window, side_in: float, scale: float = 1.0
    ) -> None:
        self.axes = axes
        self.plane = plane
        self.window = window
        self.side_in = side_in
        self.scale = scale  # of type and lines: below 1 on small maps
        self.taken: list[Box] = []

    @property
    def m_per_in(self) -> float:
        """Metres of ground to an inch of paper."""
        return 2.0 * self.window.half_m / self.side_in

    def inches(self, points_m: ArrayLike) -> FloatArray:
        """Points of the plane on the sheet; shape (..., 2)."""
        west, _, south, _ = self.window.extent
        return (np.asarray(points_m, dtype=float) - (west, south)) / self.m_per_in

    def metres(self, points_in: ArrayLike) -> FloatArray:
        """Points of the sheet on the plane; shape (..., 2)."""
        west, _, south, _ = self.window.extent
        return np.asarray(points_in, dtype=float) * self.m_per_in + (west, south)

    def place(self, lat_deg: float, lon_deg: float) -> tuple[float, float]:
        """A point of the Earth on the sheet. [inch]"""
        x, y = self.inches(self.plane.to_m(lat_deg, lon_deg))
        return float(x), float(y)

    def has_room(self, boxes: Iterable[Box], edge_in: float = 0.04) -> bool:
        """Whether boxes lie on the sheet and meet nothing that stands there."""
        high_in = self.side_in - edge_in
        return all(
            min(box.left, box.bottom) >= edge_in and max(box.right, box.top) <= high_in
            and not any(box.meets(other) for other in self.taken)
            for box in boxes
        )  # fmt: skip

    def take(self, boxes: Iterable[Box]) -> None:
        """Nothing else shall stand here."""
        self.taken += boxes

    def text_box(self, x_in: float, y_in: float, text: str, size_pt: float, align: str) -> Box:
        """Where a text of one or more lines will stand whose side, or middle, is at a point."""
        lines = text.split("\n")
        width = max(width_in(line, size_pt) for line in lines)
        half = 0.5 * len(lines) * LINE_HEIGHT * size_pt / 72.0
        left = x_in - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width
        return Box(left, y_in - half, left + width, y_in + half)

    def write(
        self, x_in: float, y_in: float, text: str, size_pt: float, align: str = "center", **style: Any
    ) -> None:
        """Set a text with a pale rim, its middle at the given height. [inch]"""
        x, y = self.metres((x_in, y_in))
        self.axes.text(x, y, text, **{
            "fontsize": size_pt, "color": INK, "ha": align, "linespacing": LINE_SPACING,
            "va": "center" if "\n" in text else "center_baseline",
            "clip_on": True, "zorder": 8, "path_effects": [self.rim()], **style,
        })  # fmt: skip

    def rim(self, width_pt: float = 3.0) -> Any:
        """A pale edge that keeps words and lines apart from any shade beneath them."""
        from matplotlib.patheffects import withStroke

        return withStroke(linewidth=width_pt * self.scale, foreground="white", alpha=0.9)

    def write_along(self, line_m: FloatArray, text: str, size_pt: float, colour: str) -> bool:
        """Bend a text along a line, where there is room for it; the top of the map is tried first.

        Parameters
        ----------
        line_m : float array, shape (n, 2)
            The line on the plane. [m]
        text : str
            What it is.
        size_pt : float
            Size of type.
        colour : str
            Of the letters.

        Returns
        -------
        bool
            Whether room was found.
        """
        line = self.inches(line_m)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        length = width_in(text, size_pt)
        if length > LONGEST_TEXT * along[-1]:
            return False
        cap = CAP_HEIGHT * size_pt / 72.0
        gap = 0.055 * self.scale
        for share in _from_the_middle(41):
            start = share * along[-1] - length / 2.0
            if start < 0.0 or start + length > along[-1]:
                continue
            for lift in (gap, -gap - cap):  # on the line, then under it
                course = _Course(line, along, start, start + length)
                low = course.at(np.linspace(0.0, length, 2 + int(length / 0.12)), lift - 0.02)
                high = course.at(np.linspace(0.0, length, 2 + int(length / 0.12)), lift + cap + 0.02)
                boxes = [
                    Box(*np.minimum(a, b).min(axis=0), *np.maximum(a, b).max(axis=0))
                    for a, b in ((low[i : i + 2], high[i : i + 2]) for i in range(len(low) - 1))
                ]
                if self.has_room(boxes):
                    self.take(boxes)
                    self._bend(course, text, size_pt, lift, colour)
                    return True
        return False

    def _bend(self, course: "_Course", text: str, size_pt: float, lift_in: float, colour: str) -> None:
        from matplotlib.font_manager import FontProperties
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path
        from matplotlib.textpath import TextPath

        letters = TextPath((0, 0), text, size=size_pt, prop=FontProperties(family=FONT))
        u, v = letters.vertices.T / 72.0
        bent = Path(self.metres(course.at(u, lift_in + v)), letters.codes)
        patch = PathPatch(
            bent, facecolor=colour, linewidth=0, zorder=7,
            path_effects=[self.rim()],
        )  # fmt: skip
        patch.set_gid(text)  # drawn as a shape, still found as words
        self.axes.add_artist(patch)  # unlike add_patch it asks nothing about limits, which are fixed


class _Course:
    """A stretch of a line that letters follow, from left to right whatever the line does."""

    def __init__(self, line: FloatArray, along: FloatArray, start: float, end: float) -> None:
        first, last = (np.interp(at, along, line[:, 0]) for at in (start, end))
        self.sign = 1.0 if last >= first else -1.0
        self.origin = start if last >= first else end
        self.line, self.along = line, along

    def at(self, u: ArrayLike, v: ArrayLike) -> FloatArray:
        """Points u along the stretch and v above it; shape (n, 2). [inch]"""
        s = self.origin + self.sign * np.asarray(u, dtype=float)
        step = 0.02
        back, here, ahead = (
            np.stack([np.interp(at, self.along, self.line[:, i]) for i in (0, 1)], axis=-1)
            for at in (s - step, s, s + step)
        )
        tangent = self.sign * (ahead - back)
        tangent /= np.hypot(*tangent.T)[:, None]
        normal = np.stack([-tangent[:, 1], tangent[:, 0]], axis=-1)
        return np.asarray(here + np.broadcast_to(v, s.shape)[:, None] * normal)


def _from_the_middle(count: int) -> list[float]:
    """Shares of a length: the middle, then outwards on both sides in turn."""
    return sorted(
        ((i + 1) / (count + 1) for i in range(count)), key=lambda share: (round(abs(share - 0.5), 6), share)
    )
