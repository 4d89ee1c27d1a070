"""Where a band leaves the nominal value out: said in one sentence beside it, and why that is no fault.

What is printed alike is alike: a nominal value that reads as one end of its band lies within. Limits: judged
at the days that the tables tell.
"""

from functools import partial
from math import isfinite

from rangering.programme.results import ProgrammeResult
from rangering.report.html.words import listed
from rangering.report.programme import tables
from rangering.report.programme.variants import Variants, said
from rangering.report.programme.words import is_outside, months_words

_WHY = (
    "Nominal takes every figure at its most plausible value; readings draw each from its whole range, and "
    "many ranges are lopsided, so that a band need not hold it."
)


def outside_words(result: ProgrammeResult) -> str:
    """Which nominal values of the tables lie outside their bands; empty where none does."""
    if not result.readings_count:
        return ""
    found = [words for name, words in tables.TIMES.items() if _time_outside(result, name)]
    for name in dict.fromkeys((*tables.STATE, *tables.BOOKS)):
        if name not in result.names or not tables.shown(result, name):
            continue
        marks = [(words, month) for words, month in tables.marks_of(result) if _outside(result, name, month)]
        if name in tables.BOOKS:
            marks = marks[-1:] if marks and marks[-1][1] == len(result.months_d) - 1 else []
        if marks:
            years = listed([words.removesuffix(" years") for words, _ in marks])
            found.append(f"{tables.LABELS[name].partition(',')[0]} (after {years} years)")
    return f"The band leaves the nominal value out: {'; '.join(found)}. {_WHY}" if found else ""


def variants_outside_words(found: Variants) -> str:
    """The same for variants side by side, by their letters."""
    places = []
    for told in found.measures:
        written = partial(said, told)
        letters = []
        for name in found.names:
            value = found.values[name][told.name]
            drawn = found.results[name].readings_count
            if drawn and is_outside(value.nominal, value.band_low, value.band_high, written):
                letters.append(found.letter(name))
        if letters:
            places.append(f"{told.label} ({listed(letters)})")
    return f"The band leaves the nominal value out: {'; '.join(places)}. {_WHY}" if places else ""


def _time_outside(result: ProgrammeResult, name: str) -> bool:
    band = result.band(name)
    middle = float(result.chance(name).median)
    return is_outside(middle, float(band.low), float(band.high), months_words)


def _outside(result: ProgrammeResult, name: str, month: int) -> bool:
    nominal = float(result.mean(name)[month])
    band = result.band(name)
    low, high = float(band.low[month]), float(band.high[month])
    if not (isfinite(nominal) and isfinite(low) and isfinite(high)):
        return False
    return is_outside(nominal, low, high, tables.said_of(name))
