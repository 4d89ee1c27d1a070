"""A comparison of packages in words for a terminal: what each is, what gets through, what may be said of it.

Pure text from results; nothing is worked out here. Prices carry year, currency, scope, source and grade, and
a package without a public price gets no cost figure. An order appears only where it holds (`paired.order`).
Packages go by letters, the first being A; shares of readings are rounded down, so that 100 % is all of them.
"""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import NamedTuple

from rangering.catalog.models import cited
from rangering.catalog.offers import BASIS_MEANING, Package
from rangering.catalog.packages import (
    PART_WORDS,
    Contents,
    not_like_for_like,
    price,
    price_interval_usd_2020,
)
from rangering.catalog.read import Catalog
from rangering.provenance import CAVEAT
from rangering.study.packages import Fielded
from rangering.study.paired import Difference, Order, order_words, percent

NO_PRICE = "none is public: no cost figure, and no comparison at equal spend"
_MILLION = 1e6
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ANSWERS = {"yes": "yes", "no": "no", "not stated": "?"}


class Through(NamedTuple):
    """How much gets through one package, with the interval that chance leaves."""

    mean: float
    low: float
    high: float


class Compared(NamedTuple):
    """Packages side by side, as offered or at equal spend; all in the same order."""

    fielded: tuple[Fielded, ...]
    """Nominal contents."""
    through: tuple[Through, ...]
    differences: tuple[Difference, ...]
    order: Order
    fire_units: tuple[tuple[int, int], ...] = ()
    """Fewest and most fire units over the readings; empty where every reading has the nominal number."""


def compare_words(
    title: str,
    catalog: Catalog,
    offered: Compared,
    at_spend: Compared | None = None,
    *,
    spend: str = "",
    what: str = "hostile flights",
    raids: str = "",
) -> list[str]:
    """The whole comparison, line by line.

    Parameters
    ----------
    title : str
        Of the scenario.
    catalog : Catalog
        Where the packages stand.
    offered : Compared
        As offered, at most 26 packages.
    at_spend : Compared, optional
        At equal spend, some of the same packages: those without a public price are not in it.
    spend : str
        The sum in words, such as ``"2,640 million USD of 2020"`` or ``"the price of A in each reading"``.
    what : str
        What is counted, in the plural.
    raids : str
        Which raids were flown, as a sentence without its end.

    Returns
    -------
    list of str
        The last line is the caveat that every output carries.

    Raises
    ------
    ValueError
        More packages than letters.
    """
    packages = [catalog.package(each.package) for each in offered.fielded]
    if len(packages) > len(_LETTERS):
        raise ValueError(f"{len(packages)} packages, and {len(_LETTERS)} letters to call them by")
    letters = dict(zip((each.id for each in packages), _LETTERS, strict=False))
    lines = [f"Packages compared: {title}", ""]
    for package in packages:
        lines += package_lines(catalog, package, letters[package.id])
    lines += ["", *scope_lines(packages)]
    head = f"{what[0].upper()}{what[1:]} that get through, as offered"
    lines += ["", head, *_section(catalog, offered, letters, what)]
    if at_spend is not None:
        money = f" ({spend})" if spend else ""
        head = f"{what[0].upper()}{what[1:]} that get through, at equal spend{money}, whole fire units"
        lines += ["", head, *_section(catalog, at_spend, letters, what)]
    lines += ["", *([f"Raids: {raids}."] if raids else [])]
    lines.append("The same raids and the same chance for every package. Intervals are of chance, 95 %;")
    lines.append("shares are of readings of what nobody outside knows, and no probabilities.")
    return [*lines, CAVEAT]


def package_lines(catalog: Catalog, package: Package, letter: str) -> list[str]:
    """What a package is: price with basis, year, currency, grade and source; sources of scope; caveats."""
    lines = [f"{letter}  {package.title} ({package.id}), known on {package.known_on}"]
    cost, interval = price(catalog, package), price_interval_usd_2020(catalog, package)
    if cost is None or interval is None or package.price is None:
        lines.append(f"   price: {NO_PRICE}")
    else:
        stated = catalog.quantity(package.price)
        low, _, high = (value / _MILLION for value in stated.si)
        printed = f"{cost.amount / _MILLION:,.0f} million {cost.currency} of {cost.year}"
        constant = million_usd_2020(interval[1])
        if low < high:
            printed += f" ({low:,.0f} to {high:,.0f})"
            constant += f" ({interval[0] / _MILLION:,.0f} to {interval[2] / _MILLION:,.0f})"
        lines.append(f"   price: {printed}, grade {stated.grade}; {constant}")
        lines.append(f"   that is: {BASIS_MEANING[package.basis]}")
        lines.append(f"   price from: {cited(stated.source)}")
        lines += [f"   price, note: {cited(stated.note)}"] if stated.note else []
    lines.append(f"   contents and scope from: {cited(package.source)}, grade {package.grade}")
    notes = ([package.note] if package.note else []) + list(catalog[package.system].caveats)
    return [*lines, *(f"   note: {each}" for each in notes)]


