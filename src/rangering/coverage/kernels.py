"""One pass over a map: every radar, altitude and class, nominally and in all readings at once.

A cell of the map takes what holds in the nearest cell of each site's own grid, where the sweep was made. Its
states keep the least over the radars, its readings are joined: what one radar sees is seen.
"""

import numpy as np

from rangering._jit import compiled, compiled_parallel, thread_range
from rangering.coverage.envelope_kernels import engage_verdict, in_box
from rangering.earth.horizon import straight_range_m
from rangering.earth.rain_loss import path_in_rain_m
from rangering.earth.visibility import elevation_tangent
from rangering.sight.kernels import (
    OWN_CELL,
    clear_air_range_m,
    count_bits,
    mast_needed,
    off_centre_rad,
    passing,
    sight_state,
    smooth_shadow_m,
    verdict,
)
from rangering.sight.plan import CEILING, FLOOR, INSTRUMENTED, MAST, PER_RADAR, SECTOR
from rangering.sight.state import State

CHUNKS = 64  # of rows, each tallied by itself, so that sums run in one order whatever the threads
CODES = 16  # tallies keep states below OUTSIDE by their number, and OUTSIDE last
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
NONE = np.uint64(0)


@compiled
def between_nodes(nodes, row_share, col_share):
    """Value of an even lattice between its nodes; bilinear.

    Parameters
    ----------
    nodes : float array, shape (lattice rows, lattice columns)
        Two rows and two columns or more.
    row_share, col_share : float
        The place, as shares (0 to 1) of the lattice's height and width.
    """
    v, u = row_share * (nodes.shape[0] - 1), col_share * (nodes.shape[1] - 1)
    i, j = min(int(v), nodes.shape[0] - 2), min(int(u), nodes.shape[1] - 2)
    up, over = v - i, u - j
    below = nodes[i, j] + over * (nodes[i, j + 1] - nodes[i, j])
    above = nodes[i + 1, j] + over * (nodes[i + 1, j + 1] - nodes[i + 1, j])
    return below + up * (above - below)


@compiled
def cell_area_m2(row, col, row0, col0, posting_m, radius_m):
    """Area on the sphere of a cell of the azimuthal equidistant plane: sin(d/R)/(d/R) of its square. [m²]"""
    q = ((row - row0) ** 2 + (col - col0) ** 2) * (posting_m / radius_m) ** 2
    return posting_m**2 * (1.0 - q / 6.0 * (1.0 - q / 20.0))


@compiled
def rainy_readings(slant_m, rain_m, loss_db, rain, radar, target, word):
    """The readings in which an echo is strong enough through rain, whose loss differs between readings."""
    spread_db = 40.0 * np.log10(slant_m) + loss_db
    bits = NONE
    first = 64 * word
    for n in range(first, min(first + 64, rain.rain_db_m.shape[1])):
        needed_db = spread_db + rain.rain_db_m[radar, n] * rain_m
        if needed_db <= 40.0 * np.log10(rain.power_m[radar, target, n]):
            bits |= np.uint64(1) << np.uint64(n - first)
    return bits


@compiled
def mast_for(sweeps, radar, first, nodes, target_m):
    """Square root of the least mast from which a target is in line of sight: `mast_needed` at a node. [√m]

    Parameters
    ----------
    sweeps : Sweeps
        Of the plan.
    radar, first, nodes : int
        The radar, the place of the node in its first grid, and how many nodes lie between one and the next.
    target_m : float
        Above sea level. [m]
    """
    knots = sweeps.knots[radar]
    return mast_needed(
        sweeps.lowest_m[first : first + knots * nodes : nodes], sweeps.root_mast[radar], target_m
    )


