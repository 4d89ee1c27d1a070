"""What comes of an accident's standing: scores with intervals, effects of mitigations, places for a map."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from rangering.catalog.accidents import Accident
from rangering.catalog.inputs import Input
from rangering.study.accidents.estimate import Span
from rangering.study.accidents.stated import Stated

CONDITIONAL = (
    "The percentile is that of a model, conditional on the assumptions stated: not a forecast, no finding "
    "about the accident, and nothing about blame. It replaces no NOTAM or authority."
)


class Place(NamedTuple):
    """Where something stands, and its name."""

    name: str
    lat_deg: float
    lon_deg: float


class Line(NamedTuple):
    """A route or the middle of a corridor: latitudes and longitudes in the order flown, and how wide."""

    name: str
    lat_deg: tuple[float, ...]
    lon_deg: tuple[float, ...]
    width_m: float = 0.0


@dataclass(frozen=True)
class Ground:
    """Where everything of the scene is, for a map."""

    unit: Place
    reach_m: float
    """Of the farthest-reaching missile of its class, nominal, over ground."""
    met: Place
    flight: Line
    matched: tuple[Line, ...]
    """In the order of the scores."""
    corridors: tuple[Line, ...]
    turned_rad: float
    """By how much bearings are shown too large to who sees by the unit's radars alone."""


@dataclass(frozen=True)
class Score:
    """The score of one flight."""

    name: str
    labels: tuple[str, ...]
    probability: Span


class Given(NamedTuple):
    """The score where it is known what becomes of answers."""

    name: str
    weight: float
    """How often that is so in the scene."""
    accident: Span
    matched: Span
    """Mean of the matched flights."""
    published: bool
    """Whether a report says that it was so."""


Verdict = Literal["contradicted", "doubtful", "not contradicted", "not tested"]
_SELDOM, _AS_LIKELY = 0.05, 0.5


class Against(NamedTuple):
    """The scene against its own facts: of the matched flights nobody was shot at."""

    expected: Span
    """How many of them would be shot at by the scene, on average."""
    none: Span
    """By the scene, the chance that none of them is, each by itself."""
    of: int
    verdict: Verdict
    """Not tested where the scene states a shot in place of drawing it."""


def against(expected: Span, none: Span, of: int, *, exercise: bool) -> Against:
    """What follows for a scene from that none of its matched flights was shot at.

    Contradicted where that is seldom by the scene even at the end of the interval that is kindest to it: a
    chance below one in twenty. Doubtful where it is the less likely outcome. Both lines are ours.
    """
    if exercise:
        return Against(expected, none, of, "not tested")
    if none.high < _SELDOM:
        return Against(expected, none, of, "contradicted")
    return Against(expected, none, of, "doubtful" if none.value < _AS_LIKELY else "not contradicted")


@dataclass(frozen=True)
class Effect:
    """What one mitigation does."""

    key: str
    words: str
    accident: Span
    """Score of the accident's flight."""
    ratio: Span | None
    """To its score as stated; None where that is zero."""
    matched: Span
    """Mean score of the matched flights."""


@dataclass(frozen=True)
class Standing:
    """Where the flight of an accident stands."""

    accident: Accident
    flight: Score
    matched: tuple[Score, ...]
    """Highest first."""
    percentile: Span
    """Share of matched flights with a lower score, ties counted half; 0 to 1."""
    alike: int
    """Matched flights that these replicates do not tell from the accident's."""
    against: Against
    """The scene as stated, against the facts."""
    given: tuple[Given, ...]
    """Empty where nobody is asked, or all is played at once."""
    causes: dict[str, float]
    """Of the accident flight's score, by cause; they sum to it."""
    effects: tuple[Effect, ...]
    ground: Ground
    stated: tuple[Stated, ...]
    """What the scene states itself, each for what it is."""
    defaults: tuple[Stated, ...]
    """Class defaults of identification that enter as they are."""
    inputs: tuple[Input, ...]
    """All figures of the catalog that enter."""
    exercise: bool
    """Whether a missile was launched at a drone and went for something else."""
    recorded: bool
    replicates: int
    seed: int
    assumptions: tuple[str, ...]
    provenance: dict[str, Any]
