"""Along flights: which layers of the defence hold a point, nominally and in every reading, and for how long.

A radar makes of a point what it makes of a cell of a map: `rangering.coverage.kernels.look_from` is asked for
one altitude, the point's own. A flight is looked at in the middle of equal steps of time. Where two looks
differ, in any reading, the time between them is halved `HALVINGS` times towards each edge: an edge is met to
within a step over 2^(HALVINGS + 1). What begins and ends between two looks that agree is missed.

Layers, each within the one before: detected, tracked, and engageable once for every claim on reach. Bits of
readings are only unpacked where they change from one point to the next.
"""

import numpy as np

from rangering._jit import compiled, compiled_parallel, thread_range
from rangering.coverage.envelope_kernels import in_box, reach_needed_m
from rangering.coverage.exposure_plan import HALVINGS
from rangering.coverage.kernels import NONE, look_from
from rangering.coverage.plan import LayerPlan
from rangering.sight.kernels import passing
from rangering.sight.state import State

TALLIES = 32  # threads' shares of the flights, each tallied by itself, so that sums run in one order
NOMINAL = np.uint64(1)  # the bit of the last word


@compiled
def band_of_height(edge_m, height_m):
    """Which band a height lies in: the number of edges at or below it."""
    band = 0
    while band < len(edge_m) and edge_m[band] <= height_m:
        band += 1
    return band


@compiled
def near_line(east_m, north_m, line_east_m, line_north_m, first, last, within_m):
    """Whether a point of a plane lies within a distance of a line of straight pieces, its ends included.

    Parameters
    ----------
    east_m, north_m : float
        The point. [m]
    line_east_m, line_north_m : float array, shape (knots,)
        Of all lines. [m]
    first, last : int
        Where this line begins, and one past its end.
    within_m : float
        [m]
    """
    for knot in range(first, last - 1):
        x_m, y_m = line_east_m[knot], line_north_m[knot]
        over_m, up_m = line_east_m[knot + 1] - x_m, line_north_m[knot + 1] - y_m
        length2 = over_m * over_m + up_m * up_m
        share = 0.0
        if length2 > 0.0:
            share = min(max(((east_m - x_m) * over_m + (north_m - y_m) * up_m) / length2, 0.0), 1.0)
        dx_m, dy_m = east_m - x_m - share * over_m, north_m - y_m - share * up_m
        if dx_m * dx_m + dy_m * dy_m <= within_m * within_m:
            return True
    return False


@compiled
def corridor_at(east_m, north_m, height_m, here_m, division):
    """The first corridor that holds a point; their number where none does.

    Parameters
    ----------
    east_m, north_m : float
        On the plane of the map. [m]
    height_m, here_m : float
        Of the point and of the ground below it, above the sea; unknown ground counts as sea. [m]
    division : DivisionPlan
        Of the plan.
    """
    corridors = len(division.half_width_m)
    ground_m = 0.0 if np.isnan(here_m) else here_m
    for c in range(corridors):
        floor_m = division.floor_m[c] + (ground_m if division.floor_over_ground[c] else 0.0)
        ceiling_m = division.ceiling_m[c] + (ground_m if division.ceiling_over_ground[c] else 0.0)
        if floor_m <= height_m <= ceiling_m and near_line(
            east_m, north_m, division.line_east_m, division.line_north_m, division.line_first[c],
            division.line_first[c + 1], division.half_width_m[c],
        ):  # fmt: skip
            return c
    return corridors


@compiled
def reached_by(claim, unit, range_m, above_ground_m, above_site_m, chain, envelopes, wanted, reached):
    """Whether the envelope of any missile of a fire unit holds a point: nominally, and in every reading.

    Parameters
    ----------
    claim, unit : int
        Which claim's envelopes, of which fire unit.
    range_m, above_ground_m, above_site_m : float
        Of the point: ground range from the launchers, height above the ground below it and above theirs. [m]
    chain, envelopes : ChainPlan, Ladders
        As in the plan.
    wanted : uint64 array, shape (words + 1,)
        What is asked about: other readings are left alone; the last word is nominal.
    reached : uint64 array, shape (words + 1,)
        Written likewise.
    """
    words = len(reached) - 1
    reached[:] = NONE
    if range_m > chain.farthest_m[claim, unit]:
        return
    first = chain.box_first[claim, unit]
    for box in range(first, first + chain.box_count[claim, unit]):
        if (wanted[words] & ~reached[words]) != NONE and in_box(
            range_m, above_ground_m, above_site_m, chain.box_m[box], chain.share[box]
        ):
            reached[words] = NOMINAL
        needed_m = -1.0
        for w in range(words):
            held = wanted[w] & ~reached[w]
            if held == NONE:
                continue
            if needed_m < 0.0:  # no missile reaches less far at the best height than at this one
                needed_m = reach_needed_m(range_m, above_site_m, chain.box_m[box, 4], chain.share[box])
            held &= passing(envelopes, 4 * box, w, max(needed_m, range_m))
            if held != NONE:
                held &= passing(envelopes, 4 * box + 1, w, -range_m)
                held &= passing(envelopes, 4 * box + 2, w, above_site_m)
                reached[w] |= held & passing(envelopes, 4 * box + 3, w, -above_ground_m)


