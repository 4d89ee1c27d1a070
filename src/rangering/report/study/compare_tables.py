"""The tables of a comparison as rows of text: what stands there and what gets through, and differences."""

from collections.abc import Sequence
from math import isfinite

from rangering.catalog.read import Catalog
from rangering.report.study.tables import Lines, between
from rangering.study.compare_words import (
    Compared,
    holding_words,
    letters_of,
    million_usd_2020,
    order_elsewhere,
)
from rangering.study.comparing import Comparison
from rangering.study.design import VARIANTS
from rangering.study.paired import Difference, Order, listed, order_words, percent, share_ends, share_in_words
from rangering.units import plain

PACKAGE_COLUMNS = ("package", "what stands there", "money", "get through", "95 %")
DIFFERENCE_COLUMNS = (
    "package", "less", "difference", "95 %", "fewer in", "95 %", "more in", "95 %", "clear in",
)  # fmt: skip
_DIFFERENCE_WORDS = (
    "Difference: what the package lets through, less what the other does, under the same raids and the same "
    "chance; its interval is {over}. Fewer in, more in: shares of readings, chance within readings taken "
    "out, and how well so many {few} fix them; no probabilities. Clear in: share of the readings, as they "
    "were run, whose own interval leaves no doubt of the sign. Shares are rounded down, their intervals "
    "outwards."
)
ELSEWHERE_WORDS = (
    "The same readings under other assumptions about what is not known: the difference, and the share of "
    "readings in which the package lets fewer through than the other. A conclusion that turns with one of "
    "them rests on it."
)

_NOTHING = 5e-4  # what would print as 0.000: the sign of a rounding error says nothing


def parts_of(found: Comparison) -> list[tuple[str, Compared]]:
    """As offered, and at equal spend where that was run."""
    parts = [("As offered", found.offered)]
    if found.at_spend is not None:
        parts.append((f"At equal spend: {found.spend}, whole fire units", found.at_spend))
    return parts


def difference_notes(found: Comparison) -> str:
    """What the columns of the table of differences mean."""
    raids = len(found.raids)
    over, few = "of chance", "readings"
    if raids > 1:
        over, few = f"over the {raids} raids flown", "readings and raids"
    return _DIFFERENCE_WORDS.format(over=over, few=few)


def against_first(part: Compared) -> list[Difference]:
    """Differences of the first package and each other one, in their order."""
    return [each for each in part.differences if each.first == 0]


def package_table(found: Comparison, part: Compared, catalog: Catalog) -> Lines:
    """One line a package."""
    letters = letters_of(found.packages)
    ranges: Sequence[tuple[int, int] | None] = part.fire_units or (None,) * len(part.fielded)
    lines: Lines = []
    for fielded, through, units in zip(part.fielded, part.through, ranges, strict=True):
        spent, left = fielded.spent_usd_2020, fielded.unspent_usd_2020
        money = "no public price" if spent is None else million_usd_2020(spent)
        money += f", {million_usd_2020(left)} left over" if left > 0.0 else ""
        lines.append((
            f"{letters[fielded.package]}: {catalog.package(fielded.package).title}",
            holding_words(fielded.holds, catalog, units), money, plain(through.mean),
            _ends(max(through.low, 0.0), through.high),
        ))  # fmt: skip
    return lines


def difference_table(found: Comparison, part: Compared) -> Lines:
    """One line a pair: the later package less the earlier."""
    letters = letters_of(found.packages)
    names = [letters[each.package] for each in part.fielded]
    return [
        (
            names[each.second], names[each.first], signed(-each.mean), _ends(-each.high, -each.low),
            percent(each.more.value), share_ends(each.more), percent(each.fewer.value),
            share_ends(each.fewer), percent(each.share_clear),
        )
        for each in part.differences
    ]  # fmt: skip


def elsewhere_columns(part: Compared) -> tuple[str, ...]:
    """A pair, as stated, and under each other assumption."""
    return ("package, less", VARIANTS[0].words, *(each.variant.words for each in part.others))


def elsewhere_table(found: Comparison, part: Compared) -> Lines:
    """One line a pair, and one for the order; none where other assumptions were not run."""
    if not part.others:
        return []
    letters = letters_of(found.packages)
    names = [letters[each.package] for each in part.fielded]
    lines: Lines = []
    for k, stated in enumerate(part.differences):
        alike = [stated, *(under.differences[k] for under in part.others)]
        cells = (f"{signed(-each.mean)}; fewer in {percent(each.more.value)} ({share_ends(each.more)})"
                 for each in alike)  # fmt: skip
        lines.append((f"{names[stated.second]}, {names[stated.first]}", *cells))
    orders = (part.order, *(under.order for under in part.others))
    return [*lines, ("order of packages", *(_order_cell(each, names) for each in orders))]


def _order_cell(order: Order, names: Sequence[str]) -> str:
    if order.most_frequent is None:
        return "none"
    said = f"{listed(order.most_frequent, names)}: {percent(order.share.value)} ({share_ends(order.share)})"
    return said if order.ranks is not None else f"none; most often {said}"


def order_line(found: Comparison, part: Compared) -> str:
    """The one sentence on an order that may be printed."""
    letters = letters_of(found.packages)
    names = [letters[each.package] for each in part.fielded]
    said = [order_words(part.order, names), order_elsewhere(part.order, part.others, names)]
    return "; ".join(each for each in said if each)


def share_words(each: Difference) -> str:
    """In how many readings the second package lets fewer through than the first."""
    return f"fewer in {share_in_words(each.more)}"


def signed(value: float) -> str:
    """A difference with its sign: "+1.20", "-0.40", "0".

    >>> signed(1.2), signed(-0.4), signed(-1e-17)
    ('+1.20', '-0.40', '0')
    """
    if abs(value) < _NOTHING:
        return "0"
    return f"+{plain(value)}" if value > 0.0 else plain(value)


def _ends(low: float, high: float) -> str:
    return between(low, high) if isfinite(low) and isfinite(high) else "–"