def scope_lines(packages: Sequence[Package]) -> list[str]:
    """What each price is said to include, part by part, under the words on whether they are alike."""
    letters = _LETTERS[: len(packages)]
    alike = all(not not_like_for_like(packages[0], each) for each in packages[1:])
    head = "Scopes are alike." if alike else "Not like for like: the scopes differ or are not stated."
    width = max(len(words) for words in PART_WORDS.values())
    lines = [head, f"  {'price includes':<{width}}" + "".join(f"{each:>5}" for each in letters)]
    for part, words in PART_WORDS.items():
        answers = (_ANSWERS[getattr(each.scope, part)] for each in packages)
        lines.append(f"  {words:<{width}}" + "".join(f"{each:>5}" for each in answers))
    bases = ", ".join(f"{letter} {each.basis}" for letter, each in zip(letters, packages, strict=True))
    return [*lines, f"  basis: {bases}; ? is not stated"]


def difference_words(found: Difference, names: Sequence[str], what: str) -> str:
    """One sentence: by how much the better lets fewer through, its interval, and in how many readings."""
    first, second, share = found.first, found.second, found.share_fewer
    fewer, low, high = -found.mean, -found.high, -found.low
    if found.mean > 0.0:
        first, second, share = second, first, found.share_more
        fewer, low, high = found.mean, found.low, found.high
    if fewer == 0.0:
        return f"{names[first]} and {names[second]} let the same number of {what} through in the mean"
    several = len(found.mean_in) > 1
    shares = f"fewer in {percent(share)} of readings" if several else "one reading"
    interval = "no interval of a single replicate" if isnan(low) else f"95 % interval {low:.2f} to {high:.2f}"
    doubt = "; may be chance alone" if low <= 0.0 <= high else ""
    return f"{names[first]} lets {fewer:.2f} fewer through than {names[second]} ({interval}, {shares}{doubt})"


def holding_words(holds: Contents, catalog: Catalog, fire_units: tuple[int, int] | None = None) -> str:
    """What stands there, such as ``"4 fire units, 20 launchers, missiles: 80 PAC-2 GEM-T interceptor"``."""
    low, high = fire_units or (holds.fire_units_count, holds.fire_units_count)
    many = f"{low}" if low == high else f"{holds.fire_units_count} ({low} to {high})"
    said = [f"{many} fire unit{'' if low == high == 1 else 's'}"]
    said += [] if holds.launchers_count is None else [f"{holds.launchers_count} launchers"]
    listed = ", ".join(f"{count} {catalog[each].title}" for each, count in holds.missiles)
    return ", ".join([*said, *([f"missiles: {listed}"] if listed else [])])


def million_usd_2020(usd_2020: float) -> str:
    """A sum in constant dollars, as every line prints it."""
    return f"{usd_2020 / _MILLION:,.0f} million USD of 2020"


def _section(catalog: Catalog, compared: Compared, letters: Mapping[str, str], what: str) -> list[str]:
    names = [letters[each.package] for each in compared.fielded]
    ranges = compared.fire_units or (None,) * len(names)
    lines = []
    for name, fielded, through, units in zip(names, compared.fielded, compared.through, ranges, strict=True):
        spent, left = fielded.spent_usd_2020, fielded.unspent_usd_2020
        money = "no public price" if spent is None else million_usd_2020(spent)
        money += f", {left / _MILLION:,.0f} million left over" if left > 0.0 else ""
        interval = f"{through.mean:8.2f}  ({through.low:.2f} to {through.high:.2f})"
        lines.append(f"  {name} {interval:<28} {holding_words(fielded.holds, catalog, units)}; {money}")
    lines += [f"  {difference_words(each, names, what)}" for each in compared.differences]
    lines.append(f"  {order_words(compared.order, names)}")
    lines += [f"  {letters[each.package]}: {'; '.join(each.said)}" for each in compared.fielded if each.said]
    return lines
