"""The same defence with a package in its place: as offered, and as many fire units as equal money buys.

A package takes the sites there are, in turn over the groups and in the order of the file, by one rule that is
the same for every package: nothing is moved to a better place, and where an offer has more fire units than
there are sites, the rest share them. What is stated of the place and of the situation stays (positions,
directions, readiness, doctrine, links, air picture, raids); what the offer says of itself goes with it.
At equal spend contents scale with whole fire units. Money that is left over buys nothing, and a price says
nothing of crews, ground, upkeep, or of what the same money would buy elsewhere.
"""

from collections.abc import Mapping
from itertools import zip_longest
from typing import NamedTuple

from rangering.catalog.fire_unit import resolve_fire_unit, resolve_interceptor
from rangering.catalog.inputs import Reading
from rangering.catalog.offers import Package
from rangering.catalog.packages import Contents, contents, price
from rangering.catalog.read import Catalog
from rangering.coverage.alternatives import HYPOTHETICAL, with_system
from rangering.errors import ScenarioError
from rangering.scenario.defence import FireUnit, Group, MissileStock
from rangering.scenario.models import Scenario
from rangering.scenario.placement import usual_parts

_ROUNDING = 1e-9  # of a fire unit: a sum that buys four exactly must not buy three
_MOST_LAUNCHERS = 24  # the scenario takes no more at one fire unit
_LONGEST_NAME = 80


class Fielded(NamedTuple):
    """A scenario whose defence is a package, or part of it."""

    package: str
    scenario: Scenario | None
    """None where the money buys no whole fire unit: nothing is defended, and every flight gets through."""
    holds: Contents
    spent_usd_2020: float | None
    """Price of these fire units by their share of the package's; None where no price is public. [USD]"""
    unspent_usd_2020: float
    """What equal spend leaves over, less than one fire unit's share; 0 as offered. [USD]"""
    said: tuple[str, ...]
    """What a reader must be told of how it was fitted to the sites."""


def as_offered(
    scenario: Scenario, catalog: Catalog, package: Package, *, reading: Reading | None = None
) -> Fielded:
    """The scenario with the whole package at its sites.

    Parameters
    ----------
    scenario : Scenario
        One that was checked against this catalog.
    catalog : Catalog
        Where the package and its system stand.
    package : Package
        What is put there.
    reading : mapping, optional
        Drawn values by id, in SI, of `rangering.catalog.packages.package_keys`; nominal
        where it says nothing.

    Returns
    -------
    Fielded
        Always with a scenario.

    Raises
    ------
    ScenarioError
        The contents cannot stand as fire units: fewer launchers than these, or more than one may have.
    """
    holds = contents(catalog, package, reading)
    cost = price(catalog, package, reading)
    there, said = with_fire_units(scenario, catalog, package, holds, reading=reading)
    return Fielded(package.id, there, holds, None if cost is None else cost.usd_2020, 0.0, said)


def at_equal_spend(
    scenario: Scenario,
    catalog: Catalog,
    package: Package,
    spend_usd_2020: float,
    *,
    reading: Reading | None = None,
) -> Fielded:
    """The scenario with as many whole fire units of the package as a sum buys at the package's price.

    Parameters
    ----------
    scenario, catalog, package, reading
        As in `as_offered`; the reading draws the price over its interval.
    spend_usd_2020 : float
        The same for every package of a comparison, such as the price of one of them. [USD of 2020]

    Returns
    -------
    Fielded
        Without a scenario where not even one fire unit is bought.

    Raises
    ------
    ScenarioError
        No price of the package is public, the sum is negative, or as in `as_offered`.
    """
    offer = contents(catalog, package, reading)
    cost = price(catalog, package, reading)
    where = f'[package."{package.id}"]'
    if cost is None:
        raise ScenarioError(
            "has no public price, so that nothing says how much of it equal money buys",
            where=where,
            value=package.title,
            mend="compare it as offered",
        )
    bought = fire_units_bought(offer.fire_units_count, cost.usd_2020, spend_usd_2020)
    each_usd_2020 = cost.usd_2020 / offer.fire_units_count
    spent_usd_2020 = bought * each_usd_2020
    left_usd_2020 = max(0.0, spend_usd_2020 - spent_usd_2020)
    holds = scaled(offer, bought)
    if bought == 0:
        nothing = ("the money buys no whole fire unit: nothing is defended",)
        return Fielded(package.id, None, holds, 0.0, left_usd_2020, nothing)
    there, said = with_fire_units(scenario, catalog, package, holds, reading=reading)
    return Fielded(package.id, there, holds, spent_usd_2020, left_usd_2020, said)


