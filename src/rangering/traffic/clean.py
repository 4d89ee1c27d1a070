"""From the fixes of one aircraft to its tracks: what cannot be true is dropped, each row for a reason.

Rows come in any order and leave in the order of time. A row without a position gives what it says to the next
fix and goes. What is left is strung into pieces along which no step is faster than an airliner; a piece
beside another one is a second aircraft of the same address, a piece inside a hole of another one a jump.
Limits: no smoothing, nothing is interpolated; a false position that fits the flight stays.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering.constants import EARTH_RADIUS_M
from rangering.traffic.ledger import Ledger
from rangering.traffic.models import NO_CALLSIGN, NO_SQUAWK, UNKNOWN, Fixes, Track, picked
from rangering.traffic.rules import CleanRules

Mask = NDArray[np.bool_]


def tracks_of(given: Fixes, rules: CleanRules, ledger: Ledger) -> list[Track]:
    """The tracks of one aircraft.

    Parameters
    ----------
    given : Fixes
        All of one address, in the order of time; latitude NaN where a row carries no position.
    rules : CleanRules
        What is taken for true.
    ledger : Ledger
        Takes what is dropped.

    Returns
    -------
    list of Track
        By the time of their first fix.
    """
    found = _carried(given, rules)
    found = _without(found, "no position", np.isnan(found.lat_deg), ledger)
    found = _without(found, "on the ground", found.on_ground, ledger)
    found = _without(found, "wrong altitude", _no_altitude(found, rules), ledger)
    found = _without(found, "duplicate", _told_at_once(found, rules), ledger)
    found = _without(found, "duplicate", _told_again(found, rules), ledger)
    if not len(found.time_s):
        return []
    tracks = []
    for piece in _pieces(found, rules, ledger):
        track = _track(picked(found, piece), rules, ledger)
        if track is not None:
            tracks.append(track)
    return sorted(tracks, key=lambda track: float(track.fixes.time_s[0]))


def _without(given: Fixes, reason: str, mask: Mask, ledger: Ledger) -> Fixes:
    if not mask.any():
        return given
    ledger.drop_rows(reason, given, mask)
    return picked(given, ~mask)


def _carried(given: Fixes, rules: CleanRules) -> Fixes:
    """What was heard without a position, or only now and then, stands in the fixes that follow it."""
    time_s = given.time_s
    told: dict[str, NDArray[Any]] = {}
    for name, known, age_s in (
        ("callsign", given.callsign != "", rules.carry_name_s),
        ("type", given.type != "", rules.carry_name_s),
        ("squawk", given.squawk != UNKNOWN["squawk"], rules.carry_name_s),
        ("pressure_altitude_m", ~np.isnan(given.pressure_altitude_m), rules.carry_s),
        ("ground_speed_m_s", ~np.isnan(given.ground_speed_m_s), rules.carry_s),
        ("track_rad", ~np.isnan(given.track_rad), rules.carry_s),
        ("climb_m_s", ~np.isnan(given.climb_m_s), rules.carry_s),
    ):
        if known.all() or not known.any():
            continue
        last = np.maximum.accumulate(np.where(known, np.arange(len(time_s)), -1))
        young = (last >= 0) & (time_s - time_s[last] <= age_s)
        column = getattr(given, name)
        told[name] = np.where(~known & young, column[last], column)
    found = given._replace(**told) if told else given
    return found._replace(
        callsign=np.where(found.callsign == NO_CALLSIGN, UNKNOWN["callsign"], found.callsign),
        squawk=np.where(found.squawk == NO_SQUAWK, np.int16(UNKNOWN["squawk"]), found.squawk),
    )


def _no_altitude(given: Fixes, rules: CleanRules) -> Mask:
    """Rows with an altitude that no civil aircraft has; negative ones may be true."""
    wrong = np.zeros(len(given.time_s), dtype=bool)
    for altitude in (given.pressure_altitude_m, given.geometric_altitude_m):
        # Comparisons with NaN are false: an unknown altitude is not wrong.
        wrong |= (altitude < rules.lowest_m) | (altitude > rules.highest_m) | np.isinf(altitude)
    return wrong


def _told_at_once(given: Fixes, rules: CleanRules) -> Mask:
    """Rows that tell of a moment what another row of it tells, as near as the slack of the clock lets them.

    Two receivers round one position differently, and a clock of whole seconds gives one time to several. Of
    rows farther apart each is kept: they tell of two aircraft.
    """
    near_m = rules.top_speed_m_s * rules.clock_slack_s
    again = np.zeros(len(given.time_s), dtype=bool)
    same = np.diff(given.time_s) <= 0.0
    rows = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
    at = directions(given)
    while len(rows):
        first = np.insert(np.diff(given.time_s[rows]) > 0.0, 0, True)
        anchor = rows[first][np.cumsum(first) - 1]
        near = first | (_apart_m(at[rows], at[anchor]) <= near_m)
        again[rows[near & ~first]] = True
        rows = rows[~near]
    return again


def _told_again(given: Fixes, rules: CleanRules) -> Mask:
    """Rows that tell the position of the row before, hardly later."""
    again = np.zeros(len(given.time_s), dtype=bool)
    again[1:] = (
        (given.lat_deg[1:] == given.lat_deg[:-1])
        & (given.lon_deg[1:] == given.lon_deg[:-1])
        & (np.diff(given.time_s) <= rules.same_place_s)
    )
    return again


def directions(given: Fixes) -> NDArray[np.float64]:
    """Unit vectors from the Earth's centre, shape (n, 3): no seam at the antimeridian, none at a pole."""
    lat, lon = np.radians(given.lat_deg), np.radians(given.lon_deg)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def steps_m(given: Fixes) -> NDArray[np.float64]:
    """Distances between fixes that follow each other, on the mean sphere; shape (n - 1,). [m]"""
    at = directions(given)
    return _apart_m(at[:-1], at[1:])


