"""What a catalog file may say: quantities with interval, grade and source, and how they hang together.

A figure without a source does not load, nor does a capacity that does not say what holds it. Limits: low and
high bound what is thought possible, they are no quantiles; nothing here vouches that a claim is true.
"""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from rangering.constants import STANDARD_GRAVITY_M_S2
from rangering.units import UNITS

Grade = Literal["A", "B", "C", "D"]
Law = Literal["pert", "uniform", "log-pert", "log-uniform"]
RangeClass = Literal["short", "medium", "long"]
Role = Literal["surveillance", "acquisition", "engagement", "multifunction", "reference"]
Per = Literal[
    "tube",
    "launcher",
    "radar",
    "fire_unit",
    "group",
    "system",
    "target",
    "missile",
    "order",
    "programme",
    "aircraft",
]
Kind = Literal[
    "system",
    "organisation",
    "order",
    "radar",
    "launcher",
    "interceptor",
    "vehicle",
    "aircraft",
    "target",
    "cross-section",
    "propagation",
    "industry",
]
GRADE_MEANING: dict[Grade, str] = {
    "A": "official statement",
    "B": "reputable secondary source",
    "C": "press item, estimate or derived figure",
    "D": "our assumption, or an original nobody could identify",
}

# Units the text reader does not know, or knows as something else: in a catalog "g" is a load factor.
_OTHER_UNITS: dict[str, tuple[float, str]] = {
    "g": (STANDARD_GRAVITY_M_S2, "m/s2"),
    "rpm": (1.0 / 60.0, "Hz"),
    "hp": (745.699_871_582_270_22, "W"),  # mechanical horsepower, 550 ft lbf/s, NIST SP 811
    "years": (365.25 * 86_400.0, "s"),
    "months": (365.25 / 12.0 * 86_400.0, "s"),
    "per year": (1.0 / (365.25 * 86_400.0), "1/s"),
    "million USD": (1e6, "USD"),
    "billion USD": (1e9, "USD"),
    "million EUR": (1e6, "EUR"),
    "million PLN": (1e6, "PLN"),
    "billion KRW": (1e9, "KRW"),
    "km per sqrt(m)": (1e3, "m/m^0.5"),
    "rounds/min": (1.0 / 60.0, "1/s"),
    "kg/m2": (1.0, "kg/m2"),
    "per rad": (1.0, "1/rad"),
    "year": (1.0, "year"),
    "count": (1.0, "count"),
    "probability": (1.0, "probability"),
    "fraction": (1.0, "fraction"),
    "ratio": (1.0, "ratio"),
    "Mach": (1.0, "Mach"),
    "aircraft/month": (1.0, "aircraft/month"),
    "m2/s3": (1.0, "m2/s3"),
    "million USD per year": (1e6 / (365.25 * 86_400.0), "USD/s"),
}
_SLUG = r"^[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*$"

# Rows keep the words of the reference table, whose README is not shipped: where a reader finds it instead.
_PAGES = {
    "README section 4": "docs/explanation/radar-range.md",
    "; see README section 2": "",
    "; see README section 3": "",
}