@compiled
def look_from(radar, x_m, y_m, elsewhere_m, earth, layers, grids, beams, sweeps, losses, ladders, rain, state,
              mask):  # fmt: skip
    """What one radar makes of one place: state and readings of every altitude and class.

    Parameters
    ----------
    radar : int
        Which one; its results go into the slot of that number.
    x_m, y_m : float
        The place on the plane about the radar's site, east and north. [m]
    elsewhere_m : float
        Ground there after the map's own grid, which serves beyond the site's. [m]
    earth, layers, grids, beams, sweeps, losses, ladders, rain
        As in the plan.
    state : uint8 array, shape (slots, altitudes · targets)
        Written, unless the place lies farther than the radar is mapped.
    mask : uint64 array, shape (slots, altitudes · targets, words)
        Written, unless the place lies farther than the radar is mapped.

    Returns
    -------
    bool
        Whether the radar is mapped that far.
    """
    altitudes, targets, words = len(layers.altitude_m), beams.power_m.shape[1], mask.shape[2]
    site = beams.site[radar]
    step_m, row0, col0 = grids.posting_m[site], grids.row0[site], grids.col0[site]
    row, col = int(np.floor(y_m / step_m + 0.5)), int(np.floor(x_m / step_m + 0.5))
    half = sweeps.half[radar]
    swept = abs(row) <= half and abs(col) <= half
    if swept:
        x_m, y_m = col * step_m, row * step_m
    distance_m = np.sqrt(x_m * x_m + y_m * y_m)
    if distance_m > beams.extent_m[radar]:
        return False
    here_m = elsewhere_m
    if swept:
        here_m = np.float64(grids.height_m[grids.first[site] + (row + row0) * grids.cols[site] + col + col0])
    if np.isnan(here_m):
        state[radar] = State.UNKNOWN
        mask[radar] = NONE
        return True
    antenna_m, radius_m = beams.antenna_m[radar], earth.effective_radius_m
    side = 2 * half + 1
    nodes = side * side
    node = (row + half) * side + col + half if swept else 0
    first = sweeps.first[radar] + node
    # Beyond the sweep the Earth hides every altitude asked for.
    lowest_m = np.inf
    if swept:
        lowest_m = np.float64(sweeps.lowest_m[first + sweeps.nominal[radar] * nodes])
    own = distance_m == 0.0
    away_m = OWN_CELL * step_m if own else distance_m
    shadow_m = smooth_shadow_m(antenna_m, min(grids.site_m[site], here_m), away_m, radius_m)
    chord_m = straight_range_m(0.0, 0.0, away_m, radius_m)
    base = radar * (PER_RADAR + 2 * targets)
    off_rad = 0.0
    if not own and beams.half_width_rad[radar] < np.pi:
        off_rad = off_centre_rad(np.arctan2(x_m, y_m), beams.centre_rad[radar])
    turned_to = off_rad <= beams.half_width_rad[radar]
    for a in range(altitudes):
        target_m = layers.altitude_m[a] + here_m if layers.above_ground[a] else layers.altitude_m[a]
        if target_m < here_m or np.isnan(lowest_m):
            state[radar, a * targets : (a + 1) * targets] = (
                State.UNDERGROUND if target_m < here_m else State.UNKNOWN
            )
            mask[radar, a * targets : (a + 1) * targets] = NONE
            continue
        rise = elevation_tangent(target_m, antenna_m, away_m, 1.0 / radius_m)
        # The law of cosines, with the chord between the two feet taken out of this loop.
        spread = (1.0 + antenna_m / radius_m) * (1.0 + target_m / radius_m)
        slant_m = np.sqrt((target_m - antenna_m) ** 2 + spread * chord_m * chord_m)
        rain_m = 0.0
        if beams.rain_db_m[radar] > 0.0:
            rain_m = path_in_rain_m(antenna_m, np.arctan(rise), slant_m, earth.rain_top_m, radius_m)
        sight = sight_state(target_m, lowest_m, shadow_m)
        loss_db = 0.0
        if losses.first[radar] >= 0 and swept:
            loss_db = np.float64(losses.two_way_db[losses.first[radar] + a * nodes + node])
        bent = sight != State.COVERED and losses.behind_edges and swept
        if bent:
            sight = State.COVERED
        clear = True
        if losses.lowest_clear_m.size > 0 and swept:
            clear = target_m >= losses.lowest_clear_m[first + sweeps.nominal[radar] * nodes]
        unweakened_m = clear_air_range_m(slant_m, loss_db) if loss_db != 0.0 else slant_m
        as_far_m = unweakened_m
        if rain_m > 0.0:
            as_far_m = clear_air_range_m(slant_m, loss_db + beams.rain_db_m[radar] * rain_m)
        in_view = turned_to and clear and beams.least_tangent[radar] <= rise <= beams.most_tangent[radar]
        shown = slant_m <= beams.instrumented_m[radar]
        steepness = np.abs(rise)
        for t in range(targets):
            fast = steepness <= beams.fast_tangent[radar, t]
            strong = as_far_m <= beams.power_m[radar, t]
            code = verdict(in_view, shown, fast, strong, sight)
            state[radar, a * targets + t] = State.DIFFRACTED if bent and code == State.POWER else code
        needed = -np.inf
        if not bent:
            needed = mast_for(sweeps, radar, first, nodes, target_m) if swept else np.inf
        for w in range(words):
            bits = NONE
            if clear and needed < np.inf:
                bits = passing(ladders, base + INSTRUMENTED, w, slant_m)
                bits &= passing(ladders, base + CEILING, w, rise) & passing(ladders, base + FLOOR, w, -rise)
                if off_rad > 0.0:
                    bits &= passing(ladders, base + SECTOR, w, off_rad)
                if needed > -np.inf:
                    bits &= passing(ladders, base + MAST, w, needed)
            for t in range(targets):
                strong_bits = bits
                if bits != NONE:
                    if rain_m > 0.0:
                        strong_bits &= rainy_readings(slant_m, rain_m, loss_db, rain, radar, t, w)
                    else:
                        strong_bits &= passing(ladders, base + PER_RADAR + t, w, unweakened_m)
                    if strong_bits != NONE:
                        strong_bits &= passing(ladders, base + PER_RADAR + targets + t, w, steepness)
                mask[radar, a * targets + t, w] = strong_bits
    return True


