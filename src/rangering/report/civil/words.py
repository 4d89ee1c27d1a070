"""What a risk says in sentences: ratio first, rate second. It never says that a place may be flown."""

from math import exp, isfinite, isnan

from rangering.study.risk.estimate import Ratio
from rangering.study.risk.results import CaseRisk, LeverEnd, Mitigated, Rate, Risk, ShotBand
from rangering.units import percent, plain

CONDITIONAL = "Conditional on assumptions, not a forecast. It replaces no NOTAM and no aviation authority."
RATE_UNIT = "wrong shots per 1,000 civil flight hours inside the engagement envelope of a fire unit on alert"
NEW_TRACKS = (
    "Fewer hours inside need not mean fewer shots: tracks may begin anew in other places, and a new "
    "track knows nothing of what the old one had answered."
)
CHANCE = "Intervals (95 %) are of chance alone."


def number(value: float) -> str:
    """Two figures, in plain digits where they are few: 4.9, 0.012, 3.1e-07."""
    if isnan(value):
        return "–"
    if value == 0.0:
        return "0"
    if 0.001 <= abs(value) < 100_000.0:
        digits = max(0, 1 - _decade(value))
        return f"{value:,.{digits}f}"
    return f"{value:.1e}"


def _decade(value: float) -> int:
    return int(f"{abs(value):.1e}".partition("e")[2])


def rate_words(rate: Rate) -> str:
    """A rate with its interval; an upper limit where nothing was seen."""
    if isnan(rate.value):
        return "no hours inside"
    if rate.only_limit:
        return f"below {number(rate.high)}"
    return f"{number(rate.value)} ({number(rate.low)} to {number(rate.high)})"


def ratio_words(ratio: Ratio) -> str:
    """A ratio with its interval; a limit where one of the two saw nothing."""
    if isnan(ratio.value):
        if isfinite(ratio.high):
            return f"below {number(ratio.high)}"
        return f"above {number(ratio.low)}" if ratio.low > 0.0 else "not known"
    if ratio.value == 0.0:
        return "none flies there"
    if ratio.exact:
        return number(ratio.value) if ratio.value != 1.0 else "1"
    if not ratio.apart:
        return f"not told from 1 ({number(ratio.low)} to {number(ratio.high)})"
    return f"{number(ratio.value)} ({number(ratio.low)} to {number(ratio.high)})"


def end_words(end: LeverEnd) -> str:
    """The ratio at one end of a lever, or why there is none."""
    if end.as_stated:
        return "as stated"
    if end.idle:
        return "not at work here"
    return ratio_words(end.ratio)


def mitigated_words(each: Mitigated) -> str:
    """Wrong shots with a mitigation beside those without, or that nothing changes."""
    return "already so here" if each.already else ratio_words(each.count_ratio)


def share_words(each: ShotBand) -> str:
    """A band's share of the wrong shots, 95 % of chance, and how many were looked at."""
    share = each.share
    if not each.seen:
        return f"0 % (to {percent(share.high)})"
    return f"{percent(share.value)} ({percent(share.low)} to {percent(share.high)}; {each.seen} seen)"


def lever_notes(result: Risk) -> list[str]:
    """What a reader must know of single levers and of mitigations that take hours away, in sentences."""
    said = [
        f"{each.name[:1].upper()}{each.name[1:]}: {note}." for each in result.levers for note in each.notes
    ]
    for each in result.mitigations:
        ratio = each.rate_ratio
        if not isnan(ratio.value) and abs(each.case.hours_h / result.stated.hours_h - 1.0) > 0.02:
            said.append(
                f"{each.case.words[:1].upper()}{each.case.words[1:]}: {plain(each.case.hours_h)} h inside "
                f"in the place of {plain(result.stated.hours_h)}. Wrong shots in the same time: "
                f"{ratio_words(each.count_ratio)} times those as stated; an hour inside: "
                f"{ratio_words(ratio)} times." + (f" {NEW_TRACKS}" if each.count_ratio.low > 1.0 else "")
            )
    return said


def first_sentence(result: Risk) -> str:
    """The answer in one sentence: on what condition, the ratio, the band of the rate, its class."""
    return (
        f"Given this state of the defence and conditional on what is assumed, wrong shots at civil flights "
        f"are {_times(result.ratio)} in the reference case: {headline_rate(result)} per 1,000 flight hours "
        f"inside the envelope, class {result.likelihood.name}"
    )


def headline_rate(result: Risk) -> str:
    """The band, and the nominal rate inside it; the rate of chance alone where no readings were drawn."""
    rate = rate_words(result.stated.rate)
    if result.band is None:
        return f"{rate} by nominal figures"
    low, high = result.band
    return f"{number(low)} to {number(high)} over readings, nominally {rate},"


def _times(ratio: Ratio) -> str:
    if isnan(ratio.value):
        said = ratio_words(ratio)
        return (
            "as frequent by a ratio not known as" if said == "not known" else f"{said} times as frequent as"
        )
    if ratio.apart or ratio.exact:
        return f"{ratio_words(ratio)} times as frequent as"
    return (
        f"not told apart in number from those ({number(ratio.low)} to {number(ratio.high)} times, seen in "
        f"{ratio.seen[0]:,} and {ratio.seen[1]:,} replicates)"
    )


def band_words(result: Risk) -> str:
    """The absolute band, and what it is of."""
    if result.band is None:
        if result.samples:
            return f"In none of {result.samples} readings does a flight come inside: no band."
        return "No readings were drawn: no band."
    low, high = result.band
    return (
        f"Over {result.samples} readings of what nobody outside knows, and the nominal one, the rate runs "
        f"from {number(low)} to {number(high)} per 1,000 h (least and greatest; a band, no probability; "
        "chance included)."
    )


def stop_words(case: CaseRisk, precision: float) -> str:
    """How the replicates ended, and what plain draws would take."""
    ended = (
        f"Stopped when the interval was within {precise(precision)}"
        if case.reached
        else f"Ended at the limit, not yet within {precise(precision)}"
    )
    drawn = f"{ended}: {case.replicates:,} replicates"
    drawn += f" after a pilot of {case.pilot:,}" if case.pilot else ""
    return f"{drawn}. {plain_words(case, precision)}"


def precise(precision: float) -> str:
    """What a precision asks for: limits lie evenly on the scale of logarithms."""
    return f"a factor of {exp(precision):.2f} either way"


def plain_words(case: CaseRisk, precision: float) -> str:
    """What plain Monte Carlo would take for the same."""
    if not isfinite(case.plain_replicates):
        return "How many plain draws would take is not known, as none was seen."
    hours = case.plain_replicates * case.hours_h
    return (
        f"Plain Monte Carlo would take about {whole(case.plain_replicates)} replicates ({whole(hours)} "
        "flight hours "
        f"inside) for {precise(precision)}."
    )


def whole(value: float) -> str:
    """A count in full, or its power of ten where that is long."""
    return f"{value:,.0f}" if value < 1e9 else f"{value:.1e}"


def ran_words(result: Risk) -> str:
    """How it was run."""
    drawn = f"{result.samples} readings" if result.samples else "nominal values alone"
    return f"{result.stated.replicates:,} replicates, {drawn}, seed {result.seed}"
