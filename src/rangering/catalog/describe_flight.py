"""How an interceptor was fitted to its claims, as text and as plain data.

Nothing is worked out here but the reach at a few heights, read off the fly-out table.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from rangering.catalog.calibrate import Calibrated, Met
from rangering.flight.flyout import reach_by_height_m
from rangering.units import show

PRINTED_ROWS = 7  # heights of the short table
FLIES = {
    False: "It flies straight on after burn-out: that gives what is claimed.",
    True: "It lofts after burn-out: straight flights alone would not reach as far as claimed.",
}


class Reach(NamedTuple):
    """How far it reaches at one height, in which time, and how fast it arrives there."""

    height_m: float
    range_m: float
    time_s: float
    speed_m_s: float


def reaches(found: Calibrated, rows: Sequence[int] | None = None) -> Iterator[Reach]:
    """The edge of the envelope at the heights of a table, or at some of them."""
    fly_out, edge_m = found.fly_out, reach_by_height_m(found.fly_out)
    for row in range(edge_m.size) if rows is None else rows:
        column = round(edge_m[row] / fly_out.range_step_m)
        time_s = float(fly_out.time_s[row, column])
        if np.isfinite(time_s):
            speed_m_s = float(fly_out.speed_m_s[row, column])
            yield Reach(row * fly_out.height_step_m, float(edge_m[row]), time_s, speed_m_s)


def claim_words(claim: Met, value: float) -> str:
    """A value of a claim in the unit it is spoken of."""
    return show(value, "m/s") if claim.unit == "m/s" else show(value, "km")


def mean_speed_words(found: Calibrated) -> str:
    """The mean speed flown, and how it stands to a published one."""
    mean = found.mean_speed
    flown = f"{mean.flown_m_s:,.0f} m/s on the ground to its farthest point"
    if mean.published_m_s is None or mean.published_low_m_s is None or mean.published_high_m_s is None:
        return f"{flown}; no mean speed is published."
    span = f"{mean.published_low_m_s:,.0f} to {mean.published_high_m_s:,.0f} m/s"
    side = "within"
    if mean.flown_m_s < mean.published_low_m_s:
        side = "below"
    elif mean.flown_m_s > mean.published_high_m_s:
        side = "above"
    return (
        f"{flown}, {side} the published {mean.published_m_s:,.0f} m/s ({span}; {mean.quantity}). "
        "It is not fitted: a published mean says neither over which range nor at which height."
    )


def assumptions(found: Calibrated) -> tuple[str, ...]:
    """What stands in for figures that nobody publishes."""
    used = [each for each in found.inputs if each.from_default]
    if not used:
        return ()
    names = ", ".join(each.quantity.rpartition(".")[2].replace("_", " ") for each in used)
    return (f"{len(used)} of {len(found.inputs)} inputs are class defaults (grade D, ours): {names}",)


def fit_words(found: Calibrated) -> tuple[str, ...]:
    """The fitted numbers in sentences."""
    low_s, high_s = found.impulse_bounds_s
    low, high = found.drag_bounds
    ceiling = f"It could turn as asked up to {found.kinematic_ceiling_m / 1e3:.3g} km"
    claimed_m = found.claims[1].claimed
    beyond = found.kinematic_ceiling_m >= claimed_m
    return (
        f"Specific impulse {found.specific_impulse_s:.0f} s (bounds {low_s:g} to {high_s:g}), drag area "
        f"{found.drag_area_m2:.3g} m2: coefficient {found.drag_coefficient:.3g} (bounds {low:g} to {high:g}) "
        f"on {found.reference_area_m2:.3g} m2.",
        f"Burn of {found.body.burn_time_s:g} s, {found.body.launch_mass_kg:,.0f} kg at launch, "
        f"{found.body.burnout_mass_kg:,.0f} kg after it. {FLIES[found.is_lofted]}",
        f"On arrival at least {found.arrival.speed_m_s:g} m/s, and from burn-out on at least "
        f"{found.arrival.turn_m_s2 / 9.80665:.2g} g left to turn with. {ceiling}"
        f"{'; the table ends at the ceiling claimed.' if beyond else '.'}",
    )


def envelope_text(found: Calibrated) -> list[str]:
    """The calibration as lines for a terminal, but for the caveat."""
    lines = [f"{found.title} ({found.interceptor})", ""]
    table = [("claim", "claimed", "flown", "off", "met", "grade", "figure")]
    for each in found.claims:
        met = "yes" if each.met else "no"
        table.append(
            (
                each.name,
                claim_words(each, each.claimed),
                claim_words(each, each.fitted),
                f"{each.off_fraction:+.1%}",
                met if each.is_claim else f"({met})",
                each.grade,
                each.quantity if each.is_claim else f"{each.quantity}: no claim, a class default",
            )
        )
    lines += _columns(table)
    lines += ["", *fit_words(found), f"Mean speed {mean_speed_words(found)}", ""]
    rows = np.unique(np.linspace(0, found.fly_out.time_s.shape[0] - 1, PRINTED_ROWS).round().astype(int))
    lines += _columns(
        [
            ("height", "reach", "time of flight", "arrives at"),
            *(
                (
                    f"{r.height_m:,.0f} m",
                    show(r.range_m, "km"),
                    f"{r.time_s:.0f} s",
                    f"{r.speed_m_s:,.0f} m/s",
                )
                for r in reaches(found, rows.tolist())
            ),
        ]
    )
    lines.append("")
    lines += [f"Not consistent: {each}." for each in found.inconsistent] or ["The claims fit together."]
    lines += [f"Assumed: {each}." for each in assumptions(found)]
    return lines


def envelope_dict(found: Calibrated) -> dict[str, Any]:
    """The calibration as plain data, SI in the keys; the table itself as rows of the edge."""
    return {
        "interceptor": found.interceptor,
        "title": found.title,
        "claims": [
            each._asdict() | {"off_fraction": each.off_fraction, "met": each.met} for each in found.claims
        ],
        "inconsistent": list(found.inconsistent),
        "specific_impulse_s": found.specific_impulse_s,
        "specific_impulse_bounds_s": list(found.impulse_bounds_s),
        "drag_area_m2": found.drag_area_m2,
        "drag_coefficient": found.drag_coefficient,
        "drag_coefficient_bounds": list(found.drag_bounds),
        "reference_area_m2": found.reference_area_m2,
        "lofted": found.is_lofted,
        "kinematic_ceiling_m": found.kinematic_ceiling_m,
        "range_min_m": found.fly_out.range_min_m,
        "altitude_min_m": found.fly_out.altitude_min_m,
        "mean_speed": found.mean_speed._asdict(),
        "edge": [each._asdict() for each in reaches(found)],
        "class_defaults_count": found.defaults_count,
        "inputs": [each._asdict() for each in found.inputs],
    }


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
