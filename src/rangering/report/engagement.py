"""What can be engaged, claim beside claim: share of readings shaded, the claimed ring dashed, edges by limit.

Claims on reach that compete are never pooled: each has its panel, at one scale. Around what is defended stand
dots where a target that flies straight at it meets a first and a second intercept, a dot for each direction:
the defended footprint. They are not joined: over relief neighbouring directions differ by kilometres, and
lines between them would draw spikes that nothing worked out.
"""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from rangering.coverage.results import PRESS_CIRCLE, Approach, CoverageMap, Engagement, Ring
from rangering.report import bands, edges
from rangering.report.key import PLACES, Block, Entry, altitude_words
from rangering.report.lettering import NaiveRing
from rangering.report.page import INTERCEPTS, MAP_IN, Page, small_print
from rangering.report.plane import FloatArray
from rangering.report.shares import share_layer
from rangering.report.sheet import Sheet
from rangering.report.stage import Stage
from rangering.report.style import (
    DETECTION_RING,
    DPI,
    ENGAGED_RAMP,
    HEADING_PT,
    INK,
    PRESS_RING,
    fitted,
    house_style,
)
from rangering.sight.state import State
from rangering.units import show

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_PANELS = 3
GAP_IN, CAPTION_IN, COLUMN_IN = 0.16, 0.28, 4.0
WHAT = "that can engage there", "Engageable"
Footprints = dict[str, list[FloatArray]]  # points on the plane, by the mark they have in the key [m]
MOST_MISSING = 4  # fire units named under a claim


def draw_engagement(result: CoverageMap, altitude_index: int, target_index: int = 0) -> "Figure | None":
    """What can be engaged at one altitude, one panel a claim.

    Parameters
    ----------
    result : CoverageMap
        What `map_coverage` gave.
    altitude_index, target_index : int
        Which of its altitudes and classes.

    Returns
    -------
    matplotlib.figure.Figure or None
        9 inches wide, on an Agg canvas of its own; None where the result has no engagement.
    """
    if not result.engagements:
        return None
    return engagement_page(Stage(result, engagement=True), altitude_index, target_index).figure


def engagement_page(stage: Stage, altitude: int, target: int) -> Page:
    """The same of a result that is ready to be drawn."""
    result = stage.result
    claims = result.engagements[:MOST_PANELS]
    side_in = (MAP_IN - (len(claims) - 1) * GAP_IN) / max(len(claims), 2)
    if len(claims) == 1:
        side_in = MAP_IN
    pixels = round(side_in * DPI)
    side_in = pixels / DPI  # panels begin and end between pixels
    at = altitude, target
    with house_style():
        layers = [
            share_layer(
                stage, claim.state[at], None if result.readings is None else claim.readings, at, pixels,
                ENGAGED_RAMP, edge_in=0.028 if len(claims) == 1 else 0.02,
            )
            for claim in claims
        ]  # fmt: skip
        present = {state: any(layer.present[state] for layer in layers) for state in layers[0].present}
        prints = [_footprints(stage, i, altitude, target) for i in range(len(claims))]
        page = Page(
            result.title,
            f"What can be engaged at {altitude_words(result.altitudes[altitude])}: "
            f"{result.targets[target].title}",
            _subtitle(result, len(claims)),
            [
                _left_column(stage, claims, present, altitude, target),
                _right_column(stage, claims, prints, at),
            ],
            small_print(result, stage.rings),
            stage.around.grounds,
            maps_in=CAPTION_IN + side_in,
        )
        for i, (claim, layer) in enumerate(zip(claims, layers, strict=True)):
            axes = page.map_axes(round(i * (side_in + GAP_IN) * DPI) / DPI, CAPTION_IN, side_in)
            axes.set_title(
                fitted(claim_title(claim), HEADING_PT * 0.85, side_in, bold=True), fontsize=HEADING_PT * 0.85,
                fontweight="bold", loc="left", pad=5.0,
            )  # fmt: skip
            stage.draw(
                axes, side_in, layer.image, line=layer.line, rings=_rings(stage, claim), scale_bar=i == 0,
                over=partial(_draw_footprints, points=prints[i]),
            )  # fmt: skip
    return page


def claim_title(claim: Engagement) -> str:
    """Such as "Claimed: reach 400 km (grade B)"."""
    name = claim.claim[:1].upper() + claim.claim[1:]
    return f"{name}: reach {show(claim.reach_m, 'km')} (grade {claim.grade})"


def _subtitle(result: CoverageMap, count: int) -> str:
    said = (
        "Engageable: within the envelope of a missile, in the engagement radar's sight, and cued by a track "
        "source; one fire unit suffices."
    )
    return f"{said} Claims that compete stand side by side, at one scale." if count > 1 else said