@compiled
def layers_at(target, range_m, height_m, here_m, clock_s, chain, grids, envelopes, sources, seen, mask, cue,
              reached, held):  # fmt: skip
    """Which layers hold a point, once the radars have looked.

    Parameters
    ----------
    target : int
        Class.
    range_m : float array, shape (sites,)
        Ground range of the point from every site. [m]
    height_m, here_m : float
        Of the point and of the ground below it, above the sea; NaN where the ground is unknown. [m]
    clock_s : float
        The moment, for fire units that are not ready yet. [s]
    chain, grids, envelopes, sources : ChainPlan, SiteGrids, Ladders, SourcePlan
        As in the plan.
    seen : uint8 array, shape (radars, targets)
        What the radars made of it nominally.
    mask : uint64 array, shape (radars, targets, words)
        And in every reading.
    cue, reached : uint64 array, shape (words + 1,)
        Work space.
    held : uint64 array, shape (layers · (units + 1), words + 1)
        Written: for each layer the defence as a whole, then each fire unit; the last word is nominal.
    """
    radars, units, words = len(sources.finds), len(chain.site), mask.shape[2]
    claims = chain.box_first.shape[0]
    wide = units + 1
    held[:] = NONE
    for radar in range(radars):
        nominal = NOMINAL if seen[radar, target] == State.COVERED else NONE
        if sources.finds[radar]:
            held[0, words] |= nominal
            for w in range(words):
                held[0, w] |= mask[radar, target, w]
    for unit in range(units):
        if clock_s < sources.ready_s[unit]:
            continue
        found, guided = 1 + unit, wide + 1 + unit
        cue[:] = ~NONE if chain.cued_outside[unit] else NONE
        for radar in range(radars):
            guides, cues = chain.guides[unit, radar], chain.cues[unit, radar]
            if not guides and not cues:
                continue
            for w in range(words + 1):
                bits = NOMINAL if w == words and seen[radar, target] == State.COVERED else NONE
                if w < words:
                    bits = mask[radar, target, w]
                held[found, w] |= bits
                if guides:
                    held[guided, w] |= bits
                if cues:
                    cue[w] |= bits
        tracked = False
        for w in range(words + 1):
            held[guided, w] &= cue[w]
            held[wide, w] |= held[guided, w]
            tracked = tracked or held[guided, w] != NONE
        if not tracked or np.isnan(here_m):
            continue
        site = chain.site[unit]
        for claim in range(claims):
            layer = (2 + claim) * wide
            reached_by(
                claim, unit, range_m[site], height_m - here_m, height_m - grids.site_m[site], chain,
                envelopes, held[guided], reached,
            )  # fmt: skip
            for w in range(words + 1):
                held[layer + 1 + unit, w] = held[guided, w] & reached[w]
                held[layer, w] |= held[layer + 1 + unit, w]


@compiled
def add_seconds(bits, seconds, weight, of_flight, of_place, at):
    """Add a stretch of time to every reading whose bit is set, of a flight and of all.

    Parameters
    ----------
    bits : uint64
        One word of readings.
    seconds, weight : float
        How long, and how many aircraft.
    of_flight, of_place : float array, shape (readings,)
        Written: of one aircraft, and of all together. [s]
    at : int
        Where the word's readings begin.
    """
    n = at
    while bits != NONE:
        if bits & NOMINAL:
            of_flight[n] += seconds
            of_place[n] += seconds * weight
        bits >>= NOMINAL
        n += 1