Slug = Annotated[str, StringConstraints(pattern=_SLUG)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Row = tuple[str, str, str]
Triple = tuple[float, float, float]


def si_factor(unit: str) -> tuple[float, str] | None:
    """Factor to SI and the SI symbol of a unit as sources write it; None for an unknown unit."""
    if unit in _OTHER_UNITS:
        return _OTHER_UNITS[unit]
    for known in UNITS.values():
        if unit in known:
            return known[unit], next(symbol for symbol, factor in known.items() if factor == 1.0)
    return None


def cited(text: str) -> str:
    """A source line or note as readers are shown it: it names pages that they have."""
    for words, page in _PAGES.items():
        text = text.replace(words, page)
    return text


class Model(BaseModel):
    """Frozen, and a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Condition(Model):
    """Under which circumstances a claim is said to hold; what the source leaves out stays empty."""

    target: Slug | None = None
    rcs_m2: Triple | None = None
    altitude_m: float | None = None
    pd: Annotated[float, Field(gt=0, lt=1)] | None = None
    look: str = ""


class Fact(Model):
    """What every statement about the world carries: who says it, how sure that is, and since when."""

    id: str
    row: Row | None = None
    """System, component and quantity in the words of the reference table; none for a figure of our own."""
    grade: Grade
    source: Text
    note: str = ""
    known_on: date | None = None
    holds_from: date | None = None

    @property
    def name(self) -> str:
        """The last part of the id, such as ``range_max``."""
        return self.id.partition(".")[2]

    @property
    def entry(self) -> str:
        """The entry this fact belongs to, such as ``s-400/48n6e3``."""
        return self.id.partition(".")[0]


class Statement(Fact):
    """A fact in words, such as a guidance principle."""

    text: Text


class Quantity(Fact):
    """A number with its interval, in the unit of its source.

    In a file ``value = [low, nominal, high]`` gives the three numbers. `favours` is the direction in which a
    maker would flatter the system; claims of one `origin` err together (see `rangering.catalog.draw`).
    """

    low: float
    nominal: float
    high: float
    unit: str
    per: Per | None = None
    condition: Condition | None = None
    law: Law | None = None
    origin: str = ""
    favours: Literal["high", "low"] = "high"
    ours: tuple[Literal["low", "nominal", "high"], ...] = ()
    """Which of the three numbers of a sourced row are our own assumption; the source gives the others."""
    in_runs: bool = True
    """False for figures on ballistic missiles and rockets: shown, never used."""

    @model_validator(mode="before")
    @classmethod
    def _spread(cls, data: Any) -> Any:
        if isinstance(data, dict) and "value" in data:
            value = data["value"]
            if not isinstance(value, list | tuple) or len(value) != 3:
                raise ValueError(
                    "value must be [low, nominal, high]|write three numbers, such as [340, 600, 700]"
                )
            rest = {k: v for k, v in data.items() if k != "value"}
            return rest | dict(zip(("low", "nominal", "high"), value, strict=True))
        return data

    @field_validator("unit")
    @classmethod
    def _known_unit(cls, unit: str) -> str:
        if si_factor(unit) is None:
            raise ValueError(f'{unit!r} is no unit the catalog knows|write it as in "km", "m/s", "count"')
        return unit

    @model_validator(mode="after")
    def _coherent(self) -> "Quantity":
        if not self.low <= self.nominal <= self.high:
            raise ValueError("nominal lies outside its bounds|order the three numbers low, nominal, high")
        if self.unit == "count" and self.per is None:
            raise ValueError(
                "a capacity does not say what holds it|"
                'add per = "launcher", "radar", "fire_unit", "group" or "system"'
            )
        if self.law is not None and self.law.startswith("log") and self.low <= 0:
            raise ValueError('a logarithmic law needs a positive low bound|use law = "pert" or "uniform"')
        return self

    @property
    def si(self) -> Triple:
        """Low, nominal and high in SI."""
        factor = self.si_unit_and_factor[1]
        return self.low * factor, self.nominal * factor, self.high * factor

    @property
    def si_unit_and_factor(self) -> tuple[str, float]:
        """The SI symbol and the factor that leads to it."""
        found = si_factor(self.unit)
        assert found is not None  # checked on loading
        return found[1], found[0]

    @property
    def highest_published_si(self) -> float | None:
        """The highest of the three numbers that a source gives, in SI; None where all are our assumption."""
        given = [
            value
            for name, value in zip(("low", "nominal", "high"), self.si, strict=True)
            if name not in self.ours
        ]
        return None if "our assumption" in self.source or not given else max(given)

    @property
    def is_count(self) -> bool:
        """Whether draws are rounded to whole numbers."""
        return self.unit == "count"

    @property
    def default_law(self) -> Law:
        """PERT with its mode at nominal; uniform where nominal stands on a bound (a vendor's best figure).

        In logarithm for ranges, powers and cross-sections, which span factors rather than differences.
        """
        if self.law is not None:
            return self.law
        shape: Literal["pert", "uniform"] = "uniform" if self.nominal in (self.low, self.high) else "pert"
        if self.low > 0 and (
            self.unit in ("m2", "kW", "hp") or (self.unit in ("km", "m") and "range" in self.name)
        ):
            return "log-pert" if shape == "pert" else "log-uniform"
        return shape


class Option(Model):
    """One of several competing claims: a quantity of the catalog, or the counts of a structure."""

    name: Text
    weight: Annotated[float, Field(gt=0)] = 1.0
    quantity: str | None = None
    counts: dict[str, int] = {}
    note: str = ""

    @model_validator(mode="after")
    def _one_kind(self) -> "Option":
        if (self.quantity is None) == (not self.counts):
            raise ValueError("gives neither or both of quantity and counts|name one quantity, or give counts")
        return self


class Alternatives(Model):
    """Competing claims that cannot all be true, side by side; equal weights where the file says nothing."""

    id: str
    about: Text
    nominal: str
    options: Annotated[tuple[Option, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _sound(self) -> "Alternatives":
        names = [option.name for option in self.options]
        if self.nominal not in names or len(set(names)) < len(names):
            raise ValueError(
                "nominal is not one of the option names|name each option once and nominal among them"
            )
        if len({frozenset(option.counts) for option in self.options}) > 1:
            raise ValueError("options do not describe the same things|give the same counts in every option")
        return self


class ClassDefault(Model):
    """What stands in where no public row gives a figure: our assumption, grade D, with its reason.

    `values` is keyed by range class, by target id, or by ``every`` where all classes share one row.
    """

    id: str
    unit: str
    per: Per | None = None
    reason: Text
    values: Annotated[dict[str, Triple], Field(min_length=1)]

    @model_validator(mode="after")
    def _coherent(self) -> "ClassDefault":
        for key in self.values:
            self.quantity(key)
        return self

    def quantity(self, key: str) -> Quantity:
        """The default for one class as a quantity, so that it is drawn and shown like any other."""
        low, nominal, high = self.values[key]
        return Quantity(
            id=f"default/{key}.{self.id}",
            low=low,
            nominal=nominal,
            high=high,
            unit=self.unit,
            per=self.per,
            grade="D",
            source=f"class default, our assumption: {self.reason}",
        )


class Entry(Model):
    """One thing the catalog knows: a system, a radar, a missile, an aircraft, a class of target."""

    id: Slug
    kind: Kind
    title: Text
    table: tuple[str, str] | None = None
    """System and component of the reference table that most rows of this entry come from."""
    caveats: tuple[Text, ...] = ()
    quantities: dict[str, Quantity] = {}
    statements: dict[str, Statement] = {}
    alternatives: dict[str, Alternatives] = {}

    range_class: RangeClass | None = None
    role: Role | None = None
    surveillance_radar: Slug | None = None
    engagement_radar: Slug | None = None
    acquisition_radar: Slug | None = None
    launcher: Slug | None = None
    interceptors: tuple[Slug, ...] = ()
    organisation: tuple[Slug, ...] = ()
    family: Slug | None = None
    """Entry whose figures stand in where this one has none, such as the missile family of one round."""
    target_class: Slug | None = None
    flies_as: Slug | None = None
    """Class whose figures an aircraft flies with where its own class of signature must not be used."""
    borrows: dict[str, str] = {}
    """Field → quantity of another entry that represents it, such as the speed of a class by one type."""

    @model_validator(mode="before")
    @classmethod
    def _name_the_facts(cls, data: Any) -> Any:
        """Give every fact its id and the row it restates."""
        if not isinstance(data, dict):
            return data
        data = dict(data)
        table = data.get("table")
        for section in ("quantities", "statements", "alternatives"):
            facts = data.get(section)
            if not isinstance(facts, dict):
                continue
            named = {}
            for name, fact in facts.items():
                if isinstance(fact, dict):
                    fact = {"id": f"{data.get('id')}.{name}"} | fact
                    if section != "alternatives" and isinstance(table, list | tuple):
                        fact = {"row": (*table, name)} | fact
                named[name] = fact
            data[section] = named
        return data

    @model_validator(mode="after")
    def _system_says_its_class(self) -> "Entry":
        if self.kind == "system" and self.range_class is None:
            raise ValueError('a system has no range class|add range_class = "short", "medium" or "long"')
        if self.kind == "radar" and self.role is None:
            raise ValueError('a radar has no role|add role = "surveillance", "engagement" or another')
        return self

    @property
    def system(self) -> str:
        """The first part of the id."""
        return self.id.partition("/")[0]


def is_named_aircraft(entry: Entry) -> bool:
    """Whether this is a type of aircraft rather than a class of target.

    Policy: signature figures of a named type are shown as facts and never combined with a radar, so that no
    output can print a detection range for a named stealth aircraft.
    """
    return entry.kind == "aircraft"


def slug(text: str) -> str:
    """A name as it would stand in an id: lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
