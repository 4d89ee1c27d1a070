"""Catalog files (TOML) into one frozen catalog; every fault of every file named in one pass.

The shipped figures lie in ``catalog/data``; a user may add files of the same form, with new ids only, so that
a figure about a real system stands in one place.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as stated_field
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from rangering.catalog.groups import JointGroup, followers, leader
from rangering.catalog.models import Alternatives, ClassDefault, Entry, Kind, Quantity, Statement
from rangering.catalog.offers import Package
from rangering.errors import CatalogError, nearest, raise_all

Thing = TypeVar("Thing")
Reader = Callable[[object], Any]

_READERS: dict[str, Reader] = {
    "entry": Entry.model_validate,
    "joint": TypeAdapter(JointGroup).validate_python,
    "default": ClassDefault.model_validate,
    "package": Package.model_validate,
}
_OF_ANOTHER_FORM = ("deflator.toml", "programmes", "accidents")  # each read by a module of its own
_LINKS: dict[str, tuple[Kind, ...]] = {
    "surveillance_radar": ("radar",),
    "engagement_radar": ("radar",),
    "acquisition_radar": ("radar",),
    "launcher": ("launcher",),
    "family": ("interceptor", "radar"),
    "target_class": ("target",),
    "flies_as": ("target",),
}
_LISTS: dict[str, tuple[Kind, ...]] = {"interceptors": ("interceptor",), "organisation": ("organisation",)}


@dataclass(frozen=True)
class Catalog:
    """Everything the catalog files say, by id."""

    entries: Mapping[str, Entry]
    joint: Mapping[str, JointGroup]
    defaults: Mapping[str, ClassDefault]
    files: Mapping[str, str]
    """Id of an entry or joint group → the file it stands in."""
    changed_defaults: Mapping[str, Quantity] = stated_field(default_factory=dict)
    """Class defaults that a scenario states otherwise, by the id of the quantity."""
    packages: Mapping[str, Package] = stated_field(default_factory=dict)
    """Systems as somebody offered or bought them."""

    def __getitem__(self, entry_id: str) -> Entry:
        """The entry with this id.

        Raises
        ------
        CatalogError
            No such id; the message names the nearest known ones.
        """
        return _known(self.entries, entry_id, "is not in the catalog", "see `rangering catalog list`")

    def __contains__(self, entry_id: object) -> bool:
        """Whether there is an entry with this id."""
        return entry_id in self.entries

    def __iter__(self) -> Iterator[Entry]:
        """The entries, sorted by id."""
        return iter(self.entries.values())

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self.entries)

    def ids(self, kind: str | None = None) -> tuple[str, ...]:
        """The ids of all entries, or of one kind, sorted."""
        return tuple(entry.id for entry in self if kind in (None, entry.kind))

    def quantities(self) -> Iterator[Quantity]:
        """Every quantity of every entry."""
        return (quantity for entry in self for quantity in entry.quantities.values())

    def statements(self) -> Iterator[Statement]:
        """Every fact in words."""
        return (statement for entry in self for statement in entry.statements.values())

    def quantity(self, quantity_id: str) -> Quantity:
        """One quantity by its id, such as ``s-400/91n6e.claimed_detection_range``; class defaults included.

        Raises
        ------
        CatalogError
            Unknown entry or quantity; the nearest known ones are named.
        """
        entry_id, _, name = quantity_id.partition(".")
        if entry_id.startswith("default/"):
            return self.default(name, entry_id.removeprefix("default/"))
        return _known(
            self[entry_id].quantities, name, f"is no quantity of {entry_id}", "see `rangering catalog show`"
        )

    def alternatives(self, alternatives_id: str) -> Alternatives | None:
        """Competing claims by their id, such as ``s-400.reach``; None where the id names none."""
        entry_id, _, name = alternatives_id.partition(".")
        entry = self.entries.get(entry_id)
        return entry.alternatives.get(name) if entry else None

    def default(self, name: str, key: str) -> Quantity:
        """The class default of a field (``surveillance.update_period``) for a range class or a target id.

        Raises
        ------
        CatalogError
            No default is stated for this field and class.
        """
        default = _known(self.defaults, name, "has no class default", "add it to class-defaults.toml")
        if key not in default.values:
            raise CatalogError(f"has no default for {key}", value=name, mend=nearest(key, default.values))
        quantity = default.quantity(key)
        return self.changed_defaults.get(quantity.id, quantity)

    def package(self, package_id: str) -> Package:
        """A system as somebody offered or bought it.

        Raises
        ------
        CatalogError
            No such id; the message names the nearest known ones.
        """
        return _known(
            self.packages, package_id, "is no package of the catalog", f"packages: {', '.join(self.packages)}"
        )

    def parts(self, system_id: str) -> tuple[Entry, ...]:
        """The entry of a system and of everything under its id."""
        return tuple(entry for entry in self if entry.system == system_id)


def _known(table: Mapping[str, Thing], name: str, problem: str, mend: str) -> Thing:
    try:
        return table[name]
    except KeyError:
        raise CatalogError(problem, value=name, mend=nearest(name, table) or mend) from None


def load_catalog(extra: Sequence[Path | str] = ()) -> Catalog:
    """The shipped catalog, with further files of the same form where the user has some; read once a process.

    Parameters
    ----------
    extra : sequence of paths
        TOML files with ``[entry."my-system"]`` tables. Their ids must be new.

    Raises
    ------
    CatalogError, ManyErrors
        Broken TOML, an unknown or missing field, no source, a capacity without ``per``, an id given twice,
        a link to nowhere: all of them at once, each with file, table, field, value and mend.
    """
    return _load(tuple(Path(path) for path in extra))


@lru_cache(maxsize=8)
def _load(extra: tuple[Path, ...]) -> Catalog:
    errors: list[CatalogError] = []
    found: dict[str, dict[str, Any]] = {top: {} for top in _READERS}
    places: dict[str, str] = {}
    for name, source in (*_shipped(), *((str(path), path) for path in extra)):
        for top, tables in parse_toml(name, source, errors).items():
            if top not in _READERS or not isinstance(tables, dict):
                mend = (
                    nearest(top, _READERS)
                    or "a catalog file holds [entry.…], [joint.…], [default.…] and [package.…] tables"
                )
                errors.append(
                    CatalogError("is not a table a catalog file may hold", where=name, value=top, mend=mend)
                )
                continue
            for key, raw in tables.items():
                where = f'{name}, [{top}."{key}"]'
                if key in found[top]:
                    problem = f"stands in {places[f'{top} {key}']} already"
                    errors.append(
                        CatalogError(
                            problem, where=where, value=key, mend="give the new one an id of its own"
                        )
                    )
                    continue
                places[f"{top} {key}"] = name
                try:
                    found[top][key] = _READERS[top]({"id": key} | raw if isinstance(raw, dict) else raw)
                except ValidationError as refused:
                    errors.extend(located(where, refused))
    catalog = Catalog(
        entries=dict(sorted(found["entry"].items())),
        joint=found["joint"],
        defaults=found["default"],
        files={key: places[f"{top} {key}"] for top in ("joint", "entry") for key in found[top]},
        packages=dict(sorted(found["package"].items())),
    )
    if not errors:  # else every link to a refused entry would be a second complaint
        errors.extend(_loose_ends(catalog))
        errors.extend(_loose_packages(catalog))
    raise_all(errors)
    return catalog


def _shipped() -> Iterator[tuple[str, Traversable]]:
    def walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
        for item in sorted(folder.iterdir(), key=lambda item: item.name):
            if item.name in _OF_ANOTHER_FORM:
                continue
            if item.is_dir():
                yield from walk(item, f"{prefix}{item.name}/")
            elif item.name.endswith(".toml"):
                yield f"{prefix}{item.name}", item

    return walk(files("rangering.catalog") / "data", "")


def parse_toml(name: str, source: Traversable, errors: list[CatalogError]) -> dict[str, Any]:
    """The tables of one file; a file that cannot be read adds its error and holds none."""
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except OSError as error:
        problem, mend = f"cannot be read: {error.strerror or error}", "check the path"
    except UnicodeDecodeError:
        problem, mend = "is not a text file", "a catalog file is TOML in UTF-8"
    except tomllib.TOMLDecodeError as error:
        problem, mend = f"is not TOML: {error}", "mend the line it names"
    errors.append(CatalogError(problem, where=name, mend=mend))
    return {}


def located(where: str, refused: ValidationError) -> Iterator[CatalogError]:
    """One error per refused field, in the words of the file."""
    for fault in refused.errors(include_url=False):
        field = ".".join(str(part) for part in fault["loc"])
        problem, _, mend = fault["msg"].removeprefix("Value error, ").partition("|")
        value = fault["input"]
        if fault["type"] == "missing":
            problem, value = "is missing", None
            mend = (
                "every figure names its source" if field.endswith("source") else f"add {fault['loc'][-1]} = …"
            )
        elif fault["type"] == "extra_forbidden":
            problem, mend = "is no field here", "check its spelling"
        elif fault["type"] == "literal_error":
            problem, mend = "is no word known here", f"write {fault['ctx']['expected']}"
        elif fault["type"] == "string_too_short" and field.endswith("source"):
            problem, mend = "is empty", "every figure names its source"
        shown = None if isinstance(value, dict) else value
        yield CatalogError(problem, where=f"{where}.{field}" if field else where, value=shown, mend=mend)


def _loose_ends(catalog: Catalog) -> Iterator[CatalogError]:
    """Links that lead nowhere or to the wrong kind of thing."""
    for entry in catalog:
        where = f'{catalog.files[entry.id]}, [entry."{entry.id}"]'
        single = [(field, getattr(entry, field), kinds) for field, kinds in _LINKS.items()]
        several = [(field, link, kinds) for field, kinds in _LISTS.items() for link in getattr(entry, field)]
        for field, link, kinds in (*single, *several):
            if link is not None and (link not in catalog or catalog[link].kind not in kinds):
                wanted = catalog.ids(kinds[0])
                problem = f"is no {' or '.join(kinds)} of the catalog"
                yield CatalogError(problem, where=f"{where}.{field}", value=link, mend=nearest(link, wanted))
        named = [(f"borrows.{field}", quantity) for field, quantity in entry.borrows.items()]
        for alternatives in entry.alternatives.values():
            named += [
                (alternatives.id, option.quantity) for option in alternatives.options if option.quantity
            ]
        for field, quantity in named:
            yield from _unknown_quantity(catalog, f"{where}.{field}", quantity)
    leaders = {leader(group): group.id for group in catalog.joint.values()}
    decided: dict[str, str] = {}
    for group in catalog.joint.values():
        where = f'{catalog.files[group.id]}, [joint."{group.id}"]'
        for member in (leader(group), *followers(group)):
            if member is not None:
                yield from _unknown_quantity(catalog, where, member)
        for member in followers(group):
            other = decided.setdefault(member, group.id)
            if other != group.id or member in leaders:
                problem = f"is bound by {leaders.get(member, other)} already"
                yield CatalogError(problem, where=where, value=member, mend="let one joint group decide it")


def _loose_packages(catalog: Catalog) -> Iterator[CatalogError]:
    """Packages that point to nothing, to the wrong kind of thing, or to money of another currency."""
    for package in catalog.packages.values():
        where = f'[package."{package.id}"]'
        if package.system not in catalog.ids("system"):
            mend = nearest(package.system, catalog.ids("system"))
            yield CatalogError(
                "is no system of the catalog", where=f"{where}.system", value=package.system, mend=mend
            )
            continue
        taken = catalog[package.system].interceptors
        for interceptor in package.missiles:
            if interceptor not in taken:
                problem = f"is no interceptor of {catalog[package.system].title}"
                mend = nearest(interceptor, taken) or f"it has {', '.join(taken)}"
                yield CatalogError(problem, where=f"{where}.missiles", value=interceptor, mend=mend)
        structure = package.structure and catalog.alternatives(package.structure)
        if package.structure is not None and not (
            structure and {"groups", "fire_units"} <= set(structure.options[0].counts)
        ):
            problem, mend = "gives no groups and fire units", "name competing claims with these counts"
            yield CatalogError(problem, where=f"{where}.structure", value=package.structure, mend=mend)
        unknown = [each for name in package.quantity_ids for each in _unknown_quantity(catalog, where, name)]
        yield from unknown
        if unknown or package.price is None:
            continue
        unit = catalog.quantity(package.price).si_unit_and_factor[0]
        if unit != package.currency:
            problem = f"is in {unit}, and the package says {package.currency}"
            yield CatalogError(
                problem, where=f"{where}.price", value=package.price, mend="state the currency of the price"
            )


def _unknown_quantity(catalog: Catalog, where: str, quantity_id: str) -> Iterator[CatalogError]:
    try:
        catalog.quantity(quantity_id)
    except CatalogError as unknown:
        yield CatalogError(unknown.problem, where=where, value=quantity_id, mend=unknown.mend)
