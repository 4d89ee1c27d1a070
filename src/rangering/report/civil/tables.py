"""The tables of a risk as rows of text: the terminal and the page say the same figures the same way."""

from rangering.mission.codes import CAUSE_WORDS
from rangering.report.civil.words import end_words, mitigated_words, rate_words, ratio_words, share_words
from rangering.study.risk.results import LIKELIHOODS, CaseRisk, LeverRisk, Likelihood, Risk
from rangering.units import plain

Lines = list[tuple[str, ...]]
STOOD_COLUMNS = ("fire unit", "alert", "rules", "air picture")
RATE_COLUMNS = ("case", "ratio to reference", "per 1,000 h inside", "per 1,000 aircraft inside", "replicates")
CAUSE_COLUMNS = ("cause", "as stated", "reference")
LEVER_COLUMNS = ("lever", "low end", "ratio", "high end", "ratio ")
MITIGATION_COLUMNS = ("mitigation", "ratio of wrong shots", "ratio of rates", "hours inside")
PLACE_COLUMNS = ("altitude", "flown, h", "inside, h", "share of wrong shots")
LIKELIHOOD_COLUMNS = ("class", "per 1,000 h inside", "here")
STOOD_CAPTION = "What the rate is given: state of each fire unit"
RATE_CAPTION = "Ratio to the reference case first, rate second"
CAUSE_CAPTION = "By cause, per 1,000 h inside"
LEVER_CAPTION = "What changes it: rate over that of the scenario as stated, one thing at a time"
MITIGATION_CAPTION = "Mitigations beside the scenario as stated"
PLACE_CAPTION = (
    "By altitude: civil flight hours inside the engagement envelope, whatever the alert, and where flights "
    "are when first shot at"
)
LIKELIHOOD_CAPTION = (
    "Classes of likelihood per flight hour inside; not to be put in a matrix made for another rate"
)


def stood_lines(result: Risk) -> Lines:
    """Alert, rules and picture of each fire unit."""
    return [tuple(each) for each in result.stood]


def rate_lines(result: Risk) -> Lines:
    """The scenario as stated, and its reference case."""
    stated, reference = result.stated, result.reference
    return [
        ("as stated", ratio_words(result.ratio), rate_words(stated.rate), rate_words(stated.per_passage),
         f"{stated.replicates:,}"),
        ("reference", "1", rate_words(reference.rate), rate_words(reference.per_passage),
         f"{reference.replicates:,}"),
    ]  # fmt: skip


def cause_lines(result: Risk) -> Lines:
    """Rates by cause; what was not seen has an upper limit, what cannot be has none."""
    here, there = _by_cause(result.stated), _by_cause(result.reference)
    return list(zip(CAUSE_WORDS.values(), here, there, strict=True))


def _by_cause(case: CaseRisk) -> list[str]:
    return [
        rate_words(rate) if able else "not modelled here"
        for rate, able in zip(case.causes, case.modelled, strict=True)
    ]


def lever_lines(result: Risk) -> Lines:
    """The tornado in figures, the widest first."""
    return [
        (each.name, each.low.case.words, end_words(each.low), each.high.case.words, end_words(each.high))
        for each in by_width(result)
    ]  # fmt: skip


def by_width(result: Risk) -> list[LeverRisk]:
    """Levers by how far apart their ends are, on the scale of logarithms."""

    def width(lever: LeverRisk) -> float:
        ends = [_least(lever.low.ratio), _least(lever.high.ratio)]
        return max(ends) / min(ends)

    return sorted(result.levers, key=width, reverse=True)


def _least(ratio: object) -> float:
    value, low, high = (float(getattr(ratio, name)) for name in ("value", "low", "high"))
    known = [each for each in (value, high, low) if 0.0 < each < float("inf")]
    return known[0] if known else 1.0


def mitigation_lines(result: Risk) -> Lines:
    """Each mitigation; the first ratio counts shots, so that it knows of hours that go elsewhere."""
    return [
        (each.case.words, mitigated_words(each), "" if each.already else ratio_words(each.rate_ratio),
        plain(each.case.hours_h))
        for each in result.mitigations
    ]  # fmt: skip


def place_lines(result: Risk) -> Lines:
    """By altitude, from the highest; where nobody flies there is no line."""
    shots = {each.band: share_words(each) for each in result.shot_bands}
    seen = result.exposure
    if seen is None:
        return []
    inside = seen.hours[:, :, 2, 0, 0].sum(axis=1)
    flown = seen.flown_h.sum(axis=1)
    return [
        (name, plain(float(flown[n])), plain(float(inside[n])), shots.get(name, "none was seen"))
        for n, name in reversed(list(enumerate(seen.bands)))
        if flown[n] > 0.0
    ]


def likelihood_lines(result: Risk) -> Lines:
    """All classes, with a mark where this one stands and where interval and band reach."""
    return [
        (
            each.name,
            each.words,
            _mark(result, each),
        )
        for each in LIKELIHOODS
    ]


def _mark(result: Risk, each: Likelihood) -> str:
    if each == result.likelihood:
        return "this one" if each == result.nominal else "this one: the greatest over readings"
    if each == result.nominal:
        return "nominal"
    return "touched" if each in result.likelihoods else ""
