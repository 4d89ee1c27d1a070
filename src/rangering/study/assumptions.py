"""Which unknown matters under other assumptions about the same unknowns: indices and bands beside.

The axes of a study are independent; claims of one origin err together because each figure's own draw is mixed
with an axis of their own, the credibility of the origin. An index is of an axis. As stated, the own axis of a
figure has the share that goes with what only this claim gets wrong, and the credibility the share of what all
claims of its origin get wrong together. Where they err independently, a credibility moves nothing and each
figure has the whole of its own effect. Where they err alike, no figure with an origin has a draw of its own:
the credibility moves them all, and the shares of all stand with it.

What is looked at follows from that, without a screening of its own: own axes make room for credibilities
where claims err alike; credibilities for the figures behind them where they err independently.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rangering.study import morris
from rangering.study.design import Variant
from rangering.study.nested import Band
from rangering.study.saltelli import SobolIndices

LEAST_BASE = 16
"""Base rows under another assumption: a quarter of the study's, but no fewer than these."""


class Assumed(NamedTuple):
    """The spread of a measure, and what it comes from, under another assumption."""

    variant: Variant
    base: int
    band: Band  # over the unknowns looked at; the others stand at the middle of their laws
    indices: SobolIndices
    idle: tuple[str, ...]  # unknowns that move nothing under it, whatever they do as stated


class First(NamedTuple):
    """The unknown with the largest total index under an assumption."""

    variant: Variant
    axis: str | None  # None where what readings differ by is not told from chance
    total: float
    low: float
    high: float
    told: bool  # whether its interval lies above that of the first unknown as stated


def fewer_rows(base: int) -> int:
    """Base rows under another assumption."""
    return min(base, max(LEAST_BASE, base // 4))


def idle(credibilities: Mapping[str, str], variant: Variant) -> tuple[str, ...]:
    """Axes that move nothing under an assumption.

    Parameters
    ----------
    credibilities : mapping
        As `rangering.catalog.draw.credibilities` gives them.
    variant : Variant
        The assumption.
    """
    if variant.origin_correlation == 0.0:
        return tuple(sorted(set(credibilities.values())))
    return tuple(sorted(credibilities)) if variant.origin_correlation == 1.0 else ()


def looked_at(
    axes: Sequence[str],
    credibilities: Mapping[str, str],
    variant: Variant,
    screening: morris.Effects | None,
    most: int,
) -> tuple[str, ...]:
    """The axes whose indices are worked out under an assumption.

    Parameters
    ----------
    axes : sequence of str
        Those looked at as stated.
    credibilities : mapping
        As in `idle`.
    variant : Variant
        The assumption.
    screening : Effects, optional
        What they were chosen by; none where none had to be left out.
    most : int
        Axes at most.
    """
    still = set(idle(credibilities, variant))
    left = {axis for axis in axes if axis not in still}
    gone = {axis for axis in axes if axis in still}
    if variant.origin_correlation == 1.0:
        left |= {credibilities[axis] for axis in gone}
    elif gone and screening is not None:
        behind = [axis for axis in morris.ranked(screening) if credibilities.get(axis) in gone - left]
        left |= set([axis for axis in behind if axis not in left][: most - len(left)])
    return tuple(sorted(left))


def firsts(variants: Sequence[Variant], indices: Sequence[SobolIndices]) -> tuple[First, ...]:
    """Which unknown comes first under each assumption, the study's own standing first."""
    found: list[First] = []
    for variant, each in zip(variants, indices, strict=True):
        if not np.isfinite(each.total).any():
            found.append(First(variant, None, np.nan, -np.inf, np.inf, False))
            continue
        n = int(np.nanargmax(each.total))
        stated = found[0].axis if found else each.axes[n]
        # An unknown that is not looked at here has no interval that could reach as high.
        reach = each.total_high[each.axes.index(stated)] if stated in each.axes else -np.inf
        told = each.axes[n] != stated and bool(each.total_low[n] > reach)
        found.append(
            First(variant, each.axes[n], float(each.total[n]), float(each.total_low[n]),
                  float(each.total_high[n]), told)
        )  # fmt: skip
    return tuple(found)