def fire_units_bought(offered_count: int, price_usd: float, spend_usd: float) -> int:
    """Whole fire units that a sum buys, each at its share of the package's price.

    Parameters
    ----------
    offered_count : int
        Fire units of the whole package, 1 or more.
    price_usd, spend_usd : float
        Price of the whole package and the sum, in money of one year. [USD]

    Raises
    ------
    ScenarioError
        A price that is not positive, or a negative sum.
    """
    if price_usd <= 0.0 or spend_usd < 0.0 or offered_count < 1:
        raise ScenarioError(
            "is no sum, price and number of fire units to divide by",
            where="equal spend",
            value=(spend_usd, price_usd, offered_count),
            mend="give a sum of 0 or more, a positive price and at least one fire unit",
        )
    return int(offered_count * spend_usd / price_usd + _ROUNDING)


def scaled(offer: Contents, fire_units_count: int) -> Contents:
    """The contents of so many fire units of an offer: shares rounded down, command posts rounded up."""

    def share(count: int) -> int:
        return count * fire_units_count // offer.fire_units_count

    groups, launchers = offer.groups_count, offer.launchers_count
    return Contents(
        fire_units_count=fire_units_count,
        # A command post serves several fire units: one of them alone still needs one.
        groups_count=None if groups is None else -(-groups * fire_units_count // offer.fire_units_count),
        launchers_count=None if launchers is None else share(launchers),
        missiles=tuple((each, share(count)) for each, count in offer.missiles),
    )


def with_fire_units(
    scenario: Scenario,
    catalog: Catalog,
    package: Package,
    holds: Contents,
    *,
    reading: Reading | None = None,
) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario with these contents at its sites, and what must be said of it.

    Parameters
    ----------
    scenario, catalog, package, reading
        As in `as_offered`.
    holds : Contents
        At least one fire unit.

    Raises
    ------
    ScenarioError
        As in `as_offered`.
    """
    count = holds.fire_units_count
    standing = with_system(scenario, catalog, package.system)
    sites = _sites_in_turn(standing)
    names = _names(standing, sites, count)
    launchers = _shared_out(holds.launchers_count, count)
    missiles = [(each, _shared_out(total, count)) for each, total in holds.missiles]
    placed: dict[int, list[FireUnit]] = {}
    for n in range(count):
        g, u = sites[n % len(sites)]
        at_unit = {each: shares[n] for each, shares in missiles}
        there = (
            standing.groups[g]
            .fire_units[u]
            .model_copy(
                update={
                    "name": names[n],
                    "launchers_count": _launchers(package, launchers[n]),
                    "missiles": _stocks(catalog, package, at_unit, launchers[n], reading),
                }
            )
        )
        placed.setdefault(g, []).append(there)
    groups = _groups(standing, catalog, package, holds, placed)
    title = f"{scenario.title}: {package.title}"
    fielded = standing.model_copy(
        update={
            "name": f"{scenario.name}-{package.id.replace('/', '-')}"[:_LONGEST_NAME],
            "labels": (*scenario.labels, f"{HYPOTHETICAL}: {package.title}"[:_LONGEST_NAME]),
            "title": title if len(title) <= _LONGEST_NAME else scenario.title,
            "groups": groups,
        }
    )
    return fielded, tuple(_remarks(scenario, catalog, package, holds, len(sites), len(groups)))


def _sites_in_turn(scenario: Scenario) -> list[tuple[int, int]]:
    """Group and fire unit of every site: the first of each group, then the second of each, and so on."""
    by_group = [[(g, u) for u in range(len(each.fire_units))] for g, each in enumerate(scenario.groups)]
    return [site for turn in zip_longest(*by_group) for site in turn if site is not None]


def _names(scenario: Scenario, sites: list[tuple[int, int]], count: int) -> list[str]:
    """Names of the fire units: those of the sites, numbered from the second at one site on.

    Draws are keyed by names: the nth fire unit has one name whatever the package, and no two are alike.
    """
    taken = {each.name.casefold() for each in (*scenario.groups, *scenario.fire_units)}
    found = []
    for n in range(count):
        g, u = sites[n % len(sites)]
        name, number = scenario.groups[g].fire_units[u].name, n // len(sites) + 1
        if number > 1:
            plain = name
            name = f"{plain[: _LONGEST_NAME - 8]} ({number})"
            while name.casefold() in taken:
                name = f"{name[: _LONGEST_NAME - 1]}'"
        taken.add(name.casefold())
        found.append(name)
    return found


def _shared_out(total: int | None, count: int) -> list[int | None]:
    """A total over so many fire units, as evenly as whole numbers allow; the first get what is over."""
    if total is None:
        return [None] * count
    each, over = divmod(total, count)
    return [each + (n < over) for n in range(count)]


def _launchers(package: Package, count: int | None) -> int | None:
    if count is not None and not 1 <= count <= _MOST_LAUNCHERS:
        problem = f"launchers at one fire unit: a scenario holds 1 to {_MOST_LAUNCHERS}"
        raise ScenarioError(
            problem,
            where=f'[package."{package.id}"].launchers',
            value=count,
            mend="state launchers and fire units of the package so that they fit",
        )
    return count


def _stocks(
    catalog: Catalog,
    package: Package,
    missiles: Mapping[str, int | None],
    launchers: int | None,
    reading: Reading | None,
) -> tuple[MissileStock, ...]:
    """The missiles of one fire unit: on its launchers as far as there is room, the rest in store.

    Where they do not all fit, every type is cut by one share and rounded down. Empty where no missiles are
    published: the catalog's load stands.
    """
    held = {each: count for each, count in missiles.items() if count}
    if not held:
        return ()
    room = launchers
    if room is None:
        unit = resolve_fire_unit(catalog, package.system, reading=reading, fields=("launchers_count",))
        room = round(unit.launchers_count)
    on_one = {
        each: resolve_interceptor(
            catalog, each, reading=reading, fields=("missiles_per_launcher_count",)
        ).missiles_per_launcher_count
        for each in held
    }
    filled = sum(count / max(1.0, on_one[each]) for each, count in held.items())
    share = min(1.0, room / filled)
    stocks = []
    for each, count in held.items():
        ready = int(count * share + _ROUNDING)
        stocks.append(MissileStock(type=each, ready=ready, reloads=count - ready))
    return tuple(stocks)


def _groups(
    standing: Scenario,
    catalog: Catalog,
    package: Package,
    holds: Contents,
    placed: Mapping[int, list[FireUnit]],
) -> tuple[Group, ...]:
    """The groups that have fire units; those beyond the offer's command posts have no surveillance radar."""
    groups: list[Group] = []
    for g, group in enumerate(standing.groups):
        if g not in placed:
            continue
        update: dict[str, object] = {"fire_units": tuple(placed[g])}
        if len(groups) >= _posts(catalog, package, holds):
            update["elements"] = ()
        groups.append(group.model_copy(update=update))
    return tuple(groups)


def _posts(catalog: Catalog, package: Package, holds: Contents) -> float:
    """How many groups may have a surveillance radar of their own."""
    system = catalog[package.system]
    # Elements stated of a group keep class defaults out, so only a system whose radars are known is limited.
    apart = bool(usual_parts(system, catalog)[0]) and system.engagement_radar is not None
    return holds.groups_count if apart and holds.groups_count is not None else float("inf")


def _remarks(
    scenario: Scenario, catalog: Catalog, package: Package, holds: Contents, sites: int, groups: int
) -> list[str]:
    """How the contents came to stand where they stand, sentence by sentence."""
    count = holds.fire_units_count
    said: list[str] = []
    units = f"{count} fire unit{'s' * (count > 1)}"
    if count > sites:
        said.append(f"{units} on {sites} site{'s' * (sites > 1)}: some share one")
    elif count < sites:
        said.append(f"{units}: {sites - count} of {sites} sites stay empty")
    posts = _posts(catalog, package, holds)
    if posts < groups:
        said.append(f"{groups - int(posts)} of {groups} groups have no surveillance radar: it holds {posts}")
    elif groups < posts < float("inf"):
        said.append(f"{int(posts) - groups} of {posts} command posts have no group to command: left out")
    if holds.launchers_count is None:
        said.append("launchers are not published: the catalog's number stands")
    if not holds.missiles:
        said.append("missiles are not published: the catalog's load stands")
    if {group.system for group in scenario.groups} != {package.system}:
        said.append("hypothetical at these sites")
    return said