@compiled
def close_runs(held, since_s, when_s, weight, of_flight, of_place):
    """End every stretch of unchanged bits at a moment, and add up what it lasted.

    Parameters
    ----------
    held : uint64 array, shape (slots, words + 1)
        The bits that held from `since_s` up to this moment.
    since_s : float array, shape (slots, words + 1)
        When each word last changed; set to this moment. [s]
    when_s, weight : float
        The end of the stretch, and how many aircraft. [s]
    of_flight, of_place : float array, shape (slots, 64 · words + 1)
        As for `add_seconds`.
    """
    for slot in range(held.shape[0]):
        for w in range(held.shape[1]):
            seconds = when_s - since_s[slot, w]
            if held[slot, w] != NONE and seconds > 0.0:
                add_seconds(held[slot, w], seconds, weight, of_flight[slot], of_place[slot], 64 * w)
            since_s[slot, w] = when_s


@compiled
def change_runs(held, last, since_s, when_s, weight, of_flight, of_place):
    """End the stretches whose bits change at a moment, and begin the next.

    Parameters
    ----------
    held : uint64 array, shape (slots, words + 1)
        The bits from this moment on.
    last : uint64 array, shape (slots, words + 1)
        Those before; set to `held`.
    since_s, when_s, weight, of_flight, of_place
        As for `close_runs`.
    """
    for slot in range(held.shape[0]):
        for w in range(held.shape[1]):
            if held[slot, w] == last[slot, w]:
                continue
            seconds = when_s - since_s[slot, w]
            if last[slot, w] != NONE and seconds > 0.0:
                add_seconds(last[slot, w], seconds, weight, of_flight[slot], of_place[slot], 64 * w)
            last[slot, w] = held[slot, w]
            since_s[slot, w] = when_s


@compiled
def alike(held, last):
    """Whether all bits of two looks are the same."""
    for slot in range(held.shape[0]):
        for w in range(held.shape[1]):
            if held[slot, w] != last[slot, w]:
                return False
    return True


@compiled
def deepest_layer(held, wide, layers):
    """The innermost layer that holds a point nominally: 0 none, 1 detected, and so on."""
    last = held.shape[1] - 1
    for layer in range(layers, 0, -1):
        if held[(layer - 1) * wide, last] != NONE:
            return layer
    return 0


@compiled
def look_at(flight, at_s, knot, sky, division, sources, ground_m, row0, col0, posting_m, earth, grids, beams,
            sweeps, losses, ladders, rain, chain, envelopes, layer, seen, mask, cue, reached, range_m, held,
            place):  # fmt: skip
    """One look at a flight, at any moment.

    Parameters
    ----------
    flight, at_s : int, float
        Which one, and when since its first waypoint. [s]
    knot : int array, shape (1,)
        Where the stretch of an earlier look begins; set to that of this one.
    sky, division, sources, ground_m, row0, col0, posting_m
        As for `fly_one`.
    earth, grids, beams, sweeps, losses, ladders, rain, chain, envelopes
        As in the plan of a map.
    layer : LayerPlan
        Of one altitude, which is written.
    seen, mask, cue, reached, range_m
        Work space, as `fly_some` makes it.
    held : uint64 array, shape (slots, words + 1)
        Written: as for `layers_at`.
    place : int array, shape (2,)
        Written: altitude band and corridor.

    Returns
    -------
    bool
        Whether unknown ground hides whether it is detected nominally.
    """
    sites, radars = len(grids.first), len(beams.site)
    at, end, target = knot[0], sky.first[flight + 1], sky.target[flight]
    while at > sky.first[flight] and sky.time_s[at] > at_s:
        at -= 1
    while at < end - 2 and sky.time_s[at + 1] <= at_s:
        at += 1
    knot[0] = at
    length_s = sky.time_s[at + 1] - sky.time_s[at]
    share = (at_s - sky.time_s[at]) / length_s if length_s > 0.0 else 0.0
    for site in range(sites):
        x_m = sky.east_m[site, at] + share * (sky.east_m[site, at + 1] - sky.east_m[site, at])
        y_m = sky.north_m[site, at] + share * (sky.north_m[site, at + 1] - sky.north_m[site, at])
        range_m[site, 0], range_m[site, 1] = x_m, y_m
        range_m[site, 2] = np.sqrt(x_m * x_m + y_m * y_m)
    home_x_m, home_y_m = range_m[sources.home, 0], range_m[sources.home, 1]
    row = int(np.floor(home_y_m / posting_m + 0.5)) + row0
    col = int(np.floor(home_x_m / posting_m + 0.5)) + col0
    here_m = np.nan
    if 0 <= row < ground_m.shape[0] and 0 <= col < ground_m.shape[1]:
        here_m = np.float64(ground_m[row, col])
    height_m = sky.from_m[at] + share * (sky.to_m[at] - sky.from_m[at])
    if sky.over_ground[at]:
        height_m += 0.0 if np.isnan(here_m) else here_m
    elif height_m < here_m:
        height_m = here_m  # a runway may lie below the grid's node: nobody flies under ground
    layer.altitude_m[0] = height_m
    looked, unknown = False, False
    for radar in range(radars):
        site = beams.site[radar]
        # Past its reach in every reading, and past what it swept, no radar covers anything.
        away_m = range_m[site, 2] - grids.posting_m[site]
        swept_m = (sweeps.half[radar] + 0.5) * grids.posting_m[site]
        near = away_m <= min(beams.extent_m[radar], sources.reach_m[radar])
        near = near and max(abs(range_m[site, 0]), abs(range_m[site, 1])) < swept_m
        if near and look_from(radar, range_m[site, 0], range_m[site, 1], here_m, earth, layer, grids,
                              beams, sweeps, losses, ladders, rain, seen, mask):  # fmt: skip
            looked = True
            unknown = unknown or (sources.finds[radar] and seen[radar, target] == State.UNKNOWN)
        else:
            seen[radar] = State.OUTSIDE
            mask[radar] = NONE
    if looked:
        layers_at(target, range_m[:, 2], height_m, here_m, sky.start_s[flight] + at_s, chain, grids,
                  envelopes, sources, seen, mask, cue, reached, held)  # fmt: skip
    else:
        held[:] = NONE
    place[0] = band_of_height(division.edge_m, height_m)
    place[1] = corridor_at(home_x_m, home_y_m, height_m, here_m, division)
    return unknown and held[0, held.shape[1] - 1] == NONE


