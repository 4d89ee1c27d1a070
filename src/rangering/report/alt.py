"""What a picture shows, in sentences, for those who hear a page instead of seeing it."""

from rangering.coverage.results import CoverageMap
from rangering.report import bands, edges
from rangering.report.approach import warning_words
from rangering.report.engagement import claim_title
from rangering.report.key import REASONS, altitude_words
from rangering.report.stage import Stage
from rangering.sight.state import State
from rangering.units import percent, show

MOST_LIMITS = 3


def alt_text(result: CoverageMap, altitude_index: int, target_index: int = 0) -> str:
    """What `draw_shares` shows: where, what share is covered, what ends it, what is unknown.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    altitude_index, target_index : int
        Which of its altitudes and classes.

    Returns
    -------
    str
        A few plain sentences, without line feeds.
    """
    stage = Stage(result)
    state = result.state[altitude_index, target_index]
    side = show(float(f"{2.0 * stage.window.half_m:.2g}"), "km")
    sites = [site.name for site in stage.sites if site.mark != "place"]
    about = ", ".join(sites[:4]) + (f" and {len(sites) - 4} more" if len(sites) > 4 else "")
    altitude = altitude_words(result.altitudes[altitude_index])
    said = [f"Map, {side} across, of what the radars at {about or result.title} see at {altitude}."]
    said.append(bands.covered_sentence(result, stage.measures, altitude_index, target_index))
    if not said[-1]:
        said[-1] = f"Class: {result.targets[target_index].title}."
    if (state == State.COVERED).any():
        said.append(_edge_words(edges.edge_shares(state), REASONS, "The edge of what is covered is"))
    else:
        said.append("At nominal values nothing is covered.")
    for measure in stage.measures[:1]:
        label, title = result.altitudes[altitude_index].label, result.targets[target_index].title
        row = bands.network_row(result.table, measure.ring, label, title)
        if row and row.unknown_share > 0.0:
            said.append(f"Of the {measure.named}, {percent(row.unknown_share)} is unknown for want of data.")
    return " ".join(said)


def alt_engagement(result: CoverageMap, altitude_index: int, target_index: int = 0) -> str:
    """What `draw_engagement` shows, claim by claim."""
    label, title = result.altitudes[altitude_index].label, result.targets[target_index].title
    said = [f"What can be engaged at {altitude_words(result.altitudes[altitude_index])}: {title}."]
    for claim in result.engagements:
        row = bands.claim_row(claim, label, title)
        share = f": {bands.band_words(row.seen_band, row.seen_share)} of the press circle" if row else ""
        shares = edges.edge_shares(claim.state[altitude_index, target_index])
        ends = _edge_words(shares, bands.ENGAGED_REASONS, "Its edge is")
        said.append(f"{claim_title(claim)}{share}. {ends}".strip())
        if claim.missing:
            said.append(f"Left out: {'; '.join(claim.missing)}.")
    return " ".join(said)


def alt_tornado(result: CoverageMap) -> str:
    """What `draw_tornado` shows: the three unknowns that move the score most."""
    if result.tornado is None:
        return ""
    swings = sorted(result.tornado.swings, key=lambda s: -abs(s.score_high - s.score_low))
    said = [f"Bar chart: what moves the {result.tornado.score}, nominal {percent(result.tornado.nominal)}."]
    said += [
        f"{swing.words}, from {swing.low} to {swing.high}: {percent(swing.score_low)} to "
        f"{percent(swing.score_high)}."
        for swing in swings[:MOST_LIMITS]
    ]
    return " ".join(said)


def alt_approach(result: CoverageMap, approach_index: int = 0, target_index: int = 0) -> str:
    """What `draw_approach` shows: the warning at each altitude."""
    approach = result.approaches[approach_index]
    title = result.targets[target_index].title
    said = [f"Chart of the warning at {approach.place}, from every direction: {title}."]
    said += [
        f"At {altitude_words(each)}: {warning_words(approach, i, target_index)}."
        for i, each in enumerate(result.altitudes)
    ]
    return " ".join(said)


def _edge_words(shares: dict[State, float], words: dict[State, str], start: str) -> str:
    """The commonest limits of an edge: "behind terrain (88 %), unknown: no data (10 %)"."""
    told = [f"{words[state]} ({percent(share)})" for state, share in shares.items() if state in words]
    return f"{start} {', '.join(told[:MOST_LIMITS])}." if told else ""