def _rings(stage: Stage, claim: Engagement) -> list[NaiveRing]:
    """The claim's own ring in red; the press circle, where it is another one, in grey."""
    result = stage.result
    sites = [(lat, lon) for _, lat, lon, _ in result.engagement_rings]
    sites = sites or [(radar.lat_deg, radar.lon_deg) for radar in result.radars]
    ring = Ring(claim.reach_m, "", claim.words, claim.grade)
    own = NaiveRing(
        ring.radius_m, PRESS_CIRCLE, (), (ring.source,), ring.grade,
        tuple(stage.plane.outline(sites, ring.radius_m)), len(set(sites)), False,
    )  # fmt: skip
    others = [each for each in stage.rings if each.kind == PRESS_CIRCLE and each.radius_m != own.radius_m]
    return [own, *(each._replace(kind="detection claim") for each in others)]


def _footprints(stage: Stage, claim: int, altitude: int, target: int) -> Footprints:
    """Where a target meets a first, and a second, intercept on its way to each place: a point a direction."""
    found: Footprints = {}
    for approach in stage.result.approaches:
        if approach.is_asset and claim < len(approach.intercept_m):
            for shot, mark in enumerate(INTERCEPTS):
                reach_m = approach.intercept_m[claim, altitude, target, :, shot].astype(float)
                if np.isfinite(reach_m).any():
                    found.setdefault(mark, []).append(_met_m(stage, approach, reach_m))
    return found


def _met_m(stage: Stage, approach: Approach, reach_m: FloatArray) -> FloatArray:
    """Points at a distance for each azimuth from a place; shape (azimuths that have one, 2). [m]"""
    from rangering.earth.geodesy import geodesic_direct

    met = np.isfinite(reach_m)
    lat, lon, _ = geodesic_direct(
        np.radians(approach.lat_deg), np.radians(approach.lon_deg), approach.azimuth_rad[met], reach_m[met]
    )
    return stage.plane.to_m(np.degrees(lat), np.degrees(lon))


def _draw_footprints(sheet: Sheet, points: Footprints) -> None:
    """Draw the dots, first intercepts over second ones; of those that would cover each other, one."""
    for mark in reversed(list(INTERCEPTS)):
        face, edge, size_pt = INTERCEPTS[mark]
        size_pt *= sheet.scale
        for around in points.get(mark, []):
            kept: list[int] = []
            at_in = sheet.inches(around)
            for i, point in enumerate(at_in):
                if not kept or np.hypot(*(at_in[kept] - point).T).min() >= size_pt / 72.0:
                    kept.append(i)
            sheet.axes.plot(
                *around[kept].T, linestyle="", marker="o", markersize=size_pt, markerfacecolor=face,
                markeredgecolor=edge, markeredgewidth=0.7 * sheet.scale, zorder=4.5,
            )  # fmt: skip


def _left_column(
    stage: Stage, claims: tuple[Engagement, ...], present: dict[State, bool], altitude: int, target: int
) -> list[Block]:
    """Shades, then the share of the press circle that each claim can engage, then what was left out."""
    result = stage.result
    blocks = [bands.steps_block(result, ENGAGED_RAMP, WHAT, COLUMN_IN, present)]
    label, title = result.altitudes[altitude].label, result.targets[target].title
    press = [each for each in stage.measures if each.ring == PRESS_CIRCLE]
    entries = []
    for claim in claims:
        row = bands.claim_row(claim, label, title)
        if row and press:
            entries.append(Entry("none", INK, claim_title(claim), bands.share_figures(result, row)))
    if entries:
        heading, columns = f"Engageable, of the {press[0].named}", bands.share_columns(result)
        blocks.append(Block(heading, tuple(entries), COLUMN_IN, columns, 0.82, first_counts=True))
    missing = list(dict.fromkeys(unit for claim in claims for unit in claim.missing))
    if missing:
        left_out = [Entry("none", INK, unit) for unit in missing[:MOST_MISSING]]
        if len(missing) > MOST_MISSING:
            left_out.append(Entry("none", INK, f"and {len(missing) - MOST_MISSING} more"))
        blocks.append(Block("Left out, because the chain is not whole", tuple(left_out), COLUMN_IN))
    return blocks


def _right_column(
    stage: Stage, claims: tuple[Engagement, ...], prints: list[Footprints], at: tuple[int, int]
) -> list[Block]:
    """What ends the area of each claim; what the lines and marks are."""
    blocks = []
    for claim in claims:
        named = f"{claim.claim[:1].upper()}{claim.claim[1:]}" if len(claims) > 1 else "Coloured line"
        shares = edges.edge_shares(claim.state[at])
        heading = f"{named}: what ends the area"
        blocks.append(bands.edges_block(shares, bands.ENGAGED_REASONS, heading, COLUMN_IN))
    lines = [Entry("line", PRESS_RING, "reach under this claim, about each site")]
    if any(len(_rings(stage, claim)) > 1 for claim in claims):
        lines.append(Entry("line", DETECTION_RING, "the press circle"))
    words = ("first intercept of a straight approach on the defended place, by direction", "second intercept")
    for mark, said in zip(INTERCEPTS, words, strict=True):
        if any(mark in drawn for drawn in prints):
            lines.append(Entry(mark, INK, said))
    marks = {site.mark for site in stage.sites}
    lines += [Entry(mark, INK, said) for mark, said in PLACES.items() if mark in marks]
    return [*blocks, Block("Ranges and places", tuple(lines), COLUMN_IN)]
