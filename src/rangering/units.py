"""Text ↔ SI at the edges; the aliases Metre, Second, Radian … for models.

A quantity in a scenario is written with its unit: ``"24 m"``, ``"350 kt"``, ``"FL330"``. A bare number is
refused: the reader cannot know what it counts. Text becomes SI once, on reading; SI becomes text once, on
writing. Factors are exact by definition (SI Brochure 9th ed.; international foot, nautical mile and pound).
"""

import re
from dataclasses import dataclass
from math import isfinite, pi
from typing import Annotated, Any

from rangering.constants import FOOT_M, KNOT_M_S, NAUTICAL_MILE_M, STATUTE_MILE_M
from rangering.errors import UnitError

# dimension -> {unit as written: factor to SI}; the first unit is the one used for writing
UNITS: dict[str, dict[str, float]] = {
    "length": {"m": 1.0, "km": 1e3, "cm": 1e-2, "mm": 1e-3, "ft": FOOT_M, "nmi": NAUTICAL_MILE_M,
               "NM": NAUTICAL_MILE_M, "mi": STATUTE_MILE_M},
    "speed": {"m/s": 1.0, "km/h": 1 / 3.6, "kt": KNOT_M_S, "km/s": 1e3, "mph": STATUTE_MILE_M / 3600},
    "time": {"s": 1.0, "ms": 1e-3, "min": 60.0, "h": 3600.0, "d": 86400.0, "days": 86400.0, "day": 86400.0},
    "angle": {"deg": pi / 180, "°": pi / 180, "rad": 1.0, "mrad": 1e-3},
    "frequency": {"Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9},
    "power": {"W": 1.0, "kW": 1e3, "MW": 1e6},
    "temperature": {"K": 1.0},
    "temperature difference": {"K": 1.0, "°C": 1.0, "degC": 1.0},
    "pressure": {"Pa": 1.0, "hPa": 100.0, "mbar": 100.0, "kPa": 1e3, "inHg": 3386.389},
    "mass": {"kg": 1.0, "t": 1e3, "g": 1e-3, "lb": 0.45359237},
    "area": {"m2": 1.0, "m²": 1.0, "km2": 1e6, "km²": 1e6},
    "level": {"dB": 1.0},
    "rain rate": {"mm/h": 1.0},
    "fraction": {"": 1.0, "%": 0.01},
}  # fmt: skip
EXAMPLES = {
    "length": "24 m", "speed": "350 kt", "time": "12 s", "angle": "90 deg", "frequency": "3 GHz",
    "power": "6.6 kW",
    "temperature": "288 K", "temperature difference": "10 K", "pressure": "1013 hPa", "mass": "1800 kg",
    "area": "5 m2", "level": "3 dB", "rain rate": "5 mm/h", "fraction": "0.8",
}  # fmt: skip

_NUMBER = re.compile(r"^\s*([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S.*?)?\s*$")


def parse(text: object, dimension: str) -> float:
    """A written quantity in SI.

    Parameters
    ----------
    text : str
        Number and unit, such as ``"24 m"``. A bare number only for dimension ``fraction``.
    dimension : str
        A key of `UNITS`.

    Returns
    -------
    float
        The quantity in the SI unit of its dimension (angles in radians).

    Raises
    ------
    UnitError
        No number, no unit, or a unit of another kind; the message names what would be right.
    """
    units = UNITS[dimension]
    mend = f'write a {dimension} with its unit, such as "{EXAMPLES[dimension]}"'
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise UnitError(f"is not a {dimension}", value=text, mend=mend)
    match = _NUMBER.match(str(text))
    if match is None:
        raise UnitError(f"is not a {dimension}", value=text, mend=mend)
    number, unit = float(match[1].replace("_", "")), match[2] or ""
    if not isfinite(number):
        raise UnitError(f"is not a finite {dimension}", value=text, mend=mend)
    if unit not in units:
        if not unit:
            raise UnitError("has no unit", value=text, mend=mend)
        other = next((d for d, known in UNITS.items() if unit in known), None)
        what = f"is a {other}, not a {dimension}" if other else f"has the unknown unit {unit!r}"
        raise UnitError(what, value=text, mend=f"{mend}; known units: {', '.join(u for u in units if u)}")
    return number * units[unit]


def show(value: float, unit: str, digits: int = 4) -> str:
    """An SI value written in a unit, without a trailing zero: ``show(24.0, "m") == "24 m"``."""
    factor = next(known[unit] for known in UNITS.values() if unit in known)
    return f"{value / factor:.{digits}g} {unit}".strip()


@dataclass(frozen=True)
class Unit:
    """Marks a model field as a quantity: read from text with a unit, kept in SI.

    Already numeric input is refused as well as misspelt units, except for a number that a model made itself
    (``model_construct``, ``model_copy``), which is SI by construction.
    """

    dimension: str

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Validate text into SI, write SI back as text, and tell editors what to expect."""
        from pydantic_core import PydanticCustomError, core_schema

        def read(value: object) -> float:
            try:
                return parse(value, self.dimension)
            except UnitError as error:
                said = {"problem": error.problem, "mend": error.mend}
                raise PydanticCustomError("unit", "{problem}|{mend}", said) from None

        symbol = next(u for u, factor in UNITS[self.dimension].items() if factor == 1.0)
        return core_schema.no_info_plain_validator_function(
            read,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: f"{value!r} {symbol}".strip() if symbol else value
            ),
            metadata={"unit": self},
        )

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """A text of number and unit (a number too where no unit is needed)."""
        written: dict[str, Any] = {"type": "string", "examples": [EXAMPLES[self.dimension]]}
        known = ", ".join(unit for unit in UNITS[self.dimension] if unit)
        written["description"] = f"Number and unit of {self.dimension} ({known})."
        return {"anyOf": [{"type": "number"}, written]} if self.dimension == "fraction" else written


Metre = Annotated[float, Unit("length")]
MetrePerSecond = Annotated[float, Unit("speed")]
Second = Annotated[float, Unit("time")]
Radian = Annotated[float, Unit("angle")]
Hertz = Annotated[float, Unit("frequency")]
Watt = Annotated[float, Unit("power")]
Kelvin = Annotated[float, Unit("temperature")]
KelvinDifference = Annotated[float, Unit("temperature difference")]
Pascal = Annotated[float, Unit("pressure")]
Kilogram = Annotated[float, Unit("mass")]
SquareMetre = Annotated[float, Unit("area")]
Decibel = Annotated[float, Unit("level")]
MillimetrePerHour = Annotated[float, Unit("rain rate")]
Fraction = Annotated[float, Unit("fraction")]


def percent(share: float) -> str:
    """A share in two figures, or whole per cents; "0 %" is nothing, "100 %" all, and no other share reads so.

    >>> percent(0.0), percent(0.0002), percent(0.074), percent(0.4), percent(0.997), percent(1.0)
    ('0 %', '< 0.1 %', '7.4 %', '40 %', '> 99 %', '100 %')
    """
    if 0.0 < share < 0.0005:
        return "< 0.1 %"
    # Sums of hours over their sum may miss one by some last digits: that is all of them.
    if 0.995 <= share < 1.0 - 1e-9:
        return "> 99 %"
    return f"{100.0 * share:.{1 if 0.0 < share < 0.0995 else 0}f} %"


def plain(value: float) -> str:
    """A number in about three figures: 0.012, 0.52, 12.3, 1,234.

    >>> plain(0.0123), plain(0.1234), plain(12.34), plain(1234.4), plain(-0.0001), plain(float("nan"))
    ('0.012', '0.12', '12.3', '1,234', '0.000', '–')
    """
    if not isfinite(value):
        return "–"
    size = abs(value)
    digits = 3 if size < 0.0995 else 2 if size < 10.0 else 1 if size < 100.0 else 0
    # z: what rounds to nothing has no sign.
    return f"{value:z,.{digits}f}" if size else "0"
