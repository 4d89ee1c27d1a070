"""How a number leaves the catalog for an engine: looked up by preference, in SI, with its provenance kept.

A field is looked for in the entry, then in its family; what no public row gives comes from the class defaults
and is noted as such, so that outputs can count it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from rangering.catalog.models import Entry, Grade, Quantity, cited
from rangering.catalog.read import Catalog
from rangering.constants import SPEED_OF_LIGHT_M_S
from rangering.errors import CatalogError

Reading = Mapping[str, float]
"""One draw: quantity or alternatives id → value in SI."""

EVERY = "every"
"""Key of the class defaults that hold for every class alike."""


class Input(NamedTuple):
    """One number an engine used, and where it comes from."""

    field: str
    value: float
    unit: str
    quantity: str
    grade: Grade
    from_default: bool
    source: str


# Figures that give a field through another one.
_THROUGH: dict[str, Callable[[float], float]] = {
    "rotation_rate": lambda rate_hz: 1.0 / rate_hz,
    "wavelength": lambda wavelength_m: SPEED_OF_LIGHT_M_S / wavelength_m,
}


class Search:
    """Collects the inputs of one thing, field by field."""

    def __init__(self, catalog: Catalog, where: str, key: str, reading: Reading | None) -> None:
        self.catalog, self.where, self.key = catalog, where, key
        self.reading: Reading = reading or {}
        self.inputs: list[Input] = []

    def find(
        self, entries: Sequence[Entry], names: Sequence[str], per: Sequence[str] = ()
    ) -> Quantity | None:
        """The first of these figures that may enter a run; `per` keeps totals of larger things out."""
        for entry in entries:
            for name in names:
                quantity = entry.quantities.get(name)
                if quantity is not None and quantity.in_runs and (not per or quantity.per in per):
                    return quantity
        return None

    def take(self, field: str, quantity: Quantity, value: float | None = None) -> float:
        """Note a figure as an input and give its value: the drawn one, else nominal."""
        if value is None:
            value = self.reading.get(quantity.id, quantity.si[1])
            value = _THROUGH.get(quantity.name, float)(value)
        unit = quantity.si_unit_and_factor[0]
        default = quantity.id.startswith("default/")
        source = cited(quantity.source)
        self.inputs.append(Input(field, value, unit, quantity.id, quantity.grade, default, source))
        return value

    def field(
        self,
        field: str,
        entries: Sequence[Entry],
        names: Sequence[str],
        defaults: Sequence[str],
        per: Sequence[str] = (),
    ) -> float:
        """A field from the entries, else from the first class default there is."""
        quantity = self.find(entries, names, per)
        return self.take(field, quantity if quantity is not None else self.default(defaults))

    def default(self, names: Sequence[str]) -> Quantity:
        """The first of these class defaults that says something about this class, or about every class."""
        known = {name: self.catalog.defaults[name].values for name in names if name in self.catalog.defaults}
        stated = ((name, key) for name, values in known.items() for key in (self.key, EVERY) if key in values)
        return self.catalog.default(*next(stated, (names[-1], self.key)))

    def done(self, allow_defaults: bool, fields: Collection[str] | None = None) -> tuple[Input, ...]:
        """The inputs, or those behind the fields the caller uses; refuses class defaults where it does."""
        known = {each.field for each in self.inputs}
        if fields is not None and not known.issuperset(fields):
            raise ValueError(f"no input gives {sorted(set(fields) - known)}")
        used = tuple(each for each in self.inputs if fields is None or each.field in fields)
        missing = [each for each in used if each.from_default]
        if missing and not allow_defaults:
            raise CatalogError(
                f"has no public figure for {', '.join(each.field for each in missing)}",
                where=self.where,
                mend=self._mend([each.quantity.rpartition(".")[2] for each in missing]),
            )
        return used

    def _mend(self, names: Sequence[str]) -> str:
        """How to do without these class defaults; a variant in a user's file inherits everything else."""
        entry = self.catalog.entries.get(self.where)
        if entry is None:
            return "allow class defaults, or name a radar of the catalog"
        variant = f' with family = "{entry.id}"' if entry.kind in ("radar", "interceptor") else ""
        return f"allow class defaults, or give {', '.join(names)} in a catalog entry of your own{variant}"


def family_line(catalog: Catalog, entry: Entry) -> list[Entry]:
    """The entry and the families behind it."""
    line = [entry]
    while line[-1].family is not None and len(line) < 8:
        line.append(catalog[line[-1].family])
    return line


def range_class_of(catalog: Catalog, entry: Entry) -> str:
    """The range class of an entry, else of its system: which class defaults stand in for it."""
    if entry.range_class is not None:
        return entry.range_class
    system = catalog.entries.get(entry.system)
    return (system.range_class if system else None) or "medium"
