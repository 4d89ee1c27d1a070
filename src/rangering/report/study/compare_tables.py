"""The tables of a comparison as rows of text: what stands there and what gets through, and differences."""

from collections.abc import Sequence
from math import isfinite

from rangering.catalog.read import Catalog
from rangering.report.study.tables import Lines, between
from rangering.study.compare_words import Compared, holding_words, million_usd_2020
from rangering.study.comparing import Comparison
from rangering.study.paired import Difference, order_words, percent
from rangering.units import plain

PACKAGE_COLUMNS = ("package", "what stands there", "money", "get through", "95 %, chance alone")
DIFFERENCE_COLUMNS = (
    "package", "less", "difference", "95 %, chance alone", "fewer in", "more in", "clear of chance in",
)  # fmt: skip
DIFFERENCE_WORDS = (
    "Difference: what the package lets through, less what the other does, under the same raids and the same "
    "chance. Fewer in, more in, clear of chance in: shares of readings, rounded down; no probabilities."
)

_NOTHING = 5e-4  # what would print as 0.000: the sign of a rounding error says nothing


def parts_of(found: Comparison) -> list[tuple[str, Compared]]:
    """As offered, and at equal spend where that was run."""
    parts = [("As offered", found.offered)]
    if found.at_spend is not None:
        parts.append((f"At equal spend: {found.spend}, whole fire units", found.at_spend))
    return parts


def letters_of(packages: Sequence[str]) -> dict[str, str]:
    """What packages are called by, as in the text of the comparison."""
    return {package: chr(ord("A") + n) for n, package in enumerate(packages)}


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
            percent(each.share_more), percent(each.share_fewer), percent(each.share_clear),
        )
        for each in part.differences
    ]  # fmt: skip


def order_line(found: Comparison, part: Compared) -> str:
    """The one sentence on an order that may be printed."""
    letters = letters_of(found.packages)
    return order_words(part.order, [letters[each.package] for each in part.fielded])


def share_words(each: Difference) -> str:
    """In how many readings the second package lets fewer and more through than the first."""
    return f"fewer in {percent(each.share_more)}, more in {percent(each.share_fewer)} of readings"


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
