"""What a risk to civil flights is told in: rates, ratios, bands, causes, likelihood class and confidence.

A rate is wrong shots per 1,000 civil flight hours inside the engagement envelope of a fire unit on alert.
Intervals
(95 %) are of chance alone; a band is over readings of what nobody outside knows and is no probability.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any, NamedTuple

from rangering.catalog.inputs import Input
from rangering.coverage.exposure_results import Exposure
from rangering.mission.rare import Proposals
from rangering.mission.results import Estimate
from rangering.study.risk.estimate import Ratio
from rangering.study.risk.intervals import Mean

PER = 1000.0
"""Hours inside, or aircraft that come inside, that a rate is of."""


class Likelihood(NamedTuple):
    """A class of rates, from the commonest."""

    name: str
    least: float  # per 1,000 h
    words: str


LIKELIHOODS = (
    Likelihood("A", 1.0, "1 or more per 1,000 h (1e-3 per flight hour inside)"),
    Likelihood("B", 1e-2, "0.01 to 1 (1e-5 to 1e-3)"),
    Likelihood("C", 1e-4, "0.0001 to 0.01 (1e-7 to 1e-5)"),
    Likelihood("D", 1e-6, "0.000001 to 0.0001 (1e-9 to 1e-7)"),
    Likelihood("E", 0.0, "fewer than 0.000001 (1e-9); never none"),
)
"""Steps of two powers of ten per flight hour; the letters are ours.

