"""What every part of a scenario shares: frozen models, keys without units, refusals a person can mend.

In Python a field ends in its unit (``mast_height_m``); in the file the unit stands in the value and the key
goes without (``mast_height = "24 m"``). Nothing here knows what the fields mean.
"""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from rangering.units import Decibel, Fraction, Metre, Second, show

_UNIT_SUFFIXES = ("_m_s", "_mm_h", "_m", "_s", "_rad", "_pa", "_k", "_db", "_deg", "_count", "_fraction")


def key_of(field: str) -> str:
    """The key a field has in the file: its name without the unit."""
    return next((field.removesuffix(end) for end in _UNIT_SUFFIXES if field.endswith(end)), field)


class Model(BaseModel):
    """A frozen statement; a misspelt key is an error, not a silence."""

    # Built on first use: a scenario's one validator then holds those of its parts; the import stays quick.
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=key_of, defer_build=True)


def refusal(problem: str, mend: str) -> PydanticCustomError:
    """An error that the reader prints in the words given here."""
    return PydanticCustomError("stated", "{problem}|{mend}", {"problem": problem, "mend": mend})


def between(low: float, high: float, unit: str, why: str = "") -> AfterValidator:
    """Only values from low to high, both in SI and both allowed; the message shows them in `unit`."""

    def check(value: float) -> float:
        if not low <= value <= high:
            bounds = f"{show(low, unit, 6)} to {show(high, unit, 6)}"
            raise refusal(f"lies outside {bounds}", why or f"give a value from {bounds}")
        return value

    return AfterValidator(check)


def _printable(limit: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not text.strip() or not text.isprintable() or len(text) > limit:
            raise refusal("is not a usable name", f"write 1 to {limit} printable characters on one line")
        return text

    return check


Name = Annotated[str, AfterValidator(_printable(80))]
Id = Annotated[str, AfterValidator(_printable(120))]
Count = Annotated[int, Field(strict=True, ge=0, le=100_000)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Switch = Annotated[bool, Field(strict=True)]

_DAY_S = 86_400.0
MastHeight = Annotated[
    Metre, between(0.5, 200.0, "m", 'give the height of the antenna centre, such as "24 m"')
]
Delay = Annotated[Second, between(0.0, _DAY_S, "s")]
Outage = Annotated[Second, between(1.0, _DAY_S, "s")]
Period = Annotated[Second, between(0.0, 3650 * _DAY_S, "d")]
Share = Annotated[Fraction, between(0.0, 1.0, "%")]
Loss = Annotated[Decibel, between(0.0, 60.0, "dB", "a loss is given as a positive number of dB")]