@compiled
def engage_from(claim, out, guide, cue, ranges_m, target_m, here_m, a, chain, grids, envelopes, state, mask):
    """What the fire units make of one place and altitude under one claim, once the radars have looked.

    Parameters
    ----------
    claim : int
        Which claim's envelopes.
    out, guide, cue : int
        Slots of the result, and of what the first fire unit's radars guide and its track sources see.
    ranges_m : float array, shape (sites,)
        Ground range of the place from every site. [m]
    target_m, here_m : float
        Of the target and of the ground below it, above sea level. [m]
    a : int
        Which altitude.
    chain, grids, envelopes : ChainPlan, SiteGrids, Ladders
        As in the plan.
    state, mask
        As for `look_from`; the slot `out` is lessened, and joined.
    """
    targets, words = chain.targets, mask.shape[2]
    for unit in range(len(chain.site)):
        range_m = ranges_m[chain.site[unit]]
        above_ground_m = target_m - here_m
        above_site_m = target_m - grids.site_m[chain.site[unit]]
        low, high = chain.box_first[claim, unit], chain.box_first[claim, unit] + chain.box_count[claim, unit]
        reached = False
        within = range_m <= chain.farthest_m[claim, unit] and not np.isnan(here_m)
        for box in range(low, high if within else low):
            reached = reached or in_box(range_m, above_ground_m, above_site_m, chain.box_m[box])
        for layer in range(a * targets, (a + 1) * targets):
            code = np.int64(state[guide + unit, layer])
            if not np.isnan(here_m):  # over unknown ground it is unknown whether a missile is high enough
                code = engage_verdict(code, state[cue + unit, layer], reached)
            elif code != State.OUTSIDE:
                code = np.int64(State.UNKNOWN)
            state[out, layer] = min(state[out, layer], code)
        for w in range(words if within else 0):
            guided = NONE
            for layer in range(a * targets, (a + 1) * targets):
                guided |= mask[guide + unit, layer, w] & mask[cue + unit, layer, w]
            bits = NONE
            for box in range(low, high):
                if bits & guided != guided:
                    held = passing(envelopes, 4 * box, w, range_m)
                    if held != NONE:
                        held &= passing(envelopes, 4 * box + 1, w, -range_m)
                        held &= passing(envelopes, 4 * box + 2, w, above_site_m)
                        bits |= held & passing(envelopes, 4 * box + 3, w, -above_ground_m)
            for layer in range(a * targets, (a + 1) * targets):
                mask[out, layer, w] |= bits & mask[guide + unit, layer, w] & mask[cue + unit, layer, w]


