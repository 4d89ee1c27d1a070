"""The pictures of a coverage result: one for the screen, or all of them as files.

Every map shows the claimed rings, what is seen or engaged of them and what ends it, and where nobody knows;
every picture says which Earth and which ground it stands on. The same result gives the same bytes: no clock,
no chance, no setting of the reader's.
"""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rangering import __version__
from rangering.coverage.results import Altitude, CoverageMap, Target
from rangering.errors import RangeringError
from rangering.provenance import CAVEAT
from rangering.report.approach import approach_page, draw_approach
from rangering.report.encode import Indexed
from rangering.report.engagement import draw_engagement, engagement_page
from rangering.report.key import altitude_words
from rangering.report.nominal import coverage_page, draw_coverage, draw_lowest, lowest_page
from rangering.report.page import Drawn, Page
from rangering.report.panels import draw_altitudes
from rangering.report.shares import draw_shares, shares_page
from rangering.report.stage import Stage
from rangering.report.tornado import draw_tornado, tornado_page
from rangering.report.write import write_whole
from rangering.terrain.ground import Progress

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LAYERS = ("covered", "engageable", "lowest", "tornado", "approach")


def plot(
    result: CoverageMap, altitude: str | int | None = None, target: str | int | None = None,
    layer: str = "covered",
) -> "Figure":  # fmt: skip
    """One picture of a result.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    altitude : str or int, optional
        Its label, such as "100 m agl", or its number from 0. Without it, layer "covered" shows all altitudes
        side by side, and layer "engageable" the first.
    target : str or int, optional
        Title or id of the class, or its number from 0. Without it, the scenario's first; a result without
        readings then shows all classes together.
    layer : str
        "covered" (share of readings that cover each place, edges coloured by what ends the coverage),
        "engageable" (the same for each claim on reach), "lowest" (lowest altitude in line of sight),
        "tornado" (what moves the score most) or "approach" (warning and intercepts by direction).

    Returns
    -------
    matplotlib.figure.Figure
        9 inches wide, on an Agg canvas of its own: ``figure.savefig("map.png")``.

    Raises
    ------
    RangeringError
        No such layer, altitude or class, or the result does not hold that layer.
    """
    if layer not in LAYERS:
        raise RangeringError("is no layer", where="layer", value=layer, mend=f"one of {', '.join(LAYERS)}")
    chosen = 0 if target is None else _target(result.targets, target)
    at = None if altitude is None else _altitude(result.altitudes, altitude)
    if layer == "covered":
        if at is None and len(result.altitudes) > 1:
            return draw_altitudes(result, chosen)
        if result.readings is None and target is None:
            return draw_coverage(result, at or 0)
        return draw_shares(result, at or 0, chosen)
    if layer == "lowest":
        return draw_lowest(result)
    figure = {
        "engageable": partial(draw_engagement, result, at or 0, chosen),
        "tornado": partial(draw_tornado, result),
        "approach": partial(draw_approach, result, 0, chosen),
    }[layer]()
    if figure is None:
        raise RangeringError(
            "is not in this result", where="layer", value=layer,
            mend="map the scenario with readings, and with launchers or a defended place, or draw 'covered'",
        )  # fmt: skip
    return figure


class Drawing(NamedTuple):
    """One picture of a result, not drawn yet."""

    name: str  # of its file
    what: str  # for the title within the file, and for whoever waits
    draw: Callable[[], Page]


Bare = Callable[[str, Indexed], None]
"""Called with the name of a picture, and with the picture without title and small print."""


def write_maps(
    result: CoverageMap, folder: Path, *, target_index: int = 0, bare: Bare | None = None,
    progress: Progress | None = None,
) -> list[Path]:  # fmt: skip
    """Write every picture of a result as PNG: all of them whole, or none.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    folder : Path
        Where to; made if it is not there.
    target_index : int
        The class that fills the maps, where there are readings.
    bare : callable, optional
        Handed each picture without title and small print, from another thread, one after the other: a page
        that carries the pictures need not draw them again.
    progress : callable, optional
        Told before each picture what is drawn and the share done.

    Returns
    -------
    list of Path
        The files: ``coverage-100m-agl.png`` for each altitude and ``lowest-altitude.png``; where the result
        holds them, ``engagement-100m-agl.png``, ``approach-harbour.png`` for each place, and ``tornado.png``.

    Raises
    ------
    OutputError
        The folder cannot be written to; nothing new is left behind.
    """
    tell = progress or (lambda what, share: None)

    def fill(aside: Path) -> None:
        from PIL.PngImagePlugin import PngInfo

        def pack(drawn: Drawn, name: str, told: PngInfo) -> None:
            drawn.whole.save(aside / name, told)
            if bare:
                bare(name, drawn.bare)

        files = drawings(result, target_index)
        # Packing a picture leaves the interpreter to others: the next one is drawn meanwhile.
        with ThreadPoolExecutor(max_workers=1) as packer:
            packed = []
            for i, file in enumerate(files):
                tell(f"draw {file.what}", i / len(files))
                drawn = file.draw().pictures()
                told = PngInfo()
                told.add_itxt("Title", f"{result.title}: {file.what}")
                told.add_itxt("Software", f"rangering {__version__}")
                told.add_itxt("Description", f"Scenario {result.name}; {result.ground.describe()}. {CAVEAT}")
                packed.append(packer.submit(pack, drawn, file.name, told))
            for each in packed:
                each.result()

    return write_whole(Path(folder), fill)


