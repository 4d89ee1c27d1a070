"""Ways a programme could go, side by side: the same readings and the same chance, one table and one sentence.

What a measure is told for follows from the file: stocks on the day after the last raid it plays, fire units
over the two years from the first day of the shocks that strike some variants and not others, sums at the end
of the horizon. What stands in each variant on that first day is a measure of its own: it tells whether ways
are compared on equal terms. Limits: what differs between two ways is what their lots, licences and shocks
make of the same figures; nothing says which is wise.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.events import programme_titles
from rangering.catalog.models import slug
from rangering.programme.days import facts
from rangering.programme.gathered import Gathered
from rangering.programme.models import Programme
from rangering.programme.results import ProgrammeResult, mean_over_histories
from rangering.report.html.words import listed
from rangering.report.programme.evidence import source_lines
from rangering.report.programme.tables import MONEY, SHARES, Lines
from rangering.report.programme.words import NEVER, millions, months_between, months_words, sum_words
from rangering.units import percent, plain

FloatArray = NDArray[np.float64]
WINDOW_MONTHS = 24
"""Over which availability is told from the first day of the shocks."""
DEPENDENCE = ("units_available", "availability", "missiles", "local_missiles", "full_d")
"""What tells how far a way of making it hangs on the supplier."""
TIME, MOMENT, MEAN = "time", "moment", "mean"
_ID = re.compile(r"\b[a-z0-9][a-z0-9-]*\.[a-z0-9][a-z0-9-]*\b")


class Told(NamedTuple):
    """A measure, and for when it is told."""

    name: str
    label: str
    kind: str
    first: int = 0
    last: int = 0
    """Months of the result, the last one included."""


class Value(NamedTuple):
    """A measure of one variant; times in days."""

    nominal: float
    chance_low: float
    chance_high: float
    band_low: float
    band_high: float


class Cut(NamedTuple):
    """Two variants that differ by shocks alone."""

    without: str
    struck: str
    shocks: tuple[str, ...]


@dataclass(frozen=True)
class Variants:
    """Results of every variant of a programme, in the order of the file."""

    programme: Programme
    results: Mapping[str, ProgrammeResult]
    measures: tuple[Told, ...]
    values: Mapping[str, Mapping[str, Value]]
    """By variant, then measure."""

    @property
    def names(self) -> tuple[str, ...]:
        """The variants."""
        return tuple(self.results)

    @property
    def first(self) -> ProgrammeResult:
        """What says how all of them were run."""
        return self.results[self.names[0]]

    def letter(self, name: str) -> str:
        """What stands for a variant on a picture."""
        return chr(ord("A") + self.names.index(name))

    def title(self, name: str) -> str:
        """A variant as a reader calls it."""
        return self.programme.variant(name).title


def side_by_side(programme: Programme, results: Mapping[str, ProgrammeResult]) -> Variants:
    """Put results of a programme's variants beside each other.

    Parameters
    ----------
    programme : Programme
        The whole one, with its variants.
    results : mapping of str to ProgrammeResult
        By name of variant, one or more, all run alike.
    """
    first = next(iter(results.values()))
    measures = tuple(
        each for each in _measures(programme, first) if any(_matters(r, each) for r in results.values())
    )
    values = {
        name: {each.name: value_of(result, each) for each in measures} for name, result in results.items()
    }
    return Variants(programme, results, measures, values)


def _measures(programme: Programme, first: ProgrammeResult) -> list[Told]:
    last = len(first.months_d) - 1
    raids, raided = last, f"after {first.horizon_years:g} years"
    if programme.missiles.raid_every is not None and programme.missiles.raid_until is not None:
        raids, raided = _month_of(first, programme.missiles.raid_until.day), "after the raids"
    begins = [shock.begins.day for shock in programme.shocks
              if shock.begins is not None and _differs(programme, shock.name)]  # fmt: skip
    from_month = _month_of(first, min(begins)) if begins else max(last - WINDOW_MONTHS, 0)
    until = min(from_month + WINDOW_MONTHS, last)
    window = f"{first.months[from_month]:%b %Y} to {first.months[until]:%b %Y}"
    end = f"after {first.horizon_years:g} years"
    currency = first.currency
    return [
        Told("full_d", "full capability, months after signature", TIME),
        Told("paid", f"paid {end}, million {currency}", MOMENT, last, last),
        Told(
            "home_extra",
            f"extra paid for work at home, beyond the price abroad, million {currency}",
            MOMENT,
            last,
            last,
        ),
        Told("npv", f"present value of what was paid, million {currency}", MOMENT, last, last),
        Told("local_share", f"value made at home {end}, over all received", MOMENT, last, last),
        Told("local_missiles", f"missiles made at home {end}", MOMENT, last, last),
        Told("local_cost", f"paid for missiles made at home, million {currency}", MOMENT, last, last),
        Told("missiles", f"missiles on hand {raided}", MOMENT, raids, raids),
        Told(
            "units_operational",
            f"{programme.unit}s in service, {first.months[from_month]:%b %Y}",
            MOMENT,
            from_month,
            from_month,
        ),
        Told("units_available", f"{programme.unit}s ready to fire, {window}", MEAN, from_month, until),
        Told("availability", f"ready of those in service, {window}", MEAN, from_month, until),
        Told("supplier_revenue", f"revenue of the supplier {end}, million {currency}", MOMENT, last, last),
        Told("lifecycle_share", "share of that revenue after delivery", MOMENT, last, last),
        Told("royalty", f"royalties {end}, million {currency}", MOMENT, last, last),
        Told("transfers", f"technologies handed over {end}", MOMENT, last, last),
    ]


def _differs(programme: Programme, shock: str) -> bool:
    """Whether a shock is in some variants and not in others."""
    return 0 < sum(shock in each.without for each in programme.variants) < len(programme.variants)


def _month_of(result: ProgrammeResult, day: date) -> int:
    """The first report on or after a day."""
    later = [n for n, each in enumerate(result.months) if each >= day]
    return later[0] if later else len(result.months) - 1


def _matters(result: ProgrammeResult, told: Told) -> bool:
    if told.name not in result.names:
        return False
    value = value_of(result, told)
    return any(np.isfinite(each) and each != 0.0 for each in value)


def value_of(result: ProgrammeResult, told: Told) -> Value:
    """One measure of one result: nominal mean (of times, the middle), chance, and band over readings."""
    if told.kind == TIME:
        chance = result.chance(told.name)
        nominal = float(chance.median)
        band = result.band(told.name) if result.readings_count else None
        low, high = (float(band.low), float(band.high)) if band else (nominal, nominal)
        return Value(nominal, float(chance.low), float(chance.high), low, high)
    months = slice(told.first, told.last + 1)
    every = mean_over_histories(result.nominal.series[told.name][:, months].T)
    known = np.sort(every[~np.isnan(every)])
    each = mean_over_histories(result.readings.series[told.name][:, months].T)
    each = each[~np.isnan(each)]
    if not len(known):
        return Value(*[float("nan")] * 5)
    mean = result.mean(told.name)[months]
    nominal = float(mean[~np.isnan(mean)].mean())
    low, high = (float(each.min()), float(each.max())) if len(each) else (nominal, nominal)
    return Value(nominal, _ranked(known, 0.05), _ranked(known, 0.95), low, high)


def _ranked(known: FloatArray, share: float) -> float:
    return float(known[max(int(np.ceil(share * len(known))) - 1, 0)])


def said(told: Told, value: float) -> str:
    """A value as a reader has it."""
    if told.kind == TIME:
        return months_words(value).split()[0]
    if not np.isfinite(value):
        return "–"
    if told.name in SHARES:
        return percent(value)
    return millions(value) if told.name in MONEY else plain(value)


def said_between(told: Told, low: float, high: float) -> str:
    """Two values as one text."""
    if told.kind == TIME:
        return months_between(low, high).replace(" months", "")
    first, second = said(told, low), said(told, high)
    if first == second:
        return first
    return f"{first.removesuffix(' %')} to {second}" if told.name in SHARES else f"{first} to {second}"


def variant_columns(found: Variants) -> tuple[str, ...]:
    """A column a variant."""
    return ("nominal, and band of readings", *(f"{found.letter(name)}: {name}" for name in found.names))


def variant_lines(found: Variants, between: str = " ({})") -> Lines:
    """A line a measure; `between` is how the band is put behind the nominal value."""
    lines: Lines = []
    for told in found.measures:
        cells = []
        for name in found.names:
            value = found.values[name][told.name]
            middle = said(told, value.nominal)
            band = said_between(told, value.band_low, value.band_high)
            drawn = found.results[name].readings_count and band != middle
            cells.append(f"{middle}{between.format(band)}" if drawn else middle)
        lines.append((told.label, *cells))
    return lines


def chance_lines(found: Variants) -> Lines:
    """The same with chance alone, nominal."""
    return [
        (
            told.label,
            *(
                said_between(told, each.chance_low, each.chance_high)
                for each in (found.values[name][told.name] for name in found.names)
            ),
        )
        for told in found.measures
    ]


def cuts(found: Variants) -> list[Cut]:
    """Pairs of variants that differ by shocks alone."""
    made = {name: found.programme.variant(name) for name in found.names}

    def kept(name: str) -> tuple[frozenset[str], frozenset[str]]:
        each = made[name]
        rest = [part.name for part in each.lots] + [part.name for part in each.licences]
        rest += [part.name for part in each.options]
        return frozenset(rest), frozenset(shock.name for shock in each.shocks)

    pairs = []
    for without in found.names:
        for struck in found.names:
            same, more = kept(without), kept(struck)
            if same[0] == more[0] and same[1] < more[1]:
                pairs.append(Cut(without, struck, tuple(sorted(more[1] - same[1]))))
    return pairs


CUT_COLUMNS = ("what is cut off", "measure", "without it", "with it", "band without", "band with")


def cut_lines(found: Variants) -> Lines:
    """How far each way depends on the supplier: availability, missiles and money with and without a shock."""
    lines: Lines = []
    for cut in cuts(found):
        for told in found.measures:
            if told.name not in DEPENDENCE:
                continue
            free, struck = found.values[cut.without][told.name], found.values[cut.struck][told.name]
            lines.append((
                f"{found.letter(cut.without)} and {found.letter(cut.struck)}: {cut.without}; "
                f"{', '.join(cut.shocks)}", told.label, said(told, free.nominal), said(told, struck.nominal),
                said_between(told, free.band_low, free.band_high),
                said_between(told, struck.band_low, struck.band_high),
            ))  # fmt: skip
    return lines


def compared(found: Variants) -> str:
    """On which days the measures stand, and whether every way has its fire units by then."""
    told = {each.name: each for each in found.measures}
    if "units_operational" not in told:
        return ""
    on = told["units_operational"]
    pieces = []
    for cut in cuts(found)[:1]:
        struck = listed(sorted(found.letter(each.struck) for each in cuts(found)))
        begins = _first_day(found.programme, cut.shocks)
        pieces.append(f"{listed(cut.shocks)} in {struck}: from {begins} on, the same day in each.")
    serving = ", ".join(
        f"{found.letter(name)} {said(on, found.values[name][on.name].nominal)}" for name in found.names
    )
    pieces.append(f"{on.label[0].upper()}{on.label[1:]}, mean of the nominal histories: {serving}.")
    opened: dict[str, float] = {}
    for licence in found.programme.licences:
        for result in found.results.values():
            if licence.name in result.steps:
                ended_d = result.nominal.ended_d[:, result.steps[licence.name]]
                opened.setdefault(licence.name, float(np.isfinite(ended_d).mean()))
    if opened:
        each = ", ".join(f"{name} {percent(share)}" for name, share in opened.items())
        pieces.append(f"Means are over all histories; lines at home open in so many of them: {each}.")
    return " ".join(pieces)


def _first_day(programme: Programme, shocks: Sequence[str]) -> str:
    days = [each.begins.day for each in programme.shocks if each.name in shocks and each.begins is not None]
    return f"{min(days)}" if days else "a day that chance decides"


def warning_lines(found: Variants) -> list[str]:
    """Warnings of the runs, each with the letters of the variants that it is about, unless it is all."""
    letters: dict[str, list[str]] = {}
    for name, result in found.results.items():
        for warning in result.warnings:
            letters.setdefault(warning, []).append(found.letter(name))
    everywhere = len(found.names)
    return [
        warning if len(which) == everywhere else f"{', '.join(which)}: {warning}"
        for warning, which in letters.items()
    ]


def outside_lines(programme: Programme) -> list[str]:
    """What comes from outside in one variant or all, in sentences."""
    found = []
    for shock in programme.shocks:
        sure = "comes" if shock.share is None else "may come"
        when = "" if shock.begins is None else f" on {shock.begins}" if shock.mean_wait is None else (
            f" some time after {shock.begins}")  # fmt: skip
        stops = f"it stops {listed(shock.stops)}" if shock.stops else "it stops nothing of this programme"
        found.append(f"{shock.name} ({shock.kind}) {sure}{when}; {stops}. {shock.note}".strip())
    return found


PRECEDENT_COLUMNS = ("figure", "low", "nominal", "high", "unit", "grade", "precedents", "source")


def precedent_lines(gathered: Gathered) -> Lines:
    """Every figure of work at home, and which dated facts of other programmes it rests on."""
    titles, known = programme_titles(), facts()
    at_home = ["licence."]
    at_home += [f"lot.{slug(lot.name)}." for lot in gathered.programme.lots if lot.licence is not None]
    named = {
        gathered.quantity(each.figure).id for each in gathered.stated if each.key.startswith(tuple(at_home))
    }
    quantities = {gathered.quantity(each.figure).id: each.key for each in gathered.stated}
    lines: Lines = []
    for line in source_lines(gathered):
        key = next((each for each, called in quantities.items()
                    if called.replace("_", " ").replace(".", ", ") == line[0]), "")  # fmt: skip
        if key not in named:
            continue
        cited = [each for each in dict.fromkeys(_ID.findall(f"{key} {line[-1]}")) if each in known]
        which = dict.fromkeys(titles[each.partition(".")[0]] for each in cited)
        lines.append((*line[:-1], ", ".join(which) or "none", line[-1]))
    return lines


def first_sentence(found: Variants) -> str:
    """The finding in one sentence or two."""
    pieces, values = [], found.values
    told = {each.name: each for each in found.measures}
    pairs = cuts(found)
    if "local_share" in told:
        struck = {cut.struck for cut in pairs}
        free = [name for name in found.names if name not in struck]
        most = max(free, key=lambda name: values[name]["local_share"].nominal)
        value = values[most]["local_share"]
        band = said_between(told["local_share"], value.band_low, value.band_high)
        cut_off = ", nothing being cut off" if struck else ""
        pieces.append(
            f"At most {percent(value.nominal)} of what is received is made at home{cut_off} ({most}; band "
            f"{band})."
        )
    if pairs and "units_available" in told:
        falls = [
            f"from {values[cut.without]['units_available'].nominal:.1f} to "
            f"{values[cut.struck]['units_available'].nominal:.1f} ({cut.without})"
            for cut in pairs
        ]
        unit = found.programme.unit
        pieces.append(f"{pairs[0].shocks[0]}: the {unit}s that are ready go {listed(falls)}.")
    return " ".join(pieces) or f"{len(found.names)} ways are put beside each other."


def headlines(found: Variants) -> tuple[str, ...]:
    """A line a variant, nominal."""
    told = {each.name: each for each in found.measures}
    ends = {each.name: each.label.partition(", ")[2] for each in found.measures}

    def line(name: str) -> str:
        values = {each: value.nominal for each, value in found.values[name].items()}
        cells = []
        if "full_d" in told:
            full = values["full_d"]
            after = f"after {months_words(full)}" if np.isfinite(full) else NEVER
            cells.append(f"full capability {after}")
        if "paid" in told:
            cells.append(f"{sum_words(values['paid'], found.first.currency)} paid")
        if "local_share" in told:
            cells.append(f"{percent(values['local_share'])} made at home")
        if "missiles" in told:
            cells.append(f"{plain(values['missiles'])} {told['missiles'].label}")
        if "units_available" in told:
            ready = values["units_available"]
            cells.append(f"{ready:.1f} {found.programme.unit}s ready, {ends['units_available']}")
        return f"{found.letter(name)} {name}: {'; '.join(cells)}."

    return tuple(line(name) for name in found.names)
