"""One picture of any result: a map, a raid over many replicates, one replicate, a signature question."""

from typing import TYPE_CHECKING

from rangering.coverage.results import CoverageMap
from rangering.coverage.signature_results import SignatureResult
from rangering.errors import RangeringError
from rangering.mission.results import MissionResult, Replay

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot(
    result: CoverageMap | MissionResult | Replay | SignatureResult, altitude: str | int | None = None,
    target: str | int | None = None, layer: str | None = None,
) -> "Figure":  # fmt: skip
    """One picture of a result.

    Parameters
    ----------
    result : CoverageMap, MissionResult, Replay or SignatureResult
        What `map_coverage`, `simulate` or `endure`, `replay`, or `sample_signature` gave.
    altitude, target : str or int, optional
        Of a map alone; see `rangering.report.map.plot`.
    layer : str, optional
        Of a map: "covered" (the default), "engageable", "lowest", "tornado" or "approach". Of a raid:
        "leakers" (the default), "funnel", "bounds", "distance", "units", or "endurance" (the default of
        several raids in a row). Of one replicate: "raid" (the default) or "timeline". Of a signature
        question: "aspects" (the default) or "standoff".

    Returns
    -------
    matplotlib.figure.Figure
        9 inches wide, on an Agg canvas of its own: ``figure.savefig("picture.png")``.

    Raises
    ------
    RangeringError
        No such layer, altitude or class, or the result does not hold it.
    """
    if isinstance(result, CoverageMap):
        from rangering.report.map import plot as plot_map

        return plot_map(result, altitude, target, layer or "covered")
    for where, given in (("altitude", altitude), ("target", target)):
        if given is not None:
            raise RangeringError(
                "picks a map, and this is none", where=where, value=given, mend="leave it out"
            )
    if isinstance(result, SignatureResult):
        from rangering.report.signature.write import draw as draw_signature

        return draw_signature(result, layer)
    from rangering.report.mission.pictures import draw

    return draw(result, layer)