@compiled
def fly_one(flight, sky, division, sources, ground_m, row0, col0, posting_m, earth, grids, beams, sweeps,
            losses, ladders, rain, chain, envelopes, layer, seen, mask, cue, reached, range_m, last, since_s,
            looks, look_s, places, of_flight, of_place, flown, deepest):  # fmt: skip
    """One flight from its first waypoint to its last.

    Parameters
    ----------
    flight : int
        Which one.
    sky, division, sources : SkyPlan, DivisionPlan, SourcePlan
        Of the plan.
    ground_m, row0, col0, posting_m
        As for `look_along`.
    earth, grids, beams, sweeps, losses, ladders, rain, chain, envelopes
        As in the plan of a map.
    layer, seen, mask, cue, reached, range_m, last, since_s, looks, look_s, places
        Work space, as `fly_some` makes it.
    of_flight : float array, shape (slots, 64 · words + 1)
        Written: seconds in each layer. [s]
    of_place : float array, shape (bands, corridors + 1, slots, 64 · words + 1)
        Added to. [s]
    flown : float array, shape (bands, corridors + 1)
        Added to: time flown, by all aircraft of the route. [s]
    deepest : uint8 array, shape (points,)
        Written: the layer of each of its points.

    Returns
    -------
    float
        Time over unknown ground or behind it, where nobody can tell whether it is detected. [s]
    """
    wide, layers = len(chain.site) + 1, 2 + chain.box_first.shape[0]
    begin, end = sky.first[flight], sky.first[flight + 1]
    points, weight = sky.points[flight], sky.weight[flight]
    first_s, last_s = sky.time_s[begin], sky.time_s[end - 1]
    step_s = (last_s - first_s) / points
    closest_s = 1.001 * step_s / 2.0**HALVINGS  # time between two looks that is not halved again
    knot = np.full(1, begin, np.int64)
    band, corridor = -1, -1
    left_s, place_since_s, unknown_s = first_s, first_s, 0.0
    last[:] = NONE
    since_s[:] = first_s
    for point in range(points):
        look_s[0] = first_s + (point + 0.5) * step_s
        if look_at(flight, look_s[0], knot, sky, division, sources, ground_m, row0, col0, posting_m, earth,
                   grids, beams, sweeps, losses, ladders, rain, chain, envelopes, layer, seen, mask, cue,
                   reached, range_m, looks[0], places[0]):  # fmt: skip
            unknown_s += step_s
        deepest[point] = deepest_layer(looks[0], wide, layers)
        if point == 0:
            last[:] = looks[0]
            band, corridor, left_s = places[0, 0], places[0, 1], look_s[0]
            continue
        # The looks ahead, the nearest on top: what lies between it and the last one is halved or done with.
        top = 0
        while top >= 0:
            stays = band == places[top, 0] and corridor == places[top, 1]
            if not stays or not alike(looks[top], last):
                if look_s[top] - left_s > closest_s:
                    look_s[top + 1] = 0.5 * (left_s + look_s[top])
                    top += 1
                    look_at(flight, look_s[top], knot, sky, division, sources, ground_m, row0, col0,
                            posting_m, earth, grids, beams, sweeps, losses, ladders, rain, chain, envelopes,
                            layer, seen, mask, cue, reached, range_m, looks[top], places[top])  # fmt: skip
                    continue
                when_s = 0.5 * (left_s + look_s[top])
                if not stays:
                    close_runs(last, since_s, when_s, weight, of_flight, of_place[band, corridor])
                    flown[band, corridor] += (when_s - place_since_s) * weight
                    place_since_s = when_s
                band, corridor = places[top, 0], places[top, 1]
                change_runs(looks[top], last, since_s, when_s, weight, of_flight, of_place[band, corridor])
            left_s = look_s[top]
            top -= 1
    close_runs(last, since_s, last_s, weight, of_flight, of_place[band, corridor])
    flown[band, corridor] += (last_s - place_since_s) * weight
    return unknown_s


