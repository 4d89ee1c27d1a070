"""Which pictures a raid has: their files, what they show, and the words for those who do not see them."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rangering import __version__
from rangering.errors import RangeringError
from rangering.mission.codes import Count
from rangering.mission.intervals import mean_of
from rangering.mission.occasions import no_leaker, per_replicate
from rangering.mission.results import MissionResult, Replay
from rangering.provenance import CAVEAT
from rangering.report.html.pictures import Picture
from rangering.report.mission import charts
from rangering.report.mission.endure import endure_page
from rangering.report.mission.raid import raid_page
from rangering.report.mission.timeline import timeline_page
from rangering.report.mission.words import with_interval
from rangering.report.page import Page

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Drawing(NamedTuple):
    """One picture, not drawn yet."""

    layer: str
    file: str
    what: str  # its caption
    alt: str
    draw: Callable[[], Page]


def drawings(result: MissionResult) -> list[Drawing]:
    """The pictures of a raid over many replicates, the main one first."""
    none = with_interval(no_leaker(result), "share")
    mean = with_interval(mean_of(per_replicate(result, Count.LEAKERS)))
    bars = "; the table beside it gives the figures"
    found = [
        Drawing("leakers", "leakers.png", "How many get through.",
                f"Bars: share of raids by number of leakers. No leaker in {none} of raids; mean {mean}.",
                partial(charts.leakers_page, result)),
        Drawing("funnel", "funnel.png", "From detection to kill.",
                f"Bars: hostile flights detected, tracked, declared, engaged, killed, mean of a raid{bars}.",
                partial(charts.funnel_page, result)),
        Drawing("bounds", "bounds.png", "What bound first.",
                f"Bars: flights not stopped, by what kept them from being engaged or killed first{bars}.",
                partial(charts.bounds_page, result)),
        Drawing("distance", "kill-distance.png", "Where flights are killed.",
                f"Bars: kills of a raid by distance from the asset, in steps of 20 km; leakers: {mean}.",
                partial(charts.distance_page, result)),
        Drawing("units", "fire-units.png", "How busy the fire units were.",
                f"Bars: target channels held by each fire unit, mean and most, against its limit{bars}.",
                partial(charts.units_page, result)),
    ]  # fmt: skip
    if result.raids > 1:
        endured = Drawing("endurance", "endurance.png", "Raid after raid.",
                          f"Lines over {result.raids} raids: leakers, raids without one, rounds left, fire "
                          "units able to fire; the table beside it gives the figures.",
                          partial(endure_page, result))  # fmt: skip
        found.insert(0, endured)
    return found


def replay_drawings(replay: Replay) -> list[Drawing]:
    """The pictures of one replicate; of several raids in a row, of the one whose positions it holds."""
    return [
        Drawing(
            "raid",
            "raid.png",
            "The raid from above and in profile.",
            "",
            partial(raid_page, replay),
        ),
        Drawing(
            "timeline",
            "timeline.png",
            "Channels, rounds and flights over time.",
            "",
            partial(timeline_page, replay),
        ),
    ]


def draw(result: MissionResult | Replay, layer: str | None = None) -> "Figure":
    """One picture by its layer; the main one without.

    Raises
    ------
    RangeringError
        No such layer.
    """
    known = replay_drawings(result) if isinstance(result, Replay) else drawings(result)
    for each in known:
        if layer in (None, each.layer):
            return each.draw().figure
    raise RangeringError(
        "is no layer of this result", where="layer", value=layer,
        mend=f"one of {', '.join(each.layer for each in known)}",
    )  # fmt: skip


def save(drawing: Drawing, folder: Path, title: str) -> Picture:
    """Write a picture into a folder; the same for a page, without title and small print."""
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_itxt("Title", f"{title}: {drawing.what}")
    told.add_itxt("Software", f"rangering {__version__}")
    told.add_itxt("Description", CAVEAT)
    drawn = drawing.draw().pictures()
    drawn.whole.save(folder / drawing.file, told)
    return Picture(drawn.bare.png(), drawing.alt, drawing.what)