@compiled
def join(slot, into, state, mask):
    """Lay one slot over another, all layers of it: the least state, all readings of both."""
    for layer in range(mask.shape[1]):
        state[into, layer] = min(state[into, layer], state[slot, layer])
        for w in range(mask.shape[2]):
            mask[into, layer, w] |= mask[slot, layer, w]


@compiled
def tally(region, slot, area_m2, state, mask, every, by_state, by_reading):
    """Add a cell's area to what holds in it, nominally and in each reading.

    Parameters
    ----------
    region, slot : int
        Where to add, and which result.
    area_m2 : float
        Of the cell. [m²]
    state, mask
        As for `look_from`.
    every : uint64 array, shape (words,)
        The bits that stand for readings.
    by_state : float array, shape (regions, altitudes · targets, CODES)
        Added to. [m²]
    by_reading : float array, shape (regions, altitudes · targets, 64·words + 1)
        Added to; the last holds what all readings have in common. [m²]
    """
    last = by_reading.shape[2] - 1
    for layer in range(mask.shape[1]):
        by_state[region, layer, min(state[slot, layer], CODES - 1)] += area_m2
        whole, empty = True, True
        for w in range(mask.shape[2]):
            whole = whole and mask[slot, layer, w] == every[w]
            empty = empty and mask[slot, layer, w] == NONE
        if empty:
            continue
        if whole:
            by_reading[region, layer, last] += area_m2
            continue
        for w in range(mask.shape[2]):
            bits = mask[slot, layer, w]
            for n in range(64):
                set_bit = np.float64((bits >> np.uint64(n)) & np.uint64(1))
                by_reading[region, layer, 64 * w + n] += area_m2 * set_bit


@compiled
def count_of(mask, slot, layer):
    """In how many readings a layer of a slot is covered; arguments as for `look_from`."""
    count = 0
    for w in range(mask.shape[2]):
        count += count_bits(mask[slot, layer, w])
    return count


