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
from rangering.report.approach import draw_approach
from rangering.report.encode import pixels_of, save_png
from rangering.report.engagement import draw_engagement, draw_engagement_on
from rangering.report.key import altitude_words
from rangering.report.nominal import draw_coverage, draw_coverage_on, draw_lowest, draw_lowest_on
from rangering.report.panels import draw_altitudes
from rangering.report.shares import draw_shares, draw_shares_on
from rangering.report.stage import Stage
from rangering.report.tornado import draw_tornado
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


class _File(NamedTuple):
    """One picture to be written."""

    name: str
    what: str  # for the title within the file, and for whoever waits
    draw: Callable[[], "Figure | None"]


def write_maps(
    result: CoverageMap, folder: Path, *, target_index: int = 0, progress: Progress | None = None
) -> list[Path]:
    """Write every picture of a result as PNG: all of them whole, or none.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    folder : Path
        Where to; made if it is not there.
    target_index : int
        The class that fills the maps, where there are readings.
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

        files = _files(result, target_index)
        # Packing a picture leaves the interpreter to others: the next one is drawn meanwhile.
        with ThreadPoolExecutor(max_workers=1) as packer:
            packed = []
            for i, file in enumerate(files):
                tell(f"draw {file.what}", i / len(files))
                figure = file.draw()
                told = PngInfo()
                told.add_itxt("Title", f"{result.title}: {file.what}")
                told.add_itxt("Software", f"rangering {__version__}")
                told.add_itxt("Description", f"Scenario {result.name}; {result.ground.describe()}. {CAVEAT}")
                if figure is not None:
                    packed.append(packer.submit(save_png, pixels_of(figure), aside / file.name, told))
            for each in packed:
                each.result()

    return write_whole(Path(folder), fill)


def _files(result: CoverageMap, target: int) -> list[_File]:
    """Every picture that a result is good for, the main ones first."""
    stage = Stage(result)
    names = slugs(result.altitudes)
    found = []
    for i, (altitude, name) in enumerate(zip(result.altitudes, names, strict=True)):
        draw = partial(draw_coverage_on, stage, i)
        if result.readings is not None:
            draw = partial(draw_shares_on, stage, i, target)
        found.append(_File(f"coverage-{name}.png", f"what is seen at {altitude_words(altitude)}", draw))
    if result.engagements:
        near = Stage(result, engagement=True)
        found += [
            _File(f"engagement-{name}.png", f"what can be engaged at {altitude_words(altitude)}",
                  partial(draw_engagement_on, near, i, target))
            for i, (altitude, name) in enumerate(zip(result.altitudes, names, strict=True))
        ]  # fmt: skip
    places = _differing([f"approach-{_slug(each.place, 'place')}" for each in result.approaches])
    found += [
        _File(f"{name}.png", f"how early an approach on {each.place} is seen",
              partial(draw_approach, result, i, target))
        for i, (each, name) in enumerate(zip(result.approaches, places, strict=True))
    ]  # fmt: skip
    if result.tornado is not None:
        found.append(_File("tornado.png", "what moves the answer most", partial(draw_tornado, result)))
    lowest = _File("lowest-altitude.png", "lowest altitude in line of sight", partial(draw_lowest_on, stage))
    return [*found, lowest]


def slugs(altitudes: Sequence[Altitude]) -> list[str]:
    """A part of a file name for each altitude: "1,000 m agl" gives "1000m-agl"; twins are numbered."""
    joined = (re.sub(r"(?<=\d)(?:\s+(?=[a-z])|,(?=\d))", "", each.label.lower()) for each in altitudes)
    return _differing([_slug(label, "altitude") for label in joined])


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
