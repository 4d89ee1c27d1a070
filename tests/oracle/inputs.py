"""The inputs of a case, read by meaning: a stem, and whatever unit the key carries.

An adapter asks for ``given("distance", "m")`` and gets metres from `distance_m`, `distance_km` or
`distance_nmi`. What it asked for is remembered, so that a key nobody read, which may change the answer, is
known afterwards.
"""

from collections.abc import Mapping
from math import inf, isclose, isnan, pi
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from rangering.constants import (
    FOOT_M,
    ICE_POINT_K,
    KNOT_M_S,
    NAUTICAL_MILE_M,
    SPEED_OF_LIGHT_M_S,
    STATUTE_MILE_M,
)

Meaning = TypeVar("Meaning")

# Unit asked for -> how a key may end, and the factor to that unit; "dB…" is a level of it.
SUFFIXES: dict[str, dict[str, float]] = {
    "": {"": 1.0},
    "ratio": {"dB": 1.0, "dBi": 1.0, "ratio": 1.0, "linear": 1.0},
    "m": {"m": 1.0, "km": 1e3, "cm": 1e-2, "mm": 1e-3, "ft": FOOT_M, "nmi": NAUTICAL_MILE_M,
          "NM": NAUTICAL_MILE_M, "mi": STATUTE_MILE_M},
    "m2": {"m2": 1.0, "cm2": 1e-4, "km2": 1e6, "dBsm": 1.0},
    "m_s": {"ms": 1.0, "m_s": 1.0, "mps": 1.0, "km_s": 1e3, "kms": 1e3, "km_h": 1 / 3.6, "kmh": 1 / 3.6,
            "kt": KNOT_M_S, "kts": KNOT_M_S, "kn": KNOT_M_S},
    "m_s2": {"ms2": 1.0, "m_s2": 1.0},
    "s": {"s": 1.0, "ms": 1e-3, "us": 1e-6, "min": 60.0, "h": 3600.0},
    "rad": {"rad": 1.0, "mrad": 1e-3, "deg": pi / 180},
    "sr": {"sr": 1.0, "deg2": (pi / 180) ** 2},
    "Hz": {"Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9},
    "W": {"W": 1.0, "kW": 1e3, "MW": 1e6, "dBW": 1.0, "dBm": 1e-3},
    "Pa": {"Pa": 1.0, "hPa": 100.0, "mbar": 100.0, "kPa": 1e3},
    "K": {"K": 1.0, "C": 1.0, "degC": 1.0},
    "kg": {"kg": 1.0, "g": 1e-3, "t": 1e3},
    "m3_s2": {"m3s2": 1.0, "m3_s2": 1.0, "km3_s2": 1e9, "km3s2": 1e9},
    "kg_m3": {"kg_m3": 1.0, "kgm3": 1.0, "g_m3": 1e-3, "gm3": 1e-3},
    "mm_h": {"mm_h": 1.0, "mm_per_h": 1.0, "mmh": 1.0},
    "N": {"N": 1.0},
    "1/s": {"per_s": 1.0, "per_min": 1 / 60, "per_h": 1 / 3600},
    "d": {"d": 1.0, "day": 1.0, "days": 1.0, "h": 1 / 24, "hours": 1 / 24, "weeks": 7.0},
    "1/d": {"per_d": 1.0, "per_day": 1.0, "per_h": 24.0, "per_hour": 24.0, "per_week": 1 / 7},
    "erlang": {"erlang": 1.0, "Erlang": 1.0},
    "m2_s3": {"m2_s3": 1.0},
    "N_m": {"N_per_m": 1.0, "N_per_km": 1e-3},
}  # fmt: skip
ROUNDING = 1e-12
SIGNED = {"", "m", "m_s", "rad", "N_m"}  # all else counts from zero


class Unanswerable(ValueError):
    """A case that states something no adapter stands for, or too little."""


class Inputs:
    """One case's inputs, which remember what was read of them.

    Parameters
    ----------
    stated : mapping
        Keys and values as the case file has them.
    folder : Path
        Where the case file lies; a case may name another file there.
    """

    def __init__(self, stated: Mapping[str, Any], folder: Path) -> None:
        if not isinstance(stated, Mapping):
            raise Unanswerable(f"inputs are no object: {stated!r}")
        self.folder = folder
        self._stated = stated
        self._unread = set(stated)

    def unread(self) -> list[str]:
        """Keys that no adapter asked for."""
        return sorted(self._unread)

    def has(self, stem: str, unit: str) -> bool:
        """Whether a quantity is stated, in any unit; asking is not reading."""
        return any(key in self._stated for key, _ in _keys(stem, unit))

    def __call__(
        self,
        stem: str,
        unit: str,
        default: float | None = None,
        *,
        least: float | None = None,
        most: float = inf,
    ) -> float:
        """A number in the unit asked for; one outside the adapter's bounds is refused."""
        if default is not None and not self.has(stem, unit):
            return default
        key, value = self._read(stem, unit)
        number = _converted(_number(value, key), key, stem, unit)
        if least is None:
            least = -inf if unit in SIGNED else 0.0
        return _within(number, least, most, key, value)

    def probability(self, key: str) -> float:
        """A number from 0 to 1."""
        return self(key, "", least=0.0, most=1.0)

    def count(self, key: str, least: int = 1, most: float = inf) -> int:
        """A whole number."""
        number = self(key, "", least=least, most=most)
        if number % 1.0:
            raise Unanswerable(f"{key} is {number}: no whole number")
        return int(number)

    def array(self, stem: str, unit: str, *shape: int) -> np.ndarray:
        """Numbers in the unit asked for; a shape of -1 is any length."""
        key, value = self._read(stem, unit)
        try:
            numbers = np.array(value, dtype=float)
        except (TypeError, ValueError):
            raise Unanswerable(f"{key} is {value!r}: no table of numbers") from None
        if numbers.ndim != len(shape) or any(
            s not in (-1, n) for s, n in zip(shape, numbers.shape, strict=True)
        ):
            raise Unanswerable(f"{key} has the shape {numbers.shape}")
        return _converted(numbers, key, stem, unit)

    def points(self, key: str) -> np.ndarray:
        """A list of points in the case's own unit; it may be empty."""
        _, value = self._read(key, "")
        try:
            points = np.array(value, dtype=float)
        except (TypeError, ValueError):
            raise Unanswerable(f"{key} is {value!r}: no points") from None
        if (points.size and points.ndim != 2) or not np.isfinite(points).all():
            raise Unanswerable(f"{key} is {value!r}: no list of points")
        return points

    def rows(self, key: str, width: int) -> list[list[Any]]:
        """Rows of texts and numbers as written, each of the same width."""
        _, value = self._read(key, "")
        if not isinstance(value, list) or any(not isinstance(r, list) or len(r) != width for r in value):
            raise Unanswerable(f"{key} is {value!r}: no list of rows of {width}")
        return value

    def text(self, key: str) -> str:
        """A text as written."""
        _, value = self._read(key, "")
        if not isinstance(value, str):
            raise Unanswerable(f"{key} is {value!r}: no text")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """True or false, and nothing else; the default where it is not stated."""
        if key not in self._stated:
            return default
        _, value = self._read(key, "")
        if not isinstance(value, bool):
            raise Unanswerable(f"{key} is {value!r}: neither true nor false")
        return value

    def choice(self, key: str, meanings: Mapping[str, Meaning]) -> Meaning:
        """What a text means among the meanings an adapter knows, whatever its case, spaces and hyphens."""
        text = self.text(key)
        known = {plain(name): meaning for name, meaning in meanings.items()}
        if plain(text) not in known:
            raise Unanswerable(f"{key} is {text!r}: known are {', '.join(meanings)}")
        return known[plain(text)]

    def states(self, key: str, *names: str) -> bool:
        """Whether a description is given; one other than those the adapter stands for is refused."""
        return key in self._stated and bool(self.choice(key, dict.fromkeys(names, True)))

    def frequency_hz(self, least: float = 0.0, most: float = inf) -> float:
        """Frequency, or that of the wavelength; a case may round the speed of light."""
        if self.has("frequency", "Hz"):
            return self("frequency", "Hz", least=least, most=most)
        wavelength_m = self("wavelength", "m", least=0.0)
        return _within(self._light_m_s() / wavelength_m, least, most, "wavelength", wavelength_m)

    def wavelength_m(self) -> float:
        """Wavelength, or that of the frequency."""
        if self.has("wavelength", "m"):
            return self("wavelength", "m", least=0.0)
        return self._light_m_s() / self("frequency", "Hz")

    def _light_m_s(self) -> float:
        return self("speed_of_light", "m_s", SPEED_OF_LIGHT_M_S)

    def _read(self, stem: str, unit: str) -> tuple[str, Any]:
        """The one key that states a quantity. A second one stays unread, and so is noticed."""
        for key, _ in _keys(stem, unit):
            if key in self._stated:
                self._unread.discard(key)
                return key, self._stated[key]
        raise Unanswerable(f"{stem} is not stated" + (f" in a unit like {unit}" if unit else ""))


def plain(text: str) -> str:
    """Letters and digits alone, in small letters: "WGS-84" and "wgs 84" are one name."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _within(number: float, least: float, most: float, key: str, stated: Any) -> float:
    for bound in (least, most):  # 90° in milliradians is a pole all the same
        if isclose(number, bound, rel_tol=ROUNDING):
            return bound
    if not least <= number <= most:
        raise Unanswerable(f"{key} is {stated!r}: outside what the quantity is defined for")
    return number


def _keys(stem: str, unit: str) -> list[tuple[str, float]]:
    return [(f"{stem}_{suffix}" if suffix else stem, factor) for suffix, factor in SUFFIXES[unit].items()]


def _number(value: Any, key: str) -> float:
    """A JSON number, or one written as text such as "4/3" or "inf"."""
    if isinstance(value, str):
        over, _, under = value.partition("/")
        try:
            value = float(over) / float(under or 1.0)
        except (ValueError, ZeroDivisionError):
            raise Unanswerable(f"{key} is {value!r}: no number") from None
    if isinstance(value, bool) or not isinstance(value, int | float) or isnan(value):
        raise Unanswerable(f"{key} is {value!r}: no number")
    return float(value)


def _converted(number: Any, key: str, stem: str, unit: str) -> Any:
    suffix = key[len(stem) + 1 :]
    if suffix.startswith("dB"):
        number = 10.0 ** (number / 10.0)
    if suffix in ("C", "degC"):
        number = number + ICE_POINT_K
    return number * SUFFIXES[unit][suffix]