def drawings(result: CoverageMap, target: int = 0) -> list[Drawing]:
    """Every picture that a result is good for, the main ones first."""
    stage = Stage(result)
    names = slugs(result.altitudes)
    found = []
    for i, (altitude, name) in enumerate(zip(result.altitudes, names, strict=True)):
        draw = partial(coverage_page, stage, i)
        if result.readings is not None:
            draw = partial(shares_page, stage, i, target)
        found.append(Drawing(f"coverage-{name}.png", f"what is seen at {altitude_words(altitude)}", draw))
    if result.engagements:
        near = Stage(result, engagement=True)
        found += [
            Drawing(f"engagement-{name}.png", f"what can be engaged at {altitude_words(altitude)}",
                  partial(engagement_page, near, i, target))
            for i, (altitude, name) in enumerate(zip(result.altitudes, names, strict=True))
        ]  # fmt: skip
    places = approach_files(result)
    found += [
        Drawing(name, f"how early an approach on {each.place} is seen",
              partial(approach_page, result, i, target))
        for i, (each, name) in enumerate(zip(result.approaches, places, strict=True))
    ]  # fmt: skip
    if result.tornado is not None:
        draw = partial(tornado_page, result, result.tornado)
        found.append(Drawing("tornado.png", "what moves the answer most", draw))
    lowest = Drawing("lowest-altitude.png", "lowest altitude in line of sight", partial(lowest_page, stage))
    return [*found, lowest]


def slugs(altitudes: Sequence[Altitude]) -> list[str]:
    """A part of a file name for each altitude: "1,000 m agl" gives "1000m-agl"; twins are numbered."""
    joined = (re.sub(r"(?<=\d)(?:\s+(?=[a-z])|,(?=\d))", "", each.label.lower()) for each in altitudes)
    return _differing([_slug(label, "altitude") for label in joined])


def approach_files(result: CoverageMap) -> list[str]:
    """The file of each approach: "approach-harbour.png"."""
    stems = _differing([f"approach-{_slug(each.place, 'place')}" for each in result.approaches])
    return [f"{stem}.png" for stem in stems]


def _slug(words: str, otherwise: str) -> str:
    """Small letters and figures that every file system takes."""
    return re.sub(r"[^a-z0-9.]+", "-", words.lower()).strip("-.")[:60] or otherwise


def _differing(stems: Sequence[str]) -> list[str]:
    """Names that differ: twins are numbered."""
    names: list[str] = []
    for stem in stems:
        name, number = stem, 2
        while name in names:
            name, number = f"{stem}-{number}", number + 1
        names.append(name)
    return names


def _altitude(altitudes: Sequence[Altitude], asked: str | int) -> int:
    labels = [each.label for each in altitudes]
    return _chosen("altitude", [labels], labels, asked)


def _target(targets: Sequence[Target], asked: str | int) -> int:
    titles = [each.title for each in targets]
    return _chosen("target", [titles, [each.id for each in targets]], titles, asked)


def _chosen(where: str, known: Sequence[Sequence[str]], shown: Sequence[str], asked: str | int) -> int:
    """Which one is meant, by its number or by one of its names, however it is spaced or capitalised."""
    if isinstance(asked, int):
        if 0 <= asked < len(shown):
            return asked
    else:
        plain = re.sub(r"[\s,]", "", asked).lower()
        for names in known:
            for i, name in enumerate(names):
                if re.sub(r"[\s,]", "", name).lower() == plain:
                    return i
    raise RangeringError("is not in this result", where=where, value=asked, mend=f"one of {'; '.join(shown)}")
