"""Numbers and names as the page says them: one way of writing for a share, a band, a distance, a time."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rangering.coverage.results import (
    ALL_RADARS,
    ASSUMED_RANGE,
    DETECTION_CLAIM,
    PRESS_CIRCLE,
    Band,
    CoverageMap,
    Row,
    Score,
)
from rangering.report import bands
from rangering.report.key import REASONS, altitude_words
from rangering.report.lettering import HYPOTHETICAL
from rangering.sight.state import State
from rangering.units import percent, show

RINGS = {PRESS_CIRCLE: "circle", DETECTION_CLAIM: "detection circle", ASSUMED_RANGE: "assumed circle"}
COVERED = "covered"
SUPPOSED = (HYPOTHETICAL, "fictitious", "illustrative")  # labels that a quoted sentence must not lose
NEVER = "never"
_REASON_OF = {state.words: reason for state, reason in REASONS.items()} | {
    State.SEVERAL.words: "more than one reason"
}
_SPELT = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NO_SYSTEM = ("", "default", "radar", "target")  # first parts of ids that are no system's
# Letters whose name starts with a vowel: "an FGM", "a UAV".
_VOWEL_SOUNDS = "AEFHILMNORSX"


def spread(low: float, high: float) -> str:
    """Two shares as one, in the same figures: "9 to 14 %"; where both read alike, one of them."""
    return bands.band_words(Band(high, low, high))


def band_words(band: Band, *, drawn: bool) -> str:
    """The nominal share, and its band where readings were drawn: "11 % (9 to 14 %)"."""
    nominal = percent(band.nominal)
    both = spread(band.low, band.high)
    return f"{nominal} ({both})" if drawn and both != nominal else nominal


def kilometres(metres: float, *, unit: bool = True) -> str:
    """A distance in two figures or whole kilometres."""
    km = metres / 1e3
    return f"{km:,.{1 if 0.0 < km < 9.95 else 0}f}{' km' if unit else ''}"


def minutes(seconds: float, *, unit: bool = True) -> str:
    """A time in minutes and tenths."""
    return f"{seconds / 60.0:.1f}{' min' if unit else ''}"


def spelt(count: int) -> str:
    """A small number in letters."""
    return _SPELT[count] if count < len(_SPELT) else f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """A number with what it counts: "four sites"."""
    return f"{spelt(count)} {one if count == 1 else many or f'{one}s'}"


def listed(items: Sequence[str]) -> str:
    """Items with commas and an "and"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def sentence(words: str) -> str:
    """With a capital in front and a full stop behind."""
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '!', '?')) else '.'}"


def class_words(title: str) -> str:
    """A class within a sentence: "Large fighter" gives "large fighter", "UAV" stays."""
    first = re.split(r"[\s-]", title, maxsplit=1)[0]
    return title if len(first) < 2 or not first[1:].islower() else title[0].lower() + title[1:]


def a_class(title: str) -> str:
    """A class with its article."""
    words = class_words(title)
    first = words[:1].upper()
    vowel = first in (_VOWEL_SOUNDS if words[:1].isupper() and not words[1:2].islower() else "AEIOU")
    # "one-way", "unit": written with a vowel, spoken without.
    return f"{'an' if vowel and not words.startswith(('one', 'uni')) else 'a'} {words}"


def level_words(result: CoverageMap, label: str) -> str:
    """An altitude in plain words, from its label in a table: "100 m agl" gives "100 m above ground"."""
    for altitude in result.altitudes:
        if altitude.label == label:
            return altitude_words(altitude)
    found = re.fullmatch(r"([\d,]+(?:\.\d+)?) m (agl|amsl)", label)
    if not found:
        return label
    metres = float(found[1].replace(",", ""))
    return f"{metres:,.0f} m above {'ground' if found[2] == 'agl' else 'sea level'}"


def reason_words(limit: str) -> str:
    """Why a place is not covered, as people say it."""
    return _REASON_OF.get(limit, limit)