def _apart_m(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Arcs of the mean sphere between directions, each of shape (n, 3); shape (n,). [m]"""
    chord = np.linalg.norm(other - one, axis=1)
    return np.asarray(2.0 * EARTH_RADIUS_M * np.arcsin(np.minimum(0.5 * chord, 1.0)))


def _pieces(given: Fixes, rules: CleanRules, ledger: Ledger) -> list[NDArray[np.int64]]:
    """Indices of the fixes of each piece; what fits no piece is dropped."""
    rows = np.arange(len(given.time_s))
    while True:
        pieces = [rows[piece] for piece in _strung(picked(given, rows), rules)]
        fast = np.concatenate([piece[_too_fast(picked(given, piece), rules)] for piece in pieces])
        if not len(fast):
            break
        # What is left is strung again: pieces on both sides of a false stretch may be one flight.
        ledger.drop_rows("impossible speed", given, _mask(given, fast))
        rows = np.setdiff1d(rows, fast)
        if not len(rows):
            return []
    parts = [(n, part) for n, piece in enumerate(pieces) for part in _split(given, piece, rules)]
    return _believed(given, parts, rules, ledger)


def _reach_m(wait_s: NDArray[np.float64], rules: CleanRules) -> NDArray[np.float64]:
    """How far an aircraft comes in some times at most; over long ones the clock gives no slack. [m]"""
    slack_s = np.where(wait_s < rules.sustained_s, rules.clock_slack_s, 0.0)
    return rules.top_speed_m_s * (wait_s + slack_s)


def _hasty(given: Fixes, rules: CleanRules) -> Mask:
    """Steps that are too fast if their times are taken to the letter; shape (n - 1,)."""
    return steps_m(given) > rules.top_speed_m_s * np.diff(given.time_s)


def _too_fast(given: Fixes, rules: CleanRules) -> Mask:
    """Fixes of a piece at the ends of steps that together sustain a speed that no aircraft has.

    Steps that follow each other may each be within the slack of the clock; over several of them it counts
    but once, and over `CleanRules.sustained_s` not at all.
    """
    time_s = given.time_s
    count = len(time_s)
    hasty = _hasty(given, rules)
    marked = np.zeros(count, dtype=bool)
    if not hasty.any():  # then no way along the steps is too long either
        return marked
    at = directions(given)
    within = np.zeros(count, dtype=np.int64)
    # Over two steps, four, eight … and over the time from which on there is no slack.
    stops = [np.arange(lag, count) for lag in 2 ** np.arange(1, count.bit_length())]
    stops += [np.searchsorted(time_s, time_s + rules.sustained_s)]
    for stop in stops:
        start = np.arange(len(stop))[: np.searchsorted(stop, count)]
        end = stop[: len(start)]
        far = _apart_m(at[start], at[end]) > _reach_m(time_s[end] - time_s[start], rules)
        np.add.at(within, start[far], 1)
        np.add.at(within, end[far], -1)
    steps = hasty & (np.cumsum(within)[:-1] > 0)
    marked[:-1] |= steps
    marked[1:] |= steps
    return marked


def _strung(given: Fixes, rules: CleanRules) -> list[NDArray[np.int64]]:
    """Each fix goes to the piece whose end it is nearest to, among those it can have come from."""
    wait_s = np.diff(given.time_s)
    if np.all((steps_m(given) <= _reach_m(wait_s, rules)) & (wait_s > 0.0) | (wait_s > rules.gap_s)):
        return np.split(np.arange(len(given.time_s)), np.flatnonzero(wait_s > rules.gap_s) + 1)
    at = directions(given).tolist()
    times = given.time_s.tolist()
    done: list[list[int]] = []
    open_: list[list[int]] = []
    for n, (time_s, (x, y, z)) in enumerate(zip(times, at, strict=True)):
        nearest_m, home = np.inf, None
        still = []
        for piece in open_:
            after_s = time_s - times[piece[-1]]
            if after_s > rules.gap_s:
                done.append(piece)
                continue
            still.append(piece)
            if after_s <= 0.0:
                continue
            u, v, w = at[piece[-1]]
            chord = ((x - u) ** 2 + (y - v) ** 2 + (z - w) ** 2) ** 0.5
            # Chord for arc: over ten minutes of flight they differ by 1 m in 10 km.
            away_m = chord * EARTH_RADIUS_M
            slack_s = rules.clock_slack_s if after_s < rules.sustained_s else 0.0
            if away_m <= rules.top_speed_m_s * (after_s + slack_s) and away_m < nearest_m:
                nearest_m, home = away_m, piece
        if home is None:
            still.append([n])
        else:
            home.append(n)
        open_ = still
    return [np.array(piece) for piece in sorted(done + open_)]


def _split(given: Fixes, piece: NDArray[np.int64], rules: CleanRules) -> list[NDArray[np.int64]]:
    """Cut where the aircraft was silent for long, or came back under another callsign."""
    wait_s = np.diff(given.time_s[piece])
    callsign = given.callsign[piece]
    other = (callsign[1:] != callsign[:-1]) & (callsign[1:] != "") & (callsign[:-1] != "")
    cut = (wait_s > rules.gap_s) | (other & (wait_s > rules.callsign_gap_s))
    return np.split(piece, np.flatnonzero(cut) + 1)


def _believed(
    given: Fixes, parts: Sequence[tuple[int, NDArray[np.int64]]], rules: CleanRules, ledger: Ledger
) -> list[NDArray[np.int64]]:
    """Drop parts too short to tell, and those that lie in a hole of another: the aircraft cannot be both.

    Each part comes with the number of its piece: from those of another piece nothing flies to it.
    """
    long = [part for _, part in parts if len(part) >= rules.least_fixes]
    short = [(piece, part) for piece, part in parts if len(part) < rules.least_fixes]
    spans = [(given.time_s[part[0]], given.time_s[part[-1]]) for part in long]
    kept, beside = [], False
    for n, part in enumerate(long):
        first_s, last_s = spans[n]
        around = [m for m, (a, b) in enumerate(spans) if m != n and a < first_s and last_s < b]
        jumped = any(
            not np.any((given.time_s[long[m]] >= first_s) & (given.time_s[long[m]] <= last_s)) for m in around
        )
        if jumped:
            ledger.drop_rows("impossible speed", given, _mask(given, part))
            continue
        kept.append(part)
        beside = beside or any(m != n and a <= last_s and first_s <= b for m, (a, b) in enumerate(spans))
    ends = [(piece, given.time_s[part[0]], given.time_s[part[-1]]) for piece, part in parts]
    for piece, part in short:
        first_s, last_s = given.time_s[part[0]], given.time_s[part[-1]]
        near = any(
            n != piece and a - rules.gap_s <= last_s and first_s <= b + rules.gap_s for n, a, b in ends
        )
        ledger.drop_rows("impossible speed" if near else "too short", given, _mask(given, part))
    if beside and len(kept) > 1:
        ledger.remark(
            f"Address {int(given.address[0]):06x} names several aircraft at once: told apart by position."
        )
    return kept


def _mask(given: Fixes, part: NDArray[np.int64]) -> Mask:
    mask = np.zeros(len(given.time_s), dtype=bool)
    mask[part] = True
    return mask


def _track(given: Fixes, rules: CleanRules, ledger: Ledger) -> Track | None:
    """A piece as a track; None where nothing of it can be believed."""
    found = _without(given, "wrong altitude", _spikes(given, rules), ledger)
    found = _one_altitude(found, rules, ledger)
    count = len(found.time_s)
    if count < rules.least_fixes:
        ledger.drop_rows("too short", found, np.ones(count, dtype=bool))
        return None
    wait_s = np.diff(found.time_s)
    said = found.ground_speed_m_s[~np.isnan(found.ground_speed_m_s)]
    # Fixes far apart say nothing about speed: an aircraft that holds comes back to where it was.
    if len(said) and len(wait_s) and float(np.median(wait_s)) <= 2.0 * rules.carry_s:
        told_m_s = float(np.median(said))
        flown_m_s = float(np.sum(steps_m(found)) / np.sum(wait_s))
        if told_m_s >= rules.fast_m_s and flown_m_s < rules.slow_fraction * told_m_s:
            ledger.drop_rows("standing still", found, np.ones(count, dtype=bool))
            return None
    ledger.mend(
        f"more than {rules.top_speed_m_s:g} m/s from one fix to the next, within the "
        f"{rules.clock_slack_s:g} s of the clock: kept",
        int(np.count_nonzero(_hasty(found, rules))),
    )
    if np.isnan(found.pressure_altitude_m).all():
        ledger.keep_without_altitude(count)
    source = int(found.source[0])
    name = ledger.sources[source] if 0 <= source < len(ledger.sources) else ""
    return Track(int(found.address[0]), most(found.callsign), most(found.type), name, found)


def most(words: NDArray[np.str_]) -> str:
    """The word that stands there most often but for the empty one; of several the first by letters."""
    kinds, counts = np.unique(words[words != ""], return_counts=True)
    return str(kinds[np.argmax(counts)]) if len(kinds) else ""


def _spikes(given: Fixes, rules: CleanRules) -> Mask:
    """Altitudes that need a climb nobody makes, to there and back, while those beside them agree."""
    altitude = given.pressure_altitude_m.astype(np.float64)
    spike = np.zeros(len(altitude), dtype=bool)
    if len(altitude) < 3:
        return spike
    wait_s = np.diff(given.time_s)
    room_m = rules.climb_m_s * wait_s + rules.altitude_slack_m
    far = np.abs(np.diff(altitude)) > room_m
    agree = np.abs(altitude[2:] - altitude[:-2]) <= room_m[1:] + room_m[:-1]
    spike[1:-1] = far[1:] & far[:-1] & agree
    return spike


def _one_altitude(given: Fixes, rules: CleanRules, ledger: Ledger) -> Fixes:
    """Forget geometric altitudes that cannot belong to the pressure altitude beside them."""
    pressure, geometric = given.pressure_altitude_m, given.geometric_altitude_m
    apart_m = rules.apart_m + rules.apart_fraction * np.abs(pressure)
    wrong = np.abs(geometric - pressure) > apart_m
    if not wrong.any():
        return given
    ledger.mend("geometric altitude forgotten: too far from the pressure altitude", int(np.sum(wrong)))
    return given._replace(geometric_altitude_m=np.where(wrong, np.float32(np.nan), geometric))
