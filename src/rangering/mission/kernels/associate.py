"""Which plot belongs to which track: gates, clusters, and the optimal pairing within each cluster.

A pair is possible where the squared Mahalanobis distance of plot and predicted track is within the gate.
Tracks and plots linked by possible pairs form a cluster; each cluster is paired so that the sum of squared
distances is least, a track left without a plot counting as much as the gate. Clusters share nothing, so this
is the optimum of the whole picture; a cluster in which no two tracks have the same nearest plot is solved at
sight. Plots are sorted into buckets along the longer side of their extent; a track looks only into those its
gate touches: cost grows with the plots in that strip, not with all. One hypothesis is kept: no multiple
hypotheses, no probabilistic mixing.
Source: Blackman and Popoli, Design and Analysis of Modern Tracking Systems (1999), chapter 6.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.kernels.assignment import assign


@compiled
def bucket_of(along_m, low_m, per_m, buckets):
    """Bucket of a coordinate, rising with it; beyond the ends, the last on that side."""
    position = (along_m - low_m) * per_m
    return int(min(max(position, 0.0), buckets - 1.0))


@compiled
def sort_plots(plots, work):
    """Sort a scan's plots into as many buckets along x or y as there are plots, in order of their number.

    Returns
    -------
    tuple
        Whether along y; the lowest coordinate [m]; buckets per metre; the greatest variances of x and y [m²].
    """
    count = plots.plot_count[0]
    x_m, y_m, ordered, first = plots.x_m, plots.y_m, work.ordered, work.bucket_first
    xx_m2, yy_m2 = plots.xx_m2, plots.yy_m2
    low_x, high_x, low_y, high_y = np.inf, -np.inf, np.inf, -np.inf
    most_xx, most_yy = 0.0, 0.0
    for plot in range(count):
        low_x, high_x = min(low_x, x_m[plot]), max(high_x, x_m[plot])
        low_y, high_y = min(low_y, y_m[plot]), max(high_y, y_m[plot])
        most_xx, most_yy = max(most_xx, xx_m2[plot]), max(most_yy, yy_m2[plot])
    along_y = high_y - low_y > high_x - low_x
    along, low_m, extent_m = (y_m, low_y, high_y - low_y) if along_y else (x_m, low_x, high_x - low_x)
    per_m = count / extent_m if extent_m > 0.0 else 0.0
    for bucket in range(count + 2):
        first[bucket] = 0
    for plot in range(count):
        first[bucket_of(along[plot], low_m, per_m, count) + 2] += 1
    for bucket in range(2, count + 2):
        first[bucket] += first[bucket - 1]
    for plot in range(count):  # first[b + 1] runs from where bucket b begins to where it ends
        bucket = bucket_of(along[plot], low_m, per_m, count) + 1
        ordered[first[bucket]] = plot
        first[bucket] += 1
    return along_y, low_m, per_m, most_xx, most_yy


@compiled
def associate(begin, end, time_s, plots, tracks, work, sorting, psd_m2_s3, gate):
    """Give plots to the live tracks from `begin` to `end`; those taken already stay where they are.

    Parameters
    ----------
    begin, end : int
        Range of `work.live`.
    time_s : float
        Of the scan. [s]
    plots : Plots
        `slot` is -1 where a plot is still to be had; written where it is taken.
    tracks : Tracks
        Read.
    work : TrackWork
        `live` is read; `taken` is written from begin to end.
    sorting : tuple
        What `sort_plots` said.
    psd_m2_s3, gate : float
        See `TrackPlan`.
    """
    live, taken, first_pair, pair_plot = work.live, work.taken, work.first_pair, work.pair_plot
    claims, column, plot_slot = work.plot_claims, work.column, plots.slot
    for plot in range(plots.plot_count[0]):
        claims[plot] = 0
        column[plot] = -1
    _pairs(begin, end, time_s, plots, tracks, work, sorting, psd_m2_s3, gate)
    # Where every track of a cluster can have its nearest plot, that is the optimum; the rest is worked out.
    contested = False
    for track in range(begin, end):
        if taken[track] >= 0 and claims[taken[track]] > 1:
            if not contested:
                _chain_pairs(begin, end, plots.plot_count[0], work)
                contested = True
            if column[pair_plot[first_pair[track]]] < 0:
                _pair_cluster(track, work, gate)
    for track in range(begin, end):
        if taken[track] >= 0:
            plot_slot[taken[track]] = live[track]
        else:
            taken[track] = -1


@compiled
def _pairs(begin, end, time_s, plots, tracks, work, sorting, psd_m2_s3, gate):
    """List the possible pairs, track by track; each claims its nearest plot, the lowest among equals."""
    along_y, low_m, per_m, most_xx, most_yy = sorting
    buckets = plots.plot_count[0]
    # Arrays are named once: reached through their tuple in the loop, references are counted at every step.
    plot_x_m, plot_y_m, plot_slot = plots.x_m, plots.y_m, plots.slot
    xx_m2, xy_m2, yy_m2 = plots.xx_m2, plots.xy_m2, plots.yy_m2
    x_m, y_m, vx_m_s, vy_m_s, c = tracks.x_m, tracks.y_m, tracks.vx_m_s, tracks.vy_m_s, tracks.covariance
    live, updated_s, ordered, bucket_first = work.live, tracks.time_s, work.ordered, work.bucket_first
    first_pair, pair_plot, pair_distance = work.first_pair, work.pair_plot, work.pair_distance
    taken, claims = work.taken, work.plot_claims
    pair = 0
    for track in range(begin, end):
        first_pair[track] = pair
        slot = live[track]
        step_s = max(time_s - updated_s[slot], 0.0)
        x, y = x_m[slot] + step_s * vx_m_s[slot], y_m[slot] + step_s * vy_m_s[slot]
        # What `predict` says of the position alone.
        position = 0.5 * psd_m2_s3 * step_s * step_s * step_s / 1.5
        xx = c[slot, 0] + step_s * (2.0 * c[slot, 1] + step_s * c[slot, 4]) + position
        xy = c[slot, 2] + step_s * (c[slot, 3] + c[slot, 5] + step_s * c[slot, 6])
        yy = c[slot, 7] + step_s * (2.0 * c[slot, 8] + step_s * c[slot, 9]) + position
        # A plot within the gate is within it on each axis too, whatever the correlation.
        middle = y if along_y else x
        half = np.sqrt(gate * (yy + most_yy if along_y else xx + most_xx))
        near = bucket_first[bucket_of(middle - half, low_m, per_m, buckets)]
        far = bucket_first[bucket_of(middle + half, low_m, per_m, buckets) + 1]
        nearest, least = -1, np.inf
        for k in range(near, far):
            plot = ordered[k]
            east, north = plot_x_m[plot] - x, plot_y_m[plot] - y
            s_xx, s_yy = xx + xx_m2[plot], yy + yy_m2[plot]
            if east * east > gate * s_xx or north * north > gate * s_yy or plot_slot[plot] >= 0:
                continue
            s_xy = xy + xy_m2[plot]
            distance = (s_yy * east * east - 2.0 * s_xy * east * north + s_xx * north * north) / (
                s_xx * s_yy - s_xy * s_xy
            )
            if distance <= gate:
                pair_plot[pair] = plot
                pair_distance[pair] = distance
                pair += 1
                if distance < least or (distance == least and plot < nearest):
                    nearest, least = plot, distance
        taken[track] = nearest
        if nearest >= 0:
            claims[nearest] += 1
    first_pair[end] = pair


@compiled
def _chain_pairs(begin, end, plots, work):
    """Chain the pairs of each plot, so that one finds the tracks that want it."""
    first_pair, pair_plot, pair_track = work.first_pair, work.pair_plot, work.pair_track
    pair_next, plot_pair = work.pair_next, work.plot_pair
    for plot in range(plots):
        plot_pair[plot] = -1
    for track in range(begin, end):
        for pair in range(first_pair[track], first_pair[track + 1]):
            plot = pair_plot[pair]
            pair_track[pair] = track
            pair_next[pair] = plot_pair[plot]
            plot_pair[plot] = pair


@compiled
def _pair_cluster(seed, work, gate):
    """Find the cluster of a track and pair it. `taken` holds -2 for its tracks that get nothing."""
    taken, first_pair, column, cost = work.taken, work.first_pair, work.column, work.cost
    pair_plot, pair_track, pair_next = work.pair_plot, work.pair_track, work.pair_next
    pair_distance, plot_pair, row_column = work.pair_distance, work.plot_pair, work.row_column
    cluster_track, cluster_plot = work.cluster_track, work.cluster_plot
    tracks, plots, done = 1, 0, 0
    cluster_track[0] = seed
    taken[seed] = -2
    while done < tracks:
        track = cluster_track[done]
        done += 1
        for pair in range(first_pair[track], first_pair[track + 1]):
            plot = pair_plot[pair]
            if column[plot] >= 0:
                continue
            column[plot] = 0
            cluster_plot[plots] = plot
            plots += 1
            other = plot_pair[plot]
            while other >= 0:
                neighbour = pair_track[other]
                if taken[neighbour] != -2:
                    taken[neighbour] = -2
                    cluster_track[tracks] = neighbour
                    tracks += 1
                other = pair_next[other]
    # Numbers decide ties, not the order in which the cluster was walked.
    _sort(cluster_track, tracks)
    _sort(cluster_plot, plots)
    for k in range(plots):
        column[cluster_plot[k]] = k
    for row in range(tracks):
        for k in range(plots):
            cost[row, k] = np.inf
        track = cluster_track[row]
        for pair in range(first_pair[track], first_pair[track + 1]):
            cost[row, column[pair_plot[pair]]] = pair_distance[pair]
    assign(cost, tracks, plots, gate, row_column, work.assignment)
    for row in range(tracks):
        if row_column[row] >= 0:
            taken[cluster_track[row]] = cluster_plot[row_column[row]]


@compiled
def _sort(numbers, count):
    """Sort the first few numbers, by insertion: clusters are small."""
    for k in range(1, count):
        number = numbers[k]
        place = k
        while place > 0 and numbers[place - 1] > number:
            numbers[place] = numbers[place - 1]
            place -= 1
        numbers[place] = number
