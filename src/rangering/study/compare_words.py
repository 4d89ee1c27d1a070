"""A comparison of packages in words for a terminal: what each is, what gets through, what may be said of it.

Pure text from results; nothing is worked out here. Prices carry year, currency, scope, source and grade, and
a package without a public price gets no cost figure. An order appears only where it holds (`paired.order`).
Packages go by letters, the first being A; shares of readings are rounded down, so that 100 % is all of them,
and their intervals outwards.
"""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
from rangering.study.design import Variant
from rangering.study.packages import Fielded
from rangering.study.paired import (
    LEAST_READINGS,
    Difference,
    Order,
    listed,
    order_words,
    percent,
    share_in_words,
)

NO_PRICE = "none is public: no cost figure, and no comparison at equal spend"
_MILLION = 1e6
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ANSWERS = {"yes": "yes", "no": "no", "not stated": "?"}


class Through(NamedTuple):
    """How much gets through one package, with the interval that chance leaves."""

    mean: float
    low: float
    high: float


class Under(NamedTuple):
    """The same under another assumption about what is not known."""

    variant: Variant
    differences: tuple[Difference, ...]
    order: Order


class Compared(NamedTuple):
    """Packages side by side, as offered or at equal spend; all in the same order."""

    fielded: tuple[Fielded, ...]
    """Nominal contents."""
    through: tuple[Through, ...]
    differences: tuple[Difference, ...]
    order: Order
    fire_units: tuple[tuple[int, int], ...] = ()
    """Fewest and most fire units over the readings; empty where every reading has the nominal number."""
    in_raid: NDArray[np.float64] | None = None
    """Shape (packages, raids): how much gets through in each raid, over readings and replicates."""
    others: tuple[Under, ...] = ()
    """Under the other assumptions; empty where they were not run."""


