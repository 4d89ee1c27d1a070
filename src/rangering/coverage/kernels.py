"""One pass over a map: every radar, altitude and class, nominally and in all readings at once.

A cell of the map takes what holds in the nearest cell of each site's own grid, where the sweep was made. Its
states keep the least over the radars, its readings are joined: what one radar sees is seen.
"""

import numpy as np

from rangering._jit import compiled, compiled_parallel, thread_range
from rangering.coverage.envelope_kernels import engage_verdict, in_box, reach_needed_m
from rangering.sight.kernels import count_bits, mast_needed, passing
from rangering.sight.paths import as_far_m, nearest_node, path_state, path_to, place_at, within_view
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
        Written likewise; of no words where no readings are wanted.

    Returns
    -------
    bool
        Whether the radar is mapped that far.
    """
    altitudes, targets, words = len(layers.altitude_m), beams.power_m.shape[1], mask.shape[2]
    site, half = beams.site[radar], sweeps.half[radar]
    step_m = grids.posting_m[site]
    row, col, swept = nearest_node(x_m, y_m, step_m, half)
    if swept:
        x_m, y_m = col * step_m, row * step_m
    if np.sqrt(x_m * x_m + y_m * y_m) > beams.extent_m[radar]:
        return False
    side = 2 * half + 1
    nodes = side * side
    node = (row + half) * side + col + half if swept else 0
    first = sweeps.first[radar] + node
    # Beyond the sweep the Earth hides every altitude asked for.
    here_m, lowest_m = elsewhere_m, np.inf
    if swept:
        at = grids.first[site] + (row + grids.row0[site]) * grids.cols[site] + col + grids.col0[site]
        here_m = np.float64(grids.height_m[at])
        lowest_m = np.float64(sweeps.lowest_m[first + sweeps.nominal[radar] * nodes])
    if np.isnan(here_m):
        state[radar] = State.UNKNOWN
        mask[radar] = NONE
        return True
    antenna_m, rain_db_m = beams.antenna_m[radar], beams.rain_db_m[radar]
    least, most = beams.least_tangent[radar], beams.most_tangent[radar]
    place = place_at(
        x_m, y_m, step_m, antenna_m, min(grids.site_m[site], here_m), lowest_m, beams.centre_rad[radar],
        beams.half_width_rad[radar], earth.effective_radius_m,
    )  # fmt: skip
    turned_to = place.off_rad <= beams.half_width_rad[radar]
    clear_m = -np.inf
    if losses.clear_first[radar] >= 0 and swept:
        clear_m = np.float64(losses.clear_m[losses.clear_first[radar] + node])
    weakened = losses.first[radar] >= 0 and swept
    base = radar * (PER_RADAR + 2 * targets)
    for a in range(altitudes):
        target_m = layers.altitude_m[a] + here_m if layers.above_ground[a] else layers.altitude_m[a]
        if target_m < here_m or np.isnan(lowest_m):
            state[radar, a * targets : (a + 1) * targets] = (
                State.UNDERGROUND if target_m < here_m else State.UNKNOWN
            )
            mask[radar, a * targets : (a + 1) * targets] = NONE
            continue
        loss_db = 0.0
        if weakened:
            loss_db = np.float64(losses.two_way_db[losses.first[radar] + a * nodes + node])
        path = path_to(
            target_m, place, antenna_m, rain_db_m, earth, loss_db, weakened and losses.behind_edges, clear_m
        )
        in_view = turned_to and within_view(path, least, most)
        shown = path.slant_m <= beams.instrumented_m[radar]
        steepness = np.abs(path.rise)
        for t in range(targets):
            fast = steepness <= beams.fast_tangent[radar, t]
            state[radar, a * targets + t] = path_state(
                path, in_view, shown, fast, beams.power_m[radar, t], rain_db_m
            )
        needed = np.inf
        if swept:
            seen_m = sweeps.lowest_m[first : first + sweeps.knots[radar] * nodes : nodes]
            needed = mast_needed(seen_m, sweeps.root_mast[radar], target_m)
        # Losses and clutter are those of the nominal mast. What it does not see, a reading covers from a
        # taller one, which does not suffer the edge's loss, or round the edge.
        direct_db = 0.0 if path.bent else path.loss_db
        direct_m, round_m = as_far_m(path, direct_db, 0.0), as_far_m(path, path.loss_db, 0.0)
        for w in range(words):
            every, direct = NONE, NONE
            if path.clear and (path.bent or needed < np.inf):
                every = passing(ladders, base + INSTRUMENTED, w, path.slant_m)
                every &= passing(ladders, base + CEILING, w, path.rise)
                every &= passing(ladders, base + FLOOR, w, -path.rise)
                if place.off_rad > 0.0:
                    every &= passing(ladders, base + SECTOR, w, place.off_rad)
                if needed == -np.inf:
                    direct = every
                elif needed < np.inf:
                    direct = every & passing(ladders, base + MAST, w, needed)
            for t in range(targets):
                bits = direct
                if direct != NONE:
                    if path.rain_m > 0.0:
                        bits &= rainy_readings(path.slant_m, path.rain_m, direct_db, rain, radar, t, w)
                    else:
                        bits &= passing(ladders, base + PER_RADAR + t, w, direct_m)
                if path.bent and direct != every:
                    if path.rain_m > 0.0:
                        bits |= every & rainy_readings(
                            path.slant_m, path.rain_m, path.loss_db, rain, radar, t, w
                        )
                    else:
                        bits |= every & passing(ladders, base + PER_RADAR + t, w, round_m)
                if bits != NONE:
                    bits &= passing(ladders, base + PER_RADAR + targets + t, w, steepness)
                mask[radar, a * targets + t, w] = bits
    return True


@compiled
def engage_from(claim, out, guide, cue, ranges_m, here_m, layers, chain, grids, envelopes, ring, state, mask):
    """What the fire units make of one place under one claim, once the radars have looked.

    Parameters
    ----------
    claim : int
        Which claim's envelopes.
    out, guide, cue : int
        Slots of the result, and of what the first fire unit's radars guide and its track sources see.
    ranges_m : float array, shape (sites,)
        Ground range of the place from every site. [m]
    here_m : float
        Ground at the place above sea level; NaN where unknown. [m]
    layers, chain, grids, envelopes : LayerPlan, ChainPlan, SiteGrids, Ladders
        As in the plan.
    ring : uint64 array, shape (boxes, words)
        Work space.
    state, mask
        As for `look_from`; the slot `out` is lessened, and joined.
    """
    targets, words = chain.targets, mask.shape[2]
    for unit in range(len(chain.site)):
        range_m = ranges_m[chain.site[unit]]
        low, high = chain.box_first[claim, unit], chain.box_first[claim, unit] + chain.box_count[claim, unit]
        within = range_m <= chain.farthest_m[claim, unit] and not np.isnan(here_m)
        for box in range(low, high if within else low):
            for w in range(words):
                held = passing(envelopes, 4 * box, w, range_m)
                if held != NONE:
                    held &= passing(envelopes, 4 * box + 1, w, -range_m)
                ring[box - low, w] = held
        for a in range(len(layers.altitude_m)):
            target_m = layers.altitude_m[a] + here_m if layers.above_ground[a] else layers.altitude_m[a]
            above_ground_m, above_site_m = target_m - here_m, target_m - grids.site_m[chain.site[unit]]
            first, last = a * targets, (a + 1) * targets
            engageable = True
            for layer in range(first, last):
                engageable = engageable and state[out, layer] == State.COVERED
            if not engageable:
                reached = False
                for box in range(low, high if within else low):
                    reached = reached or in_box(
                        range_m, above_ground_m, above_site_m, chain.box_m[box], chain.share[box]
                    )
                for layer in range(first, last):
                    code = np.int64(state[guide + unit, layer])
                    if not np.isnan(here_m):  # over unknown ground nobody knows if a missile is high enough
                        code = engage_verdict(code, state[cue + unit, layer], reached)
                    elif code != State.OUTSIDE:
                        code = np.int64(State.UNKNOWN)
                    state[out, layer] = min(state[out, layer], code)
            for w in range(words if within else 0):
                # Readings in which this fire unit alone could add something.
                wanted = NONE
                for layer in range(first, last):
                    guided = mask[guide + unit, layer, w] & mask[cue + unit, layer, w]
                    wanted |= guided & ~mask[out, layer, w]
                bits = NONE
                for box in range(low, high):
                    held = ring[box - low, w] & wanted & ~bits
                    if held != NONE:
                        # Range was asked for at the height where it reaches farthest; now for this one.
                        needed_m = reach_needed_m(
                            range_m, above_site_m, chain.box_m[box, 4], chain.share[box]
                        )
                        held &= passing(envelopes, 4 * box, w, needed_m)
                        held &= passing(envelopes, 4 * box + 2, w, above_site_m)
                        bits |= held & passing(envelopes, 4 * box + 3, w, -above_ground_m)
                if bits != NONE:
                    for layer in range(first, last):
                        mask[out, layer, w] |= (
                            bits & mask[guide + unit, layer, w] & mask[cue + unit, layer, w]
                        )


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
        if mask[slot, layer, w] != NONE:
            count += count_bits(mask[slot, layer, w])
    return count


@compiled
def copy_row(source, target):
    """Copy one row of numbers into another of the same length, whatever their kinds."""
    for n in range(len(source)):
        target[n] = source[n]


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
        seen = np.full((cue + units, altitudes * targets), State.OUTSIDE, np.uint8)
        mask = np.zeros((cue + units, altitudes * targets, words), np.uint64)
        live = np.zeros(radars, np.bool_)  # radars whose slots hold what they made of the last cell
        x_m, y_m, ranges_m = np.empty(sites), np.empty(sites), np.empty(sites)
        inside = np.zeros(len(regions.what), np.bool_)
        ring = np.empty((max(1, len(chain.box_m)), words), np.uint64)
        # One row of every layer, so that the layers themselves are written in long stretches.
        state_row = np.empty((asked, cols), np.uint8)
        engaged_row = np.empty((claims, asked, cols), np.uint8)
        counts_row = np.empty((asked, cols), np.uint16)
        engaged_counts_row = np.empty((claims, asked, cols), np.uint16)
        looked = False
        for row in range(rows * chunk // by_state.shape[0], rows * (chunk + 1) // by_state.shape[0]):
            for col in range(cols):
                row_share, col_share = row / max(rows - 1, 1), col / max(cols - 1, 1)
                for site in range(sites):
                    x_m[site] = between_nodes(grids.east_m[site], row_share, col_share)
                    y_m[site] = between_nodes(grids.north_m[site], row_share, col_share)
                    ranges_m[site] = np.sqrt(x_m[site] * x_m[site] + y_m[site] * y_m[site])
                here_m = np.float64(ground_m[row, col])
                if looked:
                    seen[radars:] = State.OUTSIDE
                    mask[radars:] = NONE
                looked = False
                for radar in range(radars):
                    site = beams.site[radar]
                    # The call alone takes longer than this; `look_from` decides on the node it falls on.
                    near = ranges_m[site] <= beams.extent_m[radar] + grids.posting_m[site]
                    if near and look_from(radar, x_m[site], y_m[site], here_m, earth, layers, grids, beams,
                                          sweeps, losses, ladders, rain, seen, mask):  # fmt: skip
                        looked, live[radar] = True, True
                        if beams.in_network[radar]:
                            join(radar, radars + site, seen, mask)
                            join(radar, network, seen, mask)
                        for unit in range(units):
                            if chain.guides[unit, radar]:
                                join(radar, guide + unit, seen, mask)
                            if chain.cues[unit, radar]:
                                join(radar, cue + unit, seen, mask)
                    elif live[radar]:
                        live[radar] = False
                        seen[radar] = State.OUTSIDE
                        mask[radar] = NONE
                if looked:
                    for unit in range(units):
                        if chain.cued_outside[unit]:
                            seen[cue + unit] = State.COVERED
                            for layer in range(altitudes * targets):
                                mask[cue + unit, layer] = every
                    for claim in range(claims):
                        engage_from(claim, network + 1 + claim, guide, cue, ranges_m, here_m, layers, chain,
                                    grids, envelopes, ring, seen, mask)  # fmt: skip
                for layer in range(asked):
                    state_row[layer, col] = seen[network, layer]
                    if counting:
                        counts_row[layer, col] = count_of(mask, network, layer)
                    for claim in range(claims):
                        engaged_row[claim, layer, col] = seen[network + 1 + claim, layer]
                        if counting:
                            engaged_counts_row[claim, layer, col] = count_of(mask, network + 1 + claim, layer)
                inside[:] = False
                for disc in range(len(regions.disc_m)):
                    if ranges_m[regions.disc_site[disc]] <= regions.disc_m[disc]:
                        inside[regions.disc_region[disc]] = True
                area_m2 = cell_area_m2(row, col, row0, col0, posting_m, sphere_m)
                for region in range(len(regions.what)):
                    if inside[region]:
                        tally(region, regions.what[region], area_m2, seen, mask, every, by_state[chunk],
                              by_reading[chunk])  # fmt: skip
            for layer in range(asked):
                copy_row(state_row[layer], state[layer, row])
                for claim in range(claims):
                    copy_row(engaged_row[claim, layer], engaged[claim, layer, row])
                if counting:
                    copy_row(counts_row[layer], readings[layer, row])
                    for claim in range(claims):
                        copy_row(engaged_counts_row[claim, layer], engaged_readings[claim, layer, row])
