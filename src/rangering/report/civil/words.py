"""What a risk says in sentences: ratio first, rate second. It never says that a place may be flown."""

from math import isfinite, isnan

from rangering.study.risk.estimate import Ratio
from rangering.study.risk.results import CaseRisk, LeverEnd, Rate, Risk
from rangering.units import plain

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
    return f"{number(ratio.value)} ({number(ratio.low)} to {number(ratio.high)})"


def end_words(end: LeverEnd) -> str:
    """The ratio at one end of a lever, or why there is none."""
    if end.as_stated:
        return "as stated"
    if end.idle:
        return "not at work here"
    return ratio_words(end.ratio)


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
    """The answer in one sentence: the ratio, then the rate."""
    return (
        f"Wrong shots at civil flights are {_times(result.ratio)} as frequent as in the reference case, "
        "given this "
        f"state of the defence: {rate_words(result.stated.rate)} per 1,000 flight hours inside the envelope"
    )


def _times(ratio: Ratio) -> str:
    said = ratio_words(ratio)
    return f"{said} times" if said[0].isdigit() or said[:5] in ("above", "below") else "by a ratio not known"


def band_words(result: Risk) -> str:
    """The absolute band, and what it is of."""
    if result.band is None:
        if result.samples:
            return f"In none of {result.samples} readings does a flight come inside: no band."
        return "No readings were drawn: no band."
    low, high = result.band
    return (
        f"Over {result.samples} readings of what nobody outside knows the rate runs from {number(low)} to "
        f"{number(high)} per 1,000 h (least and greatest; a band, no probability; chance included)."
    )


def stop_words(case: CaseRisk, precision: float) -> str:
    """How the replicates ended, and what plain draws would take."""
    ended = (
        f"Stopped when the interval was within {precision:.0%}"
        if case.reached
        else f"Ended at the limit, not yet within {precision:.0%}"
    )
    drawn = f"{ended}: {case.replicates:,} replicates"
    drawn += f" after a pilot of {case.pilot:,}" if case.pilot else ""
    return f"{drawn}. {plain_words(case, precision)}"


def plain_words(case: CaseRisk, precision: float) -> str:
    """What plain Monte Carlo would take for the same."""
    if not isfinite(case.plain_replicates):
        return "How many plain draws would take is not known, as none was seen."
    hours = case.plain_replicates * case.hours_h
    return (
        f"Plain Monte Carlo would take about {whole(case.plain_replicates)} replicates ({whole(hours)} "
        "flight hours "
        f"inside) for {precision:.0%}."
    )


def whole(value: float) -> str:
    """A count in full, or its power of ten where that is long."""
    return f"{value:,.0f}" if value < 1e9 else f"{value:.1e}"


def ran_words(result: Risk) -> str:
    """How it was run."""
    drawn = f"{result.samples} readings" if result.samples else "nominal values alone"
    return f"{result.stated.replicates:,} replicates, {drawn}, seed {result.seed}"