def compare_words(
    title: str,
    catalog: Catalog,
    offered: Compared,
    at_spend: Compared | None = None,
    *,
    spend: str = "",
    what: str = "hostile flights",
    raids: Sequence[str] = (),
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
    raids : sequence of str
        Which raids were flown, in words.

    Returns
    -------
    list of str
        The last line is the caveat that every output carries.

    Raises
    ------
    ValueError
        More packages than letters.
    """
    return [
        f"Packages compared: {title}",
        "",
        *about_words(catalog, [each.package for each in offered.fielded]),
        "",
        *result_words(catalog, offered, at_spend, spend=spend, what=what, raids=raids),
        *closing_words(len(raids), drew_others=bool(offered.others)),
    ]


def about_words(catalog: Catalog, named: Sequence[str]) -> list[str]:
    """What each package is, and what its price is said to include; packages by their ids."""
    packages = [catalog.package(each) for each in named]
    letters = letters_of(named)
    lines = [line for each in packages for line in package_lines(catalog, each, letters[each.id])]
    return [*lines, "", *scope_lines(packages)]


def letters_of(named: Sequence[str]) -> dict[str, str]:
    """What packages are called by, the first being A.

    Raises
    ------
    ValueError
        More packages than letters.
    """
    if len(named) > len(_LETTERS):
        raise ValueError(f"{len(named)} packages, and {len(_LETTERS)} letters to call them by")
    return dict(zip(named, _LETTERS, strict=False))


def result_words(
    catalog: Catalog,
    offered: Compared,
    at_spend: Compared | None = None,
    *,
    spend: str = "",
    what: str = "hostile flights",
    raids: Sequence[str] = (),
) -> list[str]:
    """What gets through in one scenario, as offered and at equal spend; parameters of `compare_words`."""
    letters = letters_of([each.package for each in offered.fielded])
    counted = f"{what[0].upper()}{what[1:]} that get through"
    lines = [f"{counted}, as offered", *_section(catalog, offered, letters, what)]
    if at_spend is not None:
        money = f" ({spend})" if spend else ""
        lines += ["", f"{counted}, at equal spend{money}, whole fire units"]
        lines += _section(catalog, at_spend, letters, what)
    return [*lines, "", *([f"Raids: {'; '.join(raids)}."] if raids else [])]


def closing_words(raids: int, *, drew_others: bool) -> list[str]:
    """What intervals and shares are of, and the caveat."""
    few = "readings and raids" if raids > 1 else "readings"
    over = f"over the {raids} raids flown" if raids > 1 else "of chance"
    lines = [
        "The same raids and the same chance for every package. Intervals of what gets through, and of its "
        f"differences, are {over}, 95 %.",
        "Shares are of readings of what nobody outside knows, and no probabilities; chance within readings "
        f"is taken out. In brackets behind a share: how well so many {few} fix it, 95 %.",
    ]
    if drew_others:
        lines.append(
            "Other assumptions: claims of one origin err independently, or alike; every value between the "
            "bounds is as likely."
        )
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
    if found.mean == 0.0:
        both = f"{names[found.first]} and {names[found.second]}"
        return f"{both} let the same number of {what} through in the mean"
    first, second = (found.first, found.second) if found.mean < 0.0 else (found.second, found.first)
    low, high = (-found.high, -found.low) if found.mean < 0.0 else (found.low, found.high)
    share = found.fewer if found.mean < 0.0 else found.more
    shares = f"fewer in {share_in_words(share)}" if len(found.mean_in) > 1 else "one reading"
    interval = "no interval of a single replicate" if isnan(low) else f"95 % interval {low:.2f} to {high:.2f}"
    doubt = "" if found.clear or isnan(low) else "; may be chance alone"
    return (
        f"{names[first]} lets {abs(found.mean):.2f} fewer through than {names[second]} ({interval}), "
        f"{shares}{doubt}"
    )


def difference_elsewhere(stated: Difference, others: Sequence[Difference]) -> str:
    """The same difference under other assumptions, from the side of what is better as stated."""
    side = -1.0 if stated.mean < 0.0 else 1.0
    fewer = [side * each.mean for each in others]
    shares = [each.fewer.value if side < 0.0 else each.more.value for each in others]
    low, high = min(fewer), max(fewer)
    if low >= 0.0:
        said = f"{low:.2f} to {high:.2f} fewer"
    elif high <= 0.0:
        said = f"{-high:.2f} to {-low:.2f} more"
    else:
        said = f"from {-low:.2f} more to {high:.2f} fewer"
    return f"under other assumptions: {said}; fewer in {_span(shares)} of readings"


def _span(shares: Sequence[float]) -> str:
    return f"{percent(min(shares))} to {percent(max(shares))}"


def order_elsewhere(stated: Order, others: Sequence[Under], names: Sequence[str]) -> str:
    """Whether the order holds under other assumptions too; nothing where readings are too few to say."""
    if stated.readings < LEAST_READINGS or not others:
        return ""
    if stated.ranks is None:
        some = [each for each in others if each.order.ranks is not None]
        if not some:
            return "under other assumptions: none either"
        return f"under other assumptions: {_orders(some, names)}"
    turned = [each for each in others if each.order.ranks != stated.ranks]
    if not turned:
        shares = [each.order.share.value for each in others]
        return f"under other assumptions it holds too, in {_span(shares)} of readings"
    return f"under other assumptions it does not hold: {_orders(turned, names)}"


def _orders(others: Sequence[Under], names: Sequence[str]) -> str:
    return "; ".join(f"{each.variant.words}: {_ordered(each, names)}" for each in others)


def _ordered(under: Under, names: Sequence[str]) -> str:
    if under.order.most_frequent is None:
        return "none"
    said = f"{listed(under.order.most_frequent, names)}, in {share_in_words(under.order.share)}"
    return f"no order, most often {said}" if under.order.ranks is None else said


def holding_words(holds: Contents, catalog: Catalog, fire_units: tuple[int, int] | None = None) -> str:
    """What stands there, such as ``"4 fire units, 20 launchers, missiles: 80 PAC-2 GEM-T interceptor"``."""
    low, high = fire_units or (holds.fire_units_count, holds.fire_units_count)
    many = f"{low}" if low == high else f"{holds.fire_units_count} ({low} to {high})"
    said = [f"{many} fire unit{'' if low == high == 1 else 's'}"]
    said += [] if holds.launchers_count is None else [f"{holds.launchers_count} launchers"]
    stocks = ", ".join(f"{count} {catalog[each].title}" for each, count in holds.missiles)
    return ", ".join([*said, *([f"missiles: {stocks}"] if stocks else [])])


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
    for k, each in enumerate(compared.differences):
        lines.append(f"  {difference_words(each, names, what)}")
        if compared.others and each.mean:
            elsewhere = difference_elsewhere(each, [under.differences[k] for under in compared.others])
            lines.append(f"    {elsewhere}")
    lines.append(f"  {order_words(compared.order, names)}")
    turned = order_elsewhere(compared.order, compared.others, names)
    lines += [f"    {turned}"] if turned else []
    lines += [f"  {letters[each.package]}: {'; '.join(each.said)}" for each in compared.fielded if each.said]
    return lines