@compiled_parallel
def look_everywhere(ground_m, row0, col0, posting_m, sphere_m, asked, every, earth, layers, grids, beams,
                    sweeps, losses, ladders, rain, chain, envelopes, regions, state, readings, engaged,
                    engaged_readings, by_state, by_reading):  # fmt: skip
    """Fill a whole map, and tally every region of it.

    Parameters
    ----------
    ground_m : float32 array, shape (rows, columns)
        Ground of the map above sea level, NaN where unknown. [m]
    row0, col0, posting_m
        Node of the first site, and distance between nodes. [m]
    sphere_m : float
        Radius of the Earth on which areas are counted. [m]
    asked : int
        How many layers are wanted as maps; those after them are tallied alone.
    every : uint64 array, shape (words,)
        The bits that stand for readings.
    earth, layers, grids, beams, sweeps, losses, ladders, rain, chain, envelopes, regions
        As in the plan.
    state : uint8 array, shape (layers asked, rows, columns)
        Written: of all radars that count. A layer is an altitude and a class, the class running faster.
    readings : uint8 or uint16 array, same shape, or without rows
        Written: in how many readings a cell is covered.
    engaged, engaged_readings : as those, shape (claims, layers asked, rows, columns)
        Written.
    by_state, by_reading : float array, shape (chunks, …)
        As for `tally`, one of each for every chunk of rows.
    """
    rows, cols = ground_m.shape
    radars, sites, units = len(beams.site), len(grids.first), len(chain.site)
    claims, altitudes, targets = engaged.shape[0], len(layers.altitude_m), beams.power_m.shape[1]
    network = radars + sites
    guide = network + 1 + claims
    cue = guide + units
    words, counting = len(every), readings.shape[1] > 0
    for chunk in thread_range(by_state.shape[0]):
        seen = np.empty((cue + units, altitudes * targets), np.uint8)
        mask = np.empty((cue + units, altitudes * targets, words), np.uint64)
        x_m, y_m, ranges_m = np.empty(sites), np.empty(sites), np.empty(sites)
        inside = np.zeros(len(regions.what), np.bool_)
        for row in range(rows * chunk // by_state.shape[0], rows * (chunk + 1) // by_state.shape[0]):
            for col in range(cols):
                row_share, col_share = row / max(rows - 1, 1), col / max(cols - 1, 1)
                for site in range(sites):
                    x_m[site] = between_nodes(grids.east_m[site], row_share, col_share)
                    y_m[site] = between_nodes(grids.north_m[site], row_share, col_share)
                    ranges_m[site] = np.sqrt(x_m[site] * x_m[site] + y_m[site] * y_m[site])
                here_m = np.float64(ground_m[row, col])
                seen[:] = State.OUTSIDE
                mask[:] = NONE
                looked = False
                for radar in range(radars):
                    site = beams.site[radar]
                    if look_from(radar, x_m[site], y_m[site], here_m, earth, layers, grids, beams, sweeps,
                                 losses, ladders, rain, seen, mask):  # fmt: skip
                        looked = True
                        if beams.in_network[radar]:
                            join(radar, radars + site, seen, mask)
                            join(radar, network, seen, mask)
                        for unit in range(units):
                            if chain.guides[unit, radar]:
                                join(radar, guide + unit, seen, mask)
                            if chain.cues[unit, radar]:
                                join(radar, cue + unit, seen, mask)
                for unit in range(units):
                    if chain.cued_outside[unit]:
                        seen[cue + unit] = State.COVERED
                        for layer in range(altitudes * targets):
                            mask[cue + unit, layer] = every
                for a in range(altitudes if looked else 0):
                    target_m = layers.altitude_m[a]
                    if layers.above_ground[a]:
                        target_m += here_m
                    for claim in range(claims):
                        engage_from(claim, network + 1 + claim, guide, cue, ranges_m, target_m, here_m, a,
                                    chain, grids, envelopes, seen, mask)  # fmt: skip
                for layer in range(asked):
                    state[layer, row, col] = seen[network, layer]
                    for claim in range(claims):
                        engaged[claim, layer, row, col] = seen[network + 1 + claim, layer]
                    if counting:
                        readings[layer, row, col] = count_of(mask, network, layer)
                        for claim in range(claims):
                            count = count_of(mask, network + 1 + claim, layer)
                            engaged_readings[claim, layer, row, col] = count
                inside[:] = False
                for disc in range(len(regions.disc_m)):
                    if ranges_m[regions.disc_site[disc]] <= regions.disc_m[disc]:
                        inside[regions.disc_region[disc]] = True
                area_m2 = cell_area_m2(row, col, row0, col0, posting_m, sphere_m)
                for region in range(len(regions.what)):
                    if inside[region]:
                        tally(region, regions.what[region], area_m2, seen, mask, every, by_state[chunk],
                              by_reading[chunk])  # fmt: skip
