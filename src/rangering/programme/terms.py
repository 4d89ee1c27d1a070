"""The kinds of field that the links share: figures by what they measure, days, names of steps."""

from typing import Annotated

from pydantic import AfterValidator

from rangering.programme.days import Dated, OnDay
from rangering.programme.figures import Figure, Measures
from rangering.scenario.base import Name, refusal

Duration = Annotated[Figure, Measures("duration")]
Share = Annotated[Figure, Measures("share")]
Spread = Annotated[Figure, Measures("ratio")]
Amount = Annotated[Figure, Measures("count")]
Rate = Annotated[Figure, Measures("rate")]
Money = Annotated[Figure, Measures("money")]
MoneyAYear = Annotated[Figure, Measures("money a year")]

SIGNATURE, EFFECTIVE, ACTIVATION = "signature", "effective", "activation"
RESERVED = (SIGNATURE, EFFECTIVE, ACTIVATION)
"""Steps that every programme has; no other may take their names."""


def _own_name(name: str) -> str:
    if name in RESERVED:
        raise refusal("is the name of a step that every programme has", "give it another name")
    return name


Day = Annotated[Dated, OnDay()]
StepName = Annotated[Name, AfterValidator(_own_name)]
After = tuple[Name, ...]
"""Names of steps that must have ended."""

EXAMPLE_DURATION = {"value": [1, 2, 3], "unit": "months", "grade": "D", "source": "our assumption: …"}
EXAMPLE_SHARE = {"value": [0.1, 0.2, 0.3], "unit": "fraction", "grade": "D", "source": "our assumption: …"}
EXAMPLE_COUNT = {
    "value": [1, 2, 3],
    "unit": "count",
    "per": "programme",
    "grade": "D",
    "source": "our assumption: …",
}
EXAMPLE_MONEY = {"value": [1, 2, 3], "unit": "million USD", "grade": "D", "source": "our assumption: …"}
EXAMPLE_RATE = {"value": [1, 2, 3], "unit": "per year", "grade": "D", "source": "our assumption: …"}