def limits_words(row: Row, most: int = 3) -> str:
    """What keeps the rest of a ring uncovered, largest first: "below the horizon 91 %"."""
    named = [f"{reason_words(words)} {percent(share)}" for words, share in row.limits[:most]]
    if row.unknown_share:
        named.append(f"{REASONS[State.UNKNOWN]} {percent(row.unknown_share)}")
    return ", ".join(named)


def ring_discs(result: CoverageMap, ring: str) -> list[tuple[float, float, float, str, str]]:
    """Latitude, longitude, radius [m], claim and site of every disc of a ring."""
    if ring == PRESS_CIRCLE:
        return [(lat, lon, r.radius_m, r.claim, site) for site, lat, lon, r in result.engagement_rings]
    return [
        (r.lat_deg, r.lon_deg, r.ring.radius_m, r.ring.claim, r.site)
        for r in result.radars
        if r.ring.is_published == (ring == DETECTION_CLAIM)
    ]


def ring_words(result: CoverageMap, ring: str) -> str:
    """A ring as a sentence calls it: "400 km circles"."""
    discs = ring_discs(result, ring)
    word = RINGS.get(ring, ring)
    if not discs:
        return word
    radii = {radius for _, _, radius, _, _ in discs}
    words = word if len({(lat, lon) for lat, lon, *_ in discs}) == 1 else f"{word}s"
    largest = show(max(radii), "km")
    return f"{largest} {words}" if len(radii) == 1 else f"{words} of up to {largest}"


def ring_sites(result: CoverageMap, ring: str) -> str:
    """Where a ring is drawn: "around four sites, three of them hypothetical"; empty for one reported."""
    named: dict[tuple[float, float], list[str]] = {}
    for lat, lon, _, _, site in ring_discs(result, ring):
        named.setdefault((lat, lon), []).append(site)
    labels = [label for here in named.values() if (label := _supposed(" ".join(here)))]
    supposed, label = len(labels), min(labels, key=SUPPOSED.index, default="")
    if supposed == len(named):
        return f"around {counted(supposed, f'{label} site')}" if supposed else ""
    of_them = f", {spelt(supposed)} of them {label}" if supposed else ""
    return f"around {counted(len(named), 'site')}{of_them}" if len(named) > 1 else ""


def _supposed(site: str) -> str:
    """The label that says that nobody reported anything at a site; empty where it has none."""
    return next((label for label in SUPPOSED if label in site), "")


def network_row(result: CoverageMap, ring: str, altitude: str, target: str) -> Row | None:
    """The network's line of the table; None where the table has none."""
    asked = ALL_RADARS, ring, altitude, target
    return next((row for row in result.table if (row.of, row.ring, row.altitude, row.target) == asked), None)


def scores_of(result: CoverageMap) -> tuple[Score, ...]:
    """The ring scores; where none were worked out, the shares at the scenario's own altitudes."""
    if result.scores:
        return result.scores
    found = [_scored(row, COVERED) for row in result.table if row.of == ALL_RADARS]
    for engagement in result.engagements:
        measure = f"engageable, {engagement.claim}"
        found += [_scored(row, measure) for row in engagement.table]
    return tuple(found)


def share_band(row: Row) -> Band:
    """The share of a line of the table; without readings, low and high are the nominal one."""
    return row.seen_band or Band(row.seen_share, row.seen_share, row.seen_share)


def _scored(row: Row, measure: str) -> Score:
    return Score(
        row.ring, measure, row.altitude, row.target, row.ring_km2, share_band(row), row.unknown_share
    )


def systems_of(result: CoverageMap) -> dict[str, str]:
    """Systems in a result by catalog id, with their names; an id unknown to our catalog names itself."""
    ids = [radar.radar_id for radar in result.radars]
    ids += [ring.claim for *_, ring in result.engagement_rings]
    found = dict.fromkeys(re.split(r"[/.]", each, maxsplit=1)[0] for each in ids)
    return {slug: _title(slug) for slug in found if slug not in _NO_SYSTEM}


@lru_cache(maxsize=256)
def _title(slug: str) -> str:
    from rangering.catalog.read import load_catalog

    catalog = load_catalog()
    return catalog[slug].title if slug in catalog else slug
