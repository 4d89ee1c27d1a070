"""An explanation of one point in sentences, and as ``rangering.why/1``.

Each constraint gets its sentence, whether it fails or not, so that a reader can check the verdict; then what
would have to change. The numbers are rounded for reading: the JSON has them in full.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from math import degrees, isnan, pi
from typing import Any

from rangering.coverage.explanation import Explanation, Interval, RadarWhy, covered_count
from rangering.coverage.within import Envelope
from rangering.sight.state import State

SCHEMA = "rangering.why/1"
DOWN_TO_GROUND_M = 1.0  # lower than this above it, a lowest altitude seen is called the ground
_COMPASS = (
    "north", "north-north-east", "north-east", "east-north-east", "east", "east-south-east", "south-east",
    "south-south-east", "south", "south-south-west", "south-west", "west-south-west", "west",
    "west-north-west", "north-west", "north-north-west",
)  # fmt: skip
_SEVERAL = "more than one constraint fails"
_LIMITS = {
    State.SECTOR: "sector or elevation",
    State.INSTRUMENTED_RANGE: "the end of the display",
    State.KINEMATICS: "the target's speed along the line of sight",
    State.POWER: "power",
    State.TERRAIN: "terrain",
    State.HORIZON: "the horizon",
}


def compass(azimuth_rad: float) -> str:
    """The nearest of sixteen directions."""
    return _COMPASS[round(azimuth_rad / (pi / 8.0)) % 16]


def verdict_words(state: State, failing: Iterable[State] = ()) -> tuple[str, str]:
    """A state as what follows "the point is", and as the reason, which may be empty."""
    if state == State.SEVERAL:
        limits = [_LIMITS[each] for each in failing]
        return "not covered", f"several constraints fail ({several(limits)})" if limits else _SEVERAL
    whole = {
        State.COVERED: ("covered", ""),
        State.UNKNOWN: ("unknown", "the ground there, or on the way, is not known"),
        State.UNDERGROUND: ("below the ground", ""),
        State.OUTSIDE: ("not covered", "it is farther than any radar displays and detects"),
    }
    return whole.get(state) or ("not covered", f"the only limit is {_LIMITS[state]}")


def headline(result: Explanation) -> str:
    """What is asked, and the verdict for the site and for all radars together, nominally and in readings."""
    lone = result.radars[0] if len(result.radars) == 1 else None
    what, why = verdict_words(result.state, lone.failing if lone else ())
    where = f"At {result.position}, {height_words(result)}, a target of the class “{result.target.title}”"
    whose = f"{lone.name}" if lone and result.others else result.site
    share = _in_readings(result, result.covered_count)
    site = f"{where} is {what} from {whose}{f': {why}' if why else ''}{f'; it is {share}' if share else ''}."
    if not result.others:
        return f"{site} The scenario has no other radar."
    count = len(result.network)
    together = _in_readings(result, result.network_covered_count)
    together = f" Together they have it {together}." if together else ""
    covering = [each.name for each in result.network if each.state == State.COVERED]
    if not covering:
        what, why = verdict_words(result.network_state)
        limit = f": {why}" if why else ""
        return f"{site} For all {count} radars of the scenario together it is {what}{limit}.{together}"
    if len(covering) == count:
        return f"{site} All {count} radars of the scenario cover it.{together}"
    named = f": {several(covering)}" if len(covering) <= 3 else ""
    return f"{site} Of all {count} radars of the scenario {len(covering)} cover it{named}.{together}"


def _in_readings(result: Explanation, count: int | None) -> str:
    """The share of readings, where anything was drawn and the point lies above known ground."""
    if count is None or result.altitude_m < result.ground_m:
        return ""
    return f"covered in {count} of {result.samples} readings"


def height_words(result: Explanation) -> str:
    """The altitude above ground and above sea level, as far as it is known."""
    if isnan(result.altitude_m):
        return f"{result.altitude} over unknown ground"
    above_sea = f"{result.altitude_m:,.0f} m above sea level"
    level = f" (FL{round(result.altitude.height_m / 30.48):03d})" if result.altitude.reference == "FL" else ""
    if isnan(result.ground_m):
        return f"{above_sea}{level} over unknown ground"
    above_m = result.altitude_m - result.ground_m
    if above_m < 0.0:
        return (
            f"{above_sea}{level}, {-above_m:,.0f} m below the ground, which is {result.ground_m:,.0f} m high"
        )
    if result.ground.record.kind == "smooth":
        return f"{above_sea}{level}"
    return f"{above_m:,.0f} m above ground, {above_sea}{level}"


def paragraphs(result: Explanation) -> Iterator[tuple[str, str]]:
    """A heading and a paragraph for each radar, then for the missiles."""
    for each in result.radars:
        what, why = verdict_words(each.state, each.failing)
        yield f"{each.name}: {what}{f', {why}' if why else ''}.", " ".join(_radar(result, each))
    if result.envelopes:
        units = several(dict.fromkeys(each.fire_unit for each in result.envelopes))
        yield f"Missiles of {units}.", " ".join(_envelopes(result))


def _radar(result: Explanation, radar: RadarWhy) -> Iterator[str]:
    yield _where(radar)
    if not radar.in_network:
        yield (
            "No such radar is published: a class default stands in, for engaging alone, and does not count "
            "in what the scenario's radars see."
        )
    if isnan(result.altitude_m):
        yield "How high the ground is there nobody knows, so an altitude above it has no height."
        return
    yield _view(radar)
    yield _display(radar)
    yield from _echo(result, radar)
    yield _speed(result, radar)
    yield _sight(result, radar)
    share = _in_readings(result, covered_count(radar.state, radar.covered_in))
    if share and len(result.radars) > 1:  # of a lone radar the headline has said it
        yield f"With all that nobody outside knows drawn together, it is {share}."
    change = list(_changes(result, radar))
    if change:
        together = ", all of them together" if len(change) > 1 else ""
        yield f"What would cover it{together}: {'; '.join(change)}."


def _where(radar: RadarWhy) -> str:
    mast = (
        f"The antenna stands {metres(radar.antenna_m)} above sea level, "
        f"{metres(radar.mast_height_m)} above ground."
    )
    if radar.distance_m == 0.0:
        return f"The point lies straight above the site, where no azimuth is defined. {mast}"
    way = f"{compass(radar.azimuth_rad)} (azimuth {degrees(radar.azimuth_rad):.1f}°)"
    far = f"The point lies {km(radar.distance_m)} to the {way}"
    if isnan(radar.slant_m):
        return f"{far}. {mast}"
    rise = _degrees(radar.elevation_rad)
    return f"{far}, {km(radar.slant_m)} along the ray, at an elevation of {rise}. {mast}"


def _view(radar: RadarWhy) -> str:
    span = f"from {_degrees(radar.elevation_min_rad)} to {_degrees(radar.elevation_max_rad)} of elevation"
    if radar.sector_width_rad >= 2.0 * pi:
        turn = f"It can look all round and {span}"
    else:
        edges = (
            f"{degrees(radar.sector_width_rad):.4g}° about azimuth {degrees(radar.sector_centre_rad):.4g}°"
        )
        turn = f"It looks {edges} and {span}"
    if radar.in_sector and radar.in_elevation:
        return f"{turn}: the point lies within."
    outside = [] if radar.in_sector else ["outside the sector"]
    if not radar.in_elevation:
        high = radar.elevation_rad > radar.elevation_max_rad
        outside.append("above the highest elevation" if high else "below the lowest elevation")
    return f"{turn}: the point lies {several(outside)}."


def _display(radar: RadarWhy) -> str:
    ends = f"its display, which ends at {km(radar.instrumented_m)}"
    past_m = radar.slant_m - radar.instrumented_m
    return f"It lies within {ends}." if past_m <= 0.0 else f"It lies {km(past_m)} beyond {ends}."


def _echo(result: Explanation, radar: RadarWhy) -> Iterator[str]:
    nominal, low, high = result.rcs_m2
    size = f"{nominal:g} m², {low:g} to {high:g} m²"
    yield (
        f"In clear air it detects the class ({size}) with probability {result.pd_probability:g} on a single "
        f"scan out to {km(radar.reach_m.nominal)} ({km(radar.reach_m.low)} to {km(radar.reach_m.high)} over "
        "that interval)."
    )
    if radar.rain_db >= 0.05:
        yield (
            f"Rain takes {radar.rain_db:.1f} dB on this path: the echo is as weak as at "
            f"{km(radar.clear_air_m)} in clear air."
        )
    hidden = State.TERRAIN in radar.failing or State.HORIZON in radar.failing
    here = "At the point, were nothing in the way," if hidden else "At the point"
    best, worst = share(radar.pd.high), share(radar.pd.low)
    span = f" ({worst} to {best})" if worst != best else ""
    yield f"{here} the probability is {share(radar.pd.nominal)}{span}."


def _speed(result: Explanation, radar: RadarWhy) -> str:
    closing = (
        f"Flying level towards the radar at the class's {result.target.speed_m_s:.0f} m/s it closes in "
        f"at {radar.radial_speed_m_s:.0f} m/s"
    )
    least = f"{radar.least_speed_m_s:.0f} m/s below which echoes are filtered out"
    if State.KINEMATICS in radar.failing:
        return f"{closing}, less than the {least}."
    return f"{closing}, more than the {least}."


def _sight(result: Explanation, radar: RadarWhy) -> str:
    if isnan(radar.lowest_m):
        start_m = radar.profile.unknown_from_m
        from_where = "" if start_m is None else f" from {km(start_m)} out"
        return f"The ground is unknown{from_where}: whether anything stands in the way, nobody can tell."
    lowest = f"the lowest altitude seen here is {_altitude(result, radar.lowest_m)}"
    crest = radar.crest
    bulge = f"Over {km(radar.distance_m)} the Earth bulges {metres(radar.bulge_m)} (k = {result.k:.3g})"
    if radar.state == State.UNDERGROUND:
        return f"No target flies there: {lowest}."
    if crest is None:
        return "Nothing stands between the antenna and the point."
    smooth_earth = result.ground.record.kind == "smooth"
    what = "Earth's surface" if smooth_earth else "ground"
    high = "" if smooth_earth else f" and {metres(crest.height_m)} high"
    top = f"the {what} {km(crest.distance_m)} out{high}"
    off = metres(abs(crest.clearance_m))
    if State.TERRAIN in radar.failing:
        return f"It is hidden by {top}, which the straight ray meets {off} below its top: {lowest}. {bulge}."
    if State.HORIZON in radar.failing:
        smooth = (
            ""
            if smooth_earth
            else f"A smooth Earth would hide all below {_altitude(result, radar.shadow_m)}. "
        )
        return f"It lies below the horizon, and {lowest}. {smooth}{bulge}; the line of sight grazes {top}."
    if radar.lowest_m - result.ground_m < DOWN_TO_GROUND_M:
        return f"Nothing stands in the way: here it sees down to the ground. {bulge}."
    return f"Nothing stands in the way: the ray clears {top}, by {off}; {lowest}. {bulge}."


def _changes(result: Explanation, radar: RadarWhy) -> Iterator[str]:
    """What would have to be otherwise, for each constraint that fails."""
    if radar.state in (State.UNDERGROUND, State.UNKNOWN):
        return
    for limit in radar.failing:
        if limit is State.SECTOR:
            yield "a radar that looks there"
        elif limit is State.INSTRUMENTED_RANGE:
            yield f"a display that ends at {km(radar.slant_m)} or more"
        elif limit is State.KINEMATICS:
            yield f"a target that closes in at {radar.least_speed_m_s:.0f} m/s or more"
        elif limit is State.POWER:
            air = " in clear air" if radar.rain_db >= 0.05 else ""
            nominal, low, high = map(km, radar.reach_m)
            yield f"a target within {nominal} ({low} to {high} over its cross-section's interval){air}"
        else:
            up_m = radar.lowest_m - result.altitude_m
            higher = f"a target {metres(up_m, up=True)} higher"
            if not isnan(radar.mast_needed_m):
                higher += (
                    f", or an antenna {metres(radar.mast_needed_m, up=True)} above ground instead of "
                    f"{metres(radar.mast_height_m)}"
                )
            yield higher


def _envelopes(result: Explanation) -> Iterator[str]:
    yield (
        "Envelopes as claimed, and how far a fly-out fitted to the claims reaches at this height; inside "
        "one nothing is promised, as the chain to guide a missile there is not asked here."
    )
    for _, same in groupby(result.envelopes, key=lambda each: (each.fire_unit, each.interceptor)):
        boxes = list(same)
        yield f"{boxes[0].title}: {'; '.join(map(_box, boxes))}."


def _box(box: Envelope) -> str:
    claim = f"{several(box.claims)}, " if box.claims else ""
    size = (
        f"{km(box.range_min_m)} to {km(box.range_max_m)} ({claim}grade {box.grade}), "
        f"{metres(box.altitude_min_m)} to {metres(box.altitude_max_m)}"
    )
    if box.range_here_m < box.range_max_m:
        size += f", {km(box.range_here_m)} at this height"
    if box.inside:
        return f"within {size}"
    out = []
    if not box.in_range:
        out.append("too near" if box.ground_range_m < box.range_min_m else "too far")
    if not box.in_altitude:
        out.append("too low" if box.above_ground_m < box.altitude_min_m else "too high")
    return f"{several(out)} for {size}"


def _altitude(result: Explanation, height_m: float) -> str:
    above = f"{metres(height_m)} above sea level"
    if isnan(result.ground_m) or result.ground.record.kind == "smooth":
        return above
    return f"{above}, {metres(height_m - result.ground_m)} above ground"


def km(length_m: float) -> str:
    """A distance for reading."""
    return f"{length_m:.0f} m" if abs(length_m) < 1e3 else f"{length_m / 1e3:,.1f}".removesuffix(".0") + " km"


def metres(height_m: float, *, up: bool = False) -> str:
    """A height for reading; rounded up where less would not do."""
    if abs(height_m) < 10.0 and not up:
        return f"{round(height_m, 1) + 0.0:g} m"
    return f"{-(-height_m // 1) if up else height_m:,.0f} m"


def _degrees(angle_rad: float) -> str:
    return f"{degrees(angle_rad):.1f}°".replace("-0.0°", "0.0°").replace("-", "−")


def share(probability: float) -> str:
    """A probability for reading; never rounded to a certainty."""
    if probability > 0.995:
        return "above 0.99"
    return "below 0.01" if probability < 0.005 else f"{probability:.2f}"


def several(words: Any) -> str:
    """Words joined as in a sentence."""
    *first, last = list(words)
    return f"{', '.join(first)} and {last}" if first else last


def document(result: Explanation) -> dict[str, Any]:
    """The explanation as plain data, SI in the keys; what is unknown is null."""
    return {
        "schema": SCHEMA,
        "provenance": dict(result.provenance),
        "environment": dict(result.environment),
        "assumptions": list(result.assumptions),
        "warnings": list(result.warnings),
        "results": _plain(
            {
                "title": result.title,
                "scenario": result.name,
                "labels": list(result.labels),
                "site": result.site,
                "lat_deg": result.position.latitude_deg,
                "lon_deg": result.position.longitude_deg,
                "altitude": str(result.altitude),
                "altitude_amsl_m": result.altitude_m,
                "ground_amsl_m": result.ground_m,
                "target": result.target.target,
                "rcs_m2": result.rcs_m2._asdict(),
                "speed_m_s": result.target.speed_m_s,
                "pd": result.pd_probability,
                "readings_count": result.samples,
                "covered_count": result.covered_count,
                "network_covered_count": result.network_covered_count,
                "state": result.state.words,
                "network_state": result.network_state.words,
                "headline": headline(result),
                "sentences": [{"heading": head, "text": text} for head, text in paragraphs(result)],
                "radars": [_radar_data(each) for each in result.radars],
                "other_radars": [
                    {
                        "name": each.name,
                        "state": each.state.words,
                        "covered_count": covered_count(each.state, each.covered_in),
                    }
                    for each in result.others
                ],
                "envelopes": [
                    each._asdict() | {"in_range": each.in_range, "in_altitude": each.in_altitude}
                    for each in result.envelopes
                ],
            }
        ),
    }


def _radar_data(radar: RadarWhy) -> dict[str, Any]:
    whole = {name: getattr(radar, name) for name in radar.__dataclass_fields__}
    profile, covered_in = whole.pop("profile"), whole.pop("covered_in")
    return whole | {
        "covered_count": covered_count(radar.state, covered_in),
        "state": radar.state.words,
        "failing": [each.words for each in radar.failing],
        "crest": None if radar.crest is None else radar.crest._asdict(),
        "profile_distance_m": profile.distance_m.tolist(),
        "profile_ground_amsl_m": profile.ground_m.tolist(),
    }


def _plain(value: Any) -> Any:
    """For JSON: what is not a number is null."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, Interval):
        return _plain(value._asdict())
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and isnan(value) else value
