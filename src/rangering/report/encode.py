"""Figures as PNG in a palette: 256 colours for the folder, fewer where a page has no room for them.

A picture keeps its plain colours exactly: those of edges, rings and letters, the swatches of the key, the
paper. The rest, shades over relief and the soft rims of letters, is rounded to the nearest of the colours
that the picture needs most. At 256 of them no eye sees it, and a file over relief has two fifths of the
bytes. No dither: it costs bytes and makes plain shades look worn.
"""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.report import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.Image import Image
    from PIL.PngImagePlugin import PngInfo

MOST_COLOURS = 256  # of a palette
COLOURS = 52  # beyond which eyes see little difference and relief costs twice the bytes
SMALL_COMPRESSION = 7  # at 9 the file is 2 % smaller and takes twice as long
BINS = 64  # to each of red, green and blue
PLAIN_PX, APART = 40, 26  # a colour of so many pixels is plain, unless one so near is taken already


def pixels_of(figure: "Figure") -> NDArray[np.uint8]:
    """A figure as it looks, opaque; shape (rows, columns, 3), northern row first."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas: Any = FigureCanvasAgg(figure)
    with style.house_style():
        canvas.draw()
    return np.array(canvas.buffer_rgba())[..., :3]


class Indexed(NamedTuple):
    """A picture as numbers of colours."""

    numbers: NDArray[np.uint8]  # (rows, columns), northern row first
    palette: NDArray[np.int64]  # (colours, 3)

    def rows(self, *parts: slice) -> "Indexed":
        """Some of its rows, part under part."""
        return self._replace(numbers=np.concatenate([self.numbers[part] for part in parts]))

    def png(self) -> bytes:
        """As a file that says nothing of itself."""
        out = BytesIO()
        self._image().save(out, "PNG", compress_level=SMALL_COMPRESSION)
        return out.getvalue()

    def save(self, path: Path, told: "PngInfo") -> None:
        """Write it, with what it says of itself."""
        self._image().save(
            path, "PNG", compress_level=SMALL_COMPRESSION, dpi=(style.DPI, style.DPI), pnginfo=told
        )

    def _image(self) -> "Image":
        from PIL import Image

        image = Image.fromarray(self.numbers)
        image.putpalette(self.palette.astype(np.uint8).tobytes())
        return image


def indexed(pixels: NDArray[np.uint8], colours: int = MOST_COLOURS) -> Indexed:
    """A picture, shape (rows, columns, 3), in so many colours."""
    from PIL import Image

    palette = _palette(Image.fromarray(pixels), min(max(colours, 32), MOST_COLOURS))
    return Indexed(_nearest(palette)[_bin(pixels)], palette)


def png_bytes(figure: "Figure", *, width_px: int = 1200, colours: int = COLOURS) -> bytes:
    """A figure as a small PNG in few colours.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Any that this package draws.
    width_px : int
        How wide it shall be; the height follows. Never wider than the figure's own pixels.
    colours : int
        At most so many, 32 to 256.

    Returns
    -------
    bytes
        The same for the same figure: no clock, no chance.
    """
    from PIL import Image

    return _small(Image.fromarray(pixels_of(figure)), width_px, colours)


def shrunk(png: Path | bytes, *, width_px: int = 1200, colours: int = COLOURS) -> bytes:
    """The same of a PNG that is written already: without drawing it again.

    Parameters
    ----------
    png : Path or bytes
        A picture, opaque.
    width_px, colours : int
        As in `png_bytes`.
    """
    from PIL import Image

    with Image.open(png if isinstance(png, Path) else BytesIO(png)) as image:
        return _small(image.convert("RGB"), width_px, colours)


def _small(image: "Image", width_px: int, colours: int) -> bytes:
    from PIL import Image

    palette = _palette(image, min(max(colours, 32), MOST_COLOURS))
    if width_px < image.width:
        height_px = round(image.height * width_px / image.width)
        image = image.resize((width_px, height_px), Image.Resampling.LANCZOS)
    return Indexed(_nearest(palette)[_bin(np.asarray(image))], palette).png()


def _palette(image: "Image", colours: int) -> NDArray[np.int64]:
    """Plain colours as they are, and as many more as are left for the rest; shape (n, 3)."""
    from PIL import Image

    pixels = np.ascontiguousarray(np.asarray(image)[::2, ::2])  # every fourth tells as much
    packed, counts = np.unique(pixels.astype(np.int64) @ (65536, 256, 1), return_counts=True)
    often = packed[np.argsort(-counts, kind="stable")][: np.count_nonzero(counts >= PLAIN_PX)]
    named = (*style.EDGES.values(), style.PRESS_RING, style.SITE, style.INK)
    told = [style.rgba(colour)[:3].astype(np.int64) for colour in named]
    plain = [colour for colour in told if int(colour @ (65536, 256, 1)) in packed]
    for code in often:
        colour = np.array([code >> 16, code >> 8 & 255, code & 255])
        if len(plain) >= colours // 2:
            break
        if all(np.abs(colour - other).max() > APART for other in plain):
            plain.append(colour)
    free = colours - len(plain)
    few = Image.fromarray(pixels)
    rounded = few.quantize(free, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    common = np.array(rounded.getpalette() or [], dtype=np.int64).reshape(-1, 3)[:free]
    return np.concatenate([np.array(plain, dtype=np.int64).reshape(-1, 3), common])


def _nearest(palette: NDArray[np.int64]) -> NDArray[np.uint8]:
    """For each bin of colours which one of the palette is nearest; a bin with one of its own keeps it."""
    level = np.arange(BINS) * (256 // BINS) + 128 // BINS
    parts = [np.abs(level[:, None] - palette[:, i]) ** 2 for i in range(3)]
    near = np.empty((BINS, BINS, BINS), dtype=np.uint8)
    for red in range(BINS):
        away = parts[0][red] + parts[1][:, None] + parts[2][None]
        near[red] = away.argmin(axis=-1)
    flat = near.reshape(-1)
    flat[_bin(palette[::-1])] = np.arange(len(palette))[::-1]  # of two in one bin the plainer stays
    return flat


def _bin(colours: NDArray[Any]) -> NDArray[np.int64]:
    """Which bin colours fall into; the last axis is red, green and blue."""
    level = colours.astype(np.int64) // (256 // BINS)
    return np.asarray((level[..., 0] * BINS + level[..., 1]) * BINS + level[..., 2])