Source: EASA AMC 25.1309 and FAA AC 25.1309-1 (average probabilities per flight hour of failures of aircraft
systems: 1e-5, 1e-7 and 1e-9; 1e-3 is ours, as far above). There an hour is any flight hour, here one inside:
not to be put in a matrix made for another rate.
"""


def likelihood_of(rate: float) -> Likelihood:
    """The class of a rate per 1,000 h."""
    return next(each for each in LIKELIHOODS if rate >= each.least)


class Rate(NamedTuple):
    """Per 1,000 hours or aircraft inside, 95 %; where none was seen only `high` is known."""

    value: float
    low: float
    high: float
    only_limit: bool


def rate_of(mean: Mean, over: float) -> Rate:
    """Wrong shots of a replicate over its hours, or aircraft, inside; all nan where nobody flies inside."""
    if over <= 0.0:
        return Rate(nan, nan, nan, mean.only_limit)
    by = PER / over
    return Rate(by * mean.value, by * mean.low, by * mean.high, mean.only_limit)


def band_of(rates: Sequence[Rate], nominal: Rate) -> tuple[float, float] | None:
    """Least and greatest rate over readings, the nominal one among them; None where no reading has a rate.

    Of a reading in which none was seen the upper limit counts; one without hours inside has no rate.
    """
    known = [each for each in rates if not isnan(each.value)]
    values = [each.high if each.only_limit else each.value for each in (*known, nominal)]
    return (min(values), max(values)) if known else None


@dataclass(frozen=True)
class CaseRisk:
    """One case: what was found of it, and how."""

    key: str
    words: str
    count: Mean
    """Wrong shots in the time of the scenario."""
    hours_h: float
    rate: Rate
    causes: tuple[Rate, ...]
    """In the order of `rangering.mission.codes.CAUSES`."""
    modelled: tuple[bool, ...]
    """Whether each cause can come about at all in this case."""
    passages: int
    """Aircraft that come inside."""
    replicates: int
    pilot: int
    plain_checked: int
    """Replicates of the pilot that were drawn as by nature."""
    plain_most: float
    """Rate that these alone leave room for, by whatever path (95 %); infinite where there were none."""
    reached: bool
    proposals: Proposals
    mean_weight: float
    weight_error: float
    """Its standard error: where it lies many of these from 1, weights are wrong."""
    plain_replicates: float
    """That plain draws would take for the precision asked for; infinite where none was seen."""

    @property
    def per_passage(self) -> Rate:
        """Wrong shots per 1,000 aircraft that come inside, however long they stay."""
        return rate_of(self.count, float(self.passages))


class LeverEnd(NamedTuple):
    """An assumption at one end, beside the scenario as stated."""

    case: CaseRisk
    ratio: Ratio  # of rates
    as_stated: bool
    """Whether the scenario is at this end as it stands: nothing was run."""
    idle: bool
    """Whether nothing can come out otherwise: the very same plan."""


class LeverRisk(NamedTuple):
    """One bar of the tornado."""

    name: str
    low: LeverEnd
    high: LeverEnd
    notes: tuple[str, ...]
    """What a reader must know of it: where it does not act and why, where both ends move the same way."""


class Mitigated(NamedTuple):
    """A mitigation beside the scenario as stated."""

    case: CaseRisk
    rate_ratio: Ratio
    count_ratio: Ratio  # of wrong shots in the same time, hours that go elsewhere left out
    already: bool
    """Whether the scenario as stated has it already: nothing changes."""


class ShotBand(NamedTuple):
    """Wrong shots at flights in one band of altitude when the first missile was launched at them."""

    band: str
    share: Estimate  # of all wrong shots, 95 % of chance
    seen: int


class Stood(NamedTuple):
    """State of a fire unit: what the rate is given."""

    fire_unit: str
    alert: str
    weapons: str
    picture: str


@dataclass(frozen=True)
class Risk:
    """The risk of a wrong shot at civil flights in one scenario."""

    title: str
    name: str
    labels: tuple[str, ...]
    stood: tuple[Stood, ...]
    aircraft: int
    flown_h: float
    duration_s: float
    stated: CaseRisk
    reference: CaseRisk
    ratio: Ratio
    """Of rates: the scenario as stated over its reference case."""
    band: tuple[float, float] | None
    """Least and greatest rate over readings, the nominal one among them, per 1,000 h; None where none were
    drawn."""
    by_reading: tuple[Rate, ...]
    reading_replicates: int
    levers: tuple[LeverRisk, ...]
    mitigations: tuple[Mitigated, ...]
    shot_bands: tuple[ShotBand, ...]
    """From the lowest; none where no wrong shot was seen. With levers and mitigations alone."""
    exposure: Exposure | None
    """Of the scenario as stated, nominal; with levers and mitigations alone."""
    inputs: tuple[Input, ...]
    precision: float
    limit: int
    samples: int
    seed: int
    environment: Mapping[str, Any]
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    provenance: Mapping[str, Any]

    @property
    def nominal(self) -> Likelihood:
        """Class of the scenario as stated, nominal; of the upper limit where nothing was seen."""
        return likelihood_of(self._nominal)

    @property
    def likelihood(self) -> Likelihood:
        """Class of the greatest rate over readings, nominal among them: what an assessment goes by."""
        return likelihood_of(self._nominal if self.band is None else max(self._nominal, self.band[1]))

    @property
    def _nominal(self) -> float:
        rate = self.stated.rate
        return rate.high if rate.only_limit else rate.value

    @property
    def likelihoods(self) -> tuple[Likelihood, ...]:
        """Classes that interval and band touch, from the commonest."""
        rate = self.stated.rate
        ends = [rate.high if rate.only_limit else rate.low, rate.high]
        if self.band is not None:
            ends += list(self.band)
        first, last = (LIKELIHOODS.index(likelihood_of(each)) for each in (max(ends), min(ends)))
        return LIKELIHOODS[first : last + 1]

    @property
    def confidence(self) -> tuple[str, str]:
        """A word, and why."""
        spread = len(self.likelihoods)
        why = [f"interval and band touch {spread} of {len(LIKELIHOODS)} classes of likelihood"]
        if self.band is None:
            why.append("no readings were drawn, so what nobody outside knows is not in it")
        if not self.stated.reached:
            why.append("the precision asked for was not reached")
        telling = {each.quantity: each for each in self.inputs if ".identification." in each.quantity}
        weak = sum(each.from_default or each.grade == "D" for each in telling.values())
        if weak:
            why.insert(0, f"{weak} of {len(telling)} identification figures are class defaults or grade D")
        low = bool(weak) or spread > 2
        low = low or self.band is None or not self.stated.reached
        return ("low" if low else "moderate"), "; ".join(why)
