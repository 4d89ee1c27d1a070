"""Figures of a signature question as words: terminal, page and pictures say them the same way.

Of a class of stealth the nominal values are withheld: bands over readings alone are given, so that none of
them reads as a figure about a type.
"""

from collections.abc import Callable
from math import degrees, isfinite

from rangering.coverage.signature_results import Figure, SignatureResult
from rangering.report.bands import OUTSIDE_MARK, whole_interval_only
from rangering.units import percent

NOT_GIVEN = "not given"
NONE = "none"
Lines = list[tuple[str, ...]]

FREQUENCY_COLUMNS = ("band", "radars", "looks a sortie", "samples a sortie", "best signal", "sphere sampled")
DISTANCE_COLUMNS = (
    "from the radar",
    "looks a sortie",
    "samples a sortie",
    "median signal",
    "best signal",
    "sphere sampled",
)
SIDE_COLUMNS = ("side shown", "looks a sortie", "samples a sortie", "best signal", "quarter sampled")
SORTIE_COLUMNS = ("after", "sphere sampled")
RADAR_COLUMNS = ("radar", "band", "scan", "looks a sortie", "samples a sortie", "best signal")
_SIDES = {
    "nose": "nose (within 45°)",
    "right": "right side",
    "tail": "tail (within 45°)",
    "left": "left side",
}


def withheld(result: SignatureResult) -> bool:
    """Whether nominal values are left out: the class would read as a stealth aircraft."""
    return whole_interval_only(result.target, result.target_title)


def told(figure: Figure, shown: Callable[[float], str], *, band_only: bool = False) -> str:
    """A figure with its band, marked where it lies outside: "2.1 % (1.9 to 2.3)", "156* (159 to 186)".

    >>> told(Figure(0.021, 0.019, 0.023), percent), told(Figure(0.021, None, None), percent)
    ('2.1 % (1.9 to 2.3)', '2.1 %')
    >>> told(Figure(156.2, 159.0, 186.0), count_words)
    '156* (159 to 186)'
    >>> told(Figure(0.021, 0.019, 0.023), percent, band_only=True)
    '1.9 to 2.3 %'
    >>> told(Figure(0.021, None, None), percent, band_only=True)
    'not given'
    """
    if figure.low is None or figure.high is None:
        return NOT_GIVEN if band_only else shown(figure.nominal)
    low, high = shown(figure.low), shown(figure.high)
    unit = f" {high.rpartition(' ')[2]}" if " " in high else ""
    between = low if low == high else f"{low.removesuffix(unit)} to {high}"
    if band_only:
        return between
    nominal = shown(figure.nominal)
    if nominal == between:
        return nominal
    if not figure.low <= figure.nominal <= figure.high and nominal not in (low, high):
        # A sign after the unit would belong to the unit.
        number, unit_too, symbol = nominal.rpartition(" ")
        marked = f"{number}{OUTSIDE_MARK} {symbol}" if unit_too else f"{nominal}{OUTSIDE_MARK}"
    else:
        marked = nominal
    # The unit once, where both have it.
    return f"{marked} ({between.removesuffix(unit) if unit and nominal.endswith(unit) else between})"


def count_words(value: float) -> str:
    """Looks or samples a sortie: whole from ten on."""
    return f"{value:,.0f}" if value >= 9.95 or value == 0.0 else f"{value:.1f}"


def level_words(value_db: float) -> str:
    """A signal over the noise; none where nothing was heard."""
    return f"{value_db:.0f} dB" if isfinite(value_db) else NONE


def distance_words(inner_m: float, outer_m: float | None) -> str:
    """A band of ground distance.

    >>> distance_words(0.0, 50e3), distance_words(50e3, 100e3), distance_words(400e3, None)
    ('under 50 km', '50 to 100 km', '400 km and more')
    """
    if outer_m is None:
        return f"{inner_m / 1e3:g} km and more"
    return f"{inner_m / 1e3:g} to {outer_m / 1e3:g} km" if inner_m else f"under {outer_m / 1e3:g} km"


def _frequency_words(letter: str, low_hz: float, high_hz: float) -> str:
    if not letter:
        return "all"
    low, high = f"{low_hz / 1e9:.3g}", f"{high_hz / 1e9:.3g}"
    return f"{letter}, {low if low == high else f'{low} to {high}'} GHz"