@compiled
def fly_some(start, first, last, sky, division, sources, ground_m, row0, col0, posting_m, earth, grids, beams,
             sweeps, losses, ladders, rain, chain, envelopes, words, seconds, of_place, flown, unknown_s,
             deepest):  # fmt: skip
    """The flights from `first` up to `last`, one after the other; the rest as for `look_along`."""
    radars, targets, slots = len(beams.site), beams.power_m.shape[1], seconds.shape[1]
    altitude_m, above_ground = np.zeros(1), np.zeros(1, np.bool_)
    seen = np.full((radars, targets), State.OUTSIDE, np.uint8)
    mask = np.zeros((radars, targets, words), np.uint64)
    cue, reached = np.zeros(words + 1, np.uint64), np.zeros(words + 1, np.uint64)
    before, since_s = np.zeros((slots, words + 1), np.uint64), np.zeros((slots, words + 1))
    looks = np.zeros((HALVINGS + 1, slots, words + 1), np.uint64)
    look_s, places = np.zeros(HALVINGS + 1), np.zeros((HALVINGS + 1, 2), np.int64)
    layer, range_m = LayerPlan(altitude_m, above_ground), np.zeros((len(grids.first), 3))
    for flight in range(first, last):
        at = sky.first_point[flight]
        unknown_s[flight] = fly_one(
            flight, sky, division, sources, ground_m, row0, col0, posting_m, earth, grids, beams, sweeps,
            losses, ladders, rain, chain, envelopes, layer, seen, mask, cue, reached, range_m, before,
            since_s, looks, look_s, places, seconds[flight - start], of_place, flown,
            deepest[at : at + sky.points[flight]],
        )  # fmt: skip


@compiled_parallel
def look_along(start, stop, sky, division, sources, ground_m, row0, col0, posting_m, earth, grids, beams,
               sweeps, losses, ladders, rain, chain, envelopes, words, seconds, by_place, flown_s, unknown_s,
               deepest):  # fmt: skip
    """Some flights, each by itself.

    Parameters
    ----------
    start, stop : int
        Which flights.
    sky, division, sources : SkyPlan, DivisionPlan, SourcePlan
        Of the plan.
    ground_m : float32 array, shape (rows, columns)
        Ground of the map above sea level, NaN where unknown. [m]
    row0, col0, posting_m
        Node of the home site, and distance between nodes. [m]
    earth, grids, beams, sweeps, losses, ladders, rain, chain, envelopes
        As in the plan of a map.
    words : int
        64 readings each; 0 where none were drawn.
    seconds : float array, shape (stop - start, slots, 64 · words + 1)
        Written: seconds of each flight in each layer. Slots are layers, and within a layer the defence as a
        whole, then each fire unit; the last of each row is nominal. [s]
    by_place : float array, shape (tallies, bands, corridors + 1, slots, 64 · words + 1)
        Added to: of all aircraft, by altitude band and corridor; the last corridor is outside all. [s]
    flown_s : float array, shape (tallies, bands, corridors + 1)
        Added to: time flown. [s]
    unknown_s : float array, shape (flights,)
        Written, for these flights. [s]
    deepest : uint8 array, shape (points of all flights,)
        Written, for these flights: 0 none, 1 detected, 2 tracked, 3 engageable under the first claim, …
    """
    tallies = by_place.shape[0]
    for tally in thread_range(tallies):
        count = stop - start
        fly_some(
            start, start + count * tally // tallies, start + count * (tally + 1) // tallies, sky, division,
            sources, ground_m, row0, col0, posting_m, earth, grids, beams, sweeps, losses, ladders, rain,
            chain, envelopes, words, seconds, by_place[tally], flown_s[tally], unknown_s, deepest,
        )  # fmt: skip