def frequency_lines(result: SignatureResult) -> Lines:
    """One line a frequency band, then all together."""
    rows = result.frequencies if len(result.frequencies) > 2 else result.frequencies[:1]
    only = withheld(result)
    return [
        (
            _frequency_words(each.letter, each.low_hz, each.high_hz),
            str(len(each.radars)),
            told(each.looks, count_words),
            told(each.samples, count_words, band_only=only),
            told(each.best_db, level_words, band_only=only),
            told(each.share, percent, band_only=only),
        )
        for each in rows
    ]


def distance_lines(result: SignatureResult) -> Lines:
    """One line a band of stand-off distance; those without a look are left out."""
    only = withheld(result)
    return [
        (
            distance_words(each.inner_m, each.outer_m),
            told(each.looks, count_words),
            told(each.samples, count_words, band_only=only),
            told(each.median_db, level_words, band_only=only),
            told(each.best_db, level_words, band_only=only),
            told(each.share, percent, band_only=only),
        )
        for each in result.distances
        if ever(each.looks)
    ]


def side_lines(result: SignatureResult) -> Lines:
    """One line a quarter of the sphere."""
    only = withheld(result)
    return [
        (
            _SIDES[each.side],
            told(each.looks, count_words),
            told(each.samples, count_words, band_only=only),
            told(each.best_db, level_words, band_only=only),
            told(each.share, percent, band_only=only),
        )
        for each in result.sides
    ]


def sortie_lines(result: SignatureResult) -> Lines:
    """The share of the sphere after some sorties."""
    only = withheld(result)
    return [
        (
            f"{each.sorties} sortie{'' if each.sorties == 1 else 's'}",
            told(each.share, percent, band_only=only),
        )
        for each in result.over_sorties
    ]


def radar_lines(result: SignatureResult) -> Lines:
    """One line a radar."""
    only = withheld(result)
    return [
        (
            each.name,
            f"{each.letter}, {each.frequency_hz / 1e9:.3g} GHz",
            f"{each.period_s:.3g} s",
            told(each.looks, count_words),
            told(each.samples, count_words, band_only=only),
            told(each.best_db, level_words, band_only=only),
        )
        for each in result.radars
    ]


def headline(result: SignatureResult) -> str:
    """The answer in one sentence."""
    whole = result.whole
    only = withheld(result)
    share = told(whole.share, percent, band_only=only)
    looks = told(whole.looks, count_words)
    radars = f"{len(whole.radars)} radar{'' if len(whole.radars) == 1 else 's'}"
    flown = "once" if result.sorties == 1 else f"{result.sorties} times"
    return (
        f"Flown {flown} on its stated route, flight {result.flight} is looked at {looks} times a sortie by "
        f"{radars}; looks of {result.threshold_db:g} dB or more sample {share} of all sides of a "
        f"{result.target_title.lower()}."
    )


def asked_lines(result: SignatureResult) -> Lines:
    """What was asked: names and values."""
    low_m, high_m = result.altitude_m
    height = f"{low_m:,.0f} m" if round(low_m) == round(high_m) else f"{low_m:,.0f} to {high_m:,.0f} m"
    low_m2, nominal_m2, high_m2 = result.rcs_m2
    size = f"{low_m2:g} to {high_m2:g} m²"
    if not withheld(result):
        size = f"{nominal_m2:g} m² ({size})"
    bank = "none: corners in no time, wings level"
    if result.turn_bank_rad:
        bank = f"{degrees(result.turn_bank_rad):g}°"
    readings = f"{result.samples}, seed {result.seed}" if result.samples else "none: nominal values alone"
    return [
        ("Flight", f"{result.flight}, {result.side}"),
        ("Cross-section", f"{result.target_title.lower()}, a generic class: {size} from dead ahead"),
        ("Sorties", f"{result.sorties}, each of {result.duration_s / 60.0:.0f} min"),
        ("Altitude", f"{height} above the sea"),
        ("Bank in turns", bank),
        ("Threshold", f"{result.threshold_db:g} dB over the noise, in one look"),
        ("Readings", readings),
    ]


def any_outside(result: SignatureResult) -> bool:
    """Whether any figure of the tables, or of the headline, is marked."""
    tables = (
        frequency_lines(result), distance_lines(result), side_lines(result), sortie_lines(result),
        radar_lines(result),
    )  # fmt: skip
    marked = (cell for lines in tables for line in lines for cell in line[1:])
    return any(OUTSIDE_MARK in cell for cell in (headline(result), *marked))


def ever(looks: Figure) -> bool:
    """Whether there is a look, nominal or in some reading."""
    return looks.nominal > 0.0 or bool(looks.high)
