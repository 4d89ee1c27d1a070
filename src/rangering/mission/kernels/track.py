"""Tracking: one scan of an air picture, and what else is done to its tracks.

A scan predicts every track to its time, pairs confirmed tracks with plots, then the tentative tracks that
this radar began with the plots that are left, updates what was paired, begins a tentative track at every plot
that nobody took, and judges: a tentative track is confirmed at its M-th plot within N scans, and dropped as
soon as that cannot happen any more; any track is dropped once it has coasted too long. A tentative track is
its radar's alone, as where each radar initiates for itself and the picture fuses what is confirmed. A track
keeps the state of its last plot: looking
at a picture never changes it, and a scan that gives nothing leaves no rounding behind.
Track breaks, swaps and false tracks follow from all this; the flight a plot came from is carried along for
counting and read nowhere here. Times come in order: a scan older than a track is taken as of its time.
Source: Blackman and Popoli, Design and Analysis of Modern Tracking Systems (1999), chapters 1 and 6.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.kernels.associate import associate, sort_plots
from rangering.mission.kernels.clean import set_all
from rangering.mission.kernels.track_filter import follow_height, predict, squared_distance, update
from rangering.mission.tracks import CONFIRMED, FREE, TENTATIVE

BORN, CONFIRMATIONS, DROPPED, TURNED_AWAY = 0, 1, 2, 3
"""Places in `Changes.counts`."""


@compiled
def scan(picture, radar, time_s, plots, tracks, work, changes, plan):
    """Take one scan of one radar into a picture.

    Parameters
    ----------
    picture : int
        Whose tracks.
    radar : int
        Whose scan.
    time_s : float
        Of all its plots; not before the picture's last scan. [s]
    plots : Plots
        `slot` is written: the track each plot went to or began, -1 none.
    tracks : Tracks
        Brought up to date.
    work : TrackWork
        For at least a picture's capacity and the scan's plots.
    changes : Changes
        Written: what this scan began, confirmed and dropped, and how many plots found the picture full.
    plan : TrackPlan
        The rules.
    """
    capacity = tracks.status.shape[0] // tracks.next_number.shape[0]
    set_all(changes.counts, 0)
    confirmed, live = _list_live(picture, picture * capacity, radar, time_s - plan.coast_s, tracks, work.live)
    count = plots.plot_count[0]
    if count > 0:
        plots.slot[:count] = -1
        sorting = sort_plots(plots, work)
        begin, end = 0, confirmed
        for _ in range(2):  # confirmed tracks, then tentative ones
            if begin < end:
                associate(begin, end, time_s, plots, tracks, work, sorting, plan.psd_m2_s3, plan.gate)
            begin, end = confirmed, live
        taken = _take_plots(live, time_s, plots, tracks, work, plan)
        if taken < count:
            _begin_tracks(picture, capacity, radar, time_s, plots, tracks, changes, plan)
    else:
        work.taken[:live] = -1
    _judge(live, time_s, tracks, work, changes, plan)


@compiled
def update_one(slot, time_s, x_m, y_m, z_m, xx_m2, xy_m2, yy_m2, zz_m2, flight, tracks, plan):
    """Offer one plot to one track, as of an engagement radar that looks at a designated target.

    Parameters
    ----------
    slot : int
        A live track.
    time_s : float
        [s]
    x_m, y_m, z_m, xx_m2, xy_m2, yy_m2, zz_m2 : float
        The plot and its covariance; see `Plots`. [m], [m²]
    flight : int
        Where it came from; -1 for a false plot.
    tracks : Tracks
        Brought up to date.
    plan : TrackPlan
        The rules.

    Returns
    -------
    bool
        Whether it lay within the gate and was taken.
    """
    c, h = tracks.covariance, tracks.height_covariance
    step_s = max(time_s - tracks.time_s[slot], 0.0)
    state, covariance = predict(
        (tracks.x_m[slot], tracks.vx_m_s[slot], tracks.y_m[slot], tracks.vy_m_s[slot]),
        (
            c[slot, 0], c[slot, 1], c[slot, 2], c[slot, 3], c[slot, 4],
            c[slot, 5], c[slot, 6], c[slot, 7], c[slot, 8], c[slot, 9],
        ),
        step_s,
        plan.psd_m2_s3,
    )  # fmt: skip
    if not squared_distance(state, covariance, x_m, y_m, xx_m2, xy_m2, yy_m2) <= plan.gate:
        return False
    state, covariance = update(state, covariance, x_m, y_m, xx_m2, xy_m2, yy_m2)
    tracks.x_m[slot], tracks.vx_m_s[slot], tracks.y_m[slot], tracks.vy_m_s[slot] = state
    (
        c[slot, 0], c[slot, 1], c[slot, 2], c[slot, 3], c[slot, 4],
        c[slot, 5], c[slot, 6], c[slot, 7], c[slot, 8], c[slot, 9],
    ) = covariance  # fmt: skip
    (tracks.z_m[slot], tracks.vz_m_s[slot]), (h[slot, 0], h[slot, 1], h[slot, 2]) = follow_height(
        (tracks.z_m[slot], tracks.vz_m_s[slot]),
        (h[slot, 0], h[slot, 1], h[slot, 2]),
        step_s,
        plan.height_psd_m2_s3,
        z_m,
        zz_m2,
        plan.initial_climb_m_s * plan.initial_climb_m_s,
    )
    tracks.time_s[slot] += step_s
    tracks.flight[slot] = flight
    return True


@compiled
def predict_position(slot, time_s, tracks):
    """Where a track is thought to be: east, north, above sea level. [m]"""
    step_s = max(time_s - tracks.time_s[slot], 0.0)
    return (
        tracks.x_m[slot] + step_s * tracks.vx_m_s[slot],
        tracks.y_m[slot] + step_s * tracks.vy_m_s[slot],
        tracks.z_m[slot] + step_s * tracks.vz_m_s[slot],
    )


@compiled
def drop(slot, tracks):
    """Give a track up; its slot is free at once."""
    tracks.status[slot] = FREE


@compiled
def clear(tracks):
    """Empty all pictures; numbers count from 0 again."""
    set_all(tracks.status, FREE)
    set_all(tracks.next_number, 0)
    set_all(tracks.used, 0)


@compiled
def _list_live(picture, begin, radar, forgotten_s, tracks, live):
    """List the tracks a scan is about, confirmed ones first, by slot; how many confirmed, how many in all."""
    status, used, radars, updated_s = tracks.status, tracks.used, tracks.radar, tracks.time_s
    confirmed, last = 0, begin
    for slot in range(begin, begin + used[picture]):
        if status[slot] == CONFIRMED:
            live[confirmed] = slot
            confirmed += 1
        if status[slot] != FREE:
            last = slot + 1
    count = confirmed
    for slot in range(begin, last):
        if status[slot] == TENTATIVE:
            if radars[slot] == radar:
                live[count] = slot
                count += 1
            elif updated_s[slot] < forgotten_s:
                status[slot] = FREE  # its radar has ceased to look
    used[picture] = last - begin
    return confirmed, count


@compiled
def _take_plots(live, time_s, plots, tracks, work, plan):
    """Update the tracks that were given a plot; how many these were."""
    # Arrays are named once: reached through their tuple in the loop, references are counted at every step.
    slots, taken, updated_s, flight = work.live, work.taken, tracks.time_s, tracks.flight
    x_m, vx_m_s, y_m, vy_m_s, c = tracks.x_m, tracks.vx_m_s, tracks.y_m, tracks.vy_m_s, tracks.covariance
    z_m, vz_m_s, h = tracks.z_m, tracks.vz_m_s, tracks.height_covariance
    plot_x_m, plot_y_m, plot_z_m, plot_flight = plots.x_m, plots.y_m, plots.z_m, plots.flight
    xx_m2, xy_m2, yy_m2, zz_m2 = plots.xx_m2, plots.xy_m2, plots.yy_m2, plots.zz_m2
    psd_m2_s3, height_psd_m2_s3 = plan.psd_m2_s3, plan.height_psd_m2_s3
    climb_m2_s2 = plan.initial_climb_m_s * plan.initial_climb_m_s
    count = 0
    for track in range(live):
        plot = taken[track]
        if plot < 0:
            continue
        slot = slots[track]
        step_s = max(time_s - updated_s[slot], 0.0)
        state, covariance = predict(
            (x_m[slot], vx_m_s[slot], y_m[slot], vy_m_s[slot]),
            (
                c[slot, 0], c[slot, 1], c[slot, 2], c[slot, 3], c[slot, 4],
                c[slot, 5], c[slot, 6], c[slot, 7], c[slot, 8], c[slot, 9],
            ),
            step_s,
            psd_m2_s3,
        )  # fmt: skip
        state, covariance = update(
            state, covariance, plot_x_m[plot], plot_y_m[plot], xx_m2[plot], xy_m2[plot], yy_m2[plot]
        )
        x_m[slot], vx_m_s[slot], y_m[slot], vy_m_s[slot] = state
        (
            c[slot, 0], c[slot, 1], c[slot, 2], c[slot, 3], c[slot, 4],
            c[slot, 5], c[slot, 6], c[slot, 7], c[slot, 8], c[slot, 9],
        ) = covariance  # fmt: skip
        (z_m[slot], vz_m_s[slot]), (h[slot, 0], h[slot, 1], h[slot, 2]) = follow_height(
            (z_m[slot], vz_m_s[slot]),
            (h[slot, 0], h[slot, 1], h[slot, 2]),
            step_s,
            height_psd_m2_s3,
            plot_z_m[plot],
            zz_m2[plot],
            climb_m2_s2,
        )
        updated_s[slot] += step_s
        flight[slot] = plot_flight[plot]
        count += 1
    return count


@compiled
def _begin_tracks(picture, capacity, radar, time_s, plots, tracks, changes, plan):
    """Begin a tentative track at every plot that nobody took: at rest, in the lowest free slot."""
    status, c, h, number = tracks.status, tracks.covariance, tracks.height_covariance, tracks.number
    x_m, vx_m_s, y_m, vy_m_s = tracks.x_m, tracks.vx_m_s, tracks.y_m, tracks.vy_m_s
    z_m, vz_m_s, updated_s, born_s = tracks.z_m, tracks.vz_m_s, tracks.time_s, tracks.born_s
    radars, histories, looks, flight = tracks.radar, tracks.history, tracks.looks, tracks.flight
    confirmed_s, next_number, used = tracks.confirmed_s, tracks.next_number, tracks.used
    plot_x_m, plot_y_m, plot_z_m, plot_slot = plots.x_m, plots.y_m, plots.z_m, plots.slot
    xx_m2, xy_m2, yy_m2, zz_m2 = plots.xx_m2, plots.xy_m2, plots.yy_m2, plots.zz_m2
    plot_flight, counts, born, confirmed = plots.flight, changes.counts, changes.born, changes.confirmed
    speed_m2_s2 = plan.initial_speed_m_s * plan.initial_speed_m_s
    climb_m2_s2 = plan.initial_climb_m_s * plan.initial_climb_m_s
    slot, end = picture * capacity, (picture + 1) * capacity
    for plot in range(plots.plot_count[0]):
        if plot_slot[plot] >= 0:
            continue
        while slot < end and status[slot] != FREE:
            slot += 1
        if slot == end:
            counts[TURNED_AWAY] += 1
            continue
        plot_slot[plot] = slot
        used[picture] = max(used[picture], slot + 1 - picture * capacity)
        x_m[slot], y_m[slot], z_m[slot] = plot_x_m[plot], plot_y_m[plot], plot_z_m[plot]
        vx_m_s[slot], vy_m_s[slot], vz_m_s[slot] = 0.0, 0.0, 0.0
        c[slot, 0], c[slot, 2], c[slot, 7] = xx_m2[plot], xy_m2[plot], yy_m2[plot]
        c[slot, 4], c[slot, 9] = speed_m2_s2, speed_m2_s2
        c[slot, 1], c[slot, 3], c[slot, 5], c[slot, 6], c[slot, 8] = 0.0, 0.0, 0.0, 0.0, 0.0
        h[slot, 0], h[slot, 1], h[slot, 2] = zz_m2[plot], 0.0, climb_m2_s2
        updated_s[slot], born_s[slot] = time_s, time_s
        radars[slot], histories[slot], looks[slot] = radar, 1, 1
        number[slot] = next_number[picture]
        next_number[picture] += 1
        flight[slot] = plot_flight[plot]
        born[counts[BORN]] = slot
        counts[BORN] += 1
        status[slot], confirmed_s[slot] = TENTATIVE, np.inf
        if plan.confirm_hits <= 1:
            status[slot], confirmed_s[slot] = CONFIRMED, time_s
            confirmed[counts[CONFIRMATIONS]] = slot
            counts[CONFIRMATIONS] += 1


@compiled
def _judge(live, time_s, tracks, work, changes, plan):
    """Count the scan for each of its tentative tracks; confirm, or drop what coasts too long or cannot."""
    slots, taken, status = work.live, work.taken, tracks.status
    histories, looks, updated_s, confirmed_s = tracks.history, tracks.looks, tracks.time_s, tracks.confirmed_s
    counts, confirmed, dropped = changes.counts, changes.confirmed, changes.dropped
    most_misses = plan.confirm_scans - plan.confirm_hits
    for track in range(live):
        slot = slots[track]
        lost = time_s - updated_s[slot] > plan.coast_s
        if status[slot] == TENTATIVE:
            history = (np.int64(histories[slot]) << 1) & 0xFFFFFFFF
            looks[slot] += 1
            if taken[track] >= 0:
                history |= 1
            histories[slot] = history
            hits = 0
            while history > 0:
                history &= history - 1
                hits += 1
            if hits >= plan.confirm_hits and not lost:
                status[slot], confirmed_s[slot] = CONFIRMED, time_s
                confirmed[counts[CONFIRMATIONS]] = slot
                counts[CONFIRMATIONS] += 1
            else:
                lost = lost or looks[slot] - hits > most_misses
        if lost:
            status[slot] = FREE
            dropped[counts[DROPPED]] = slot
            counts[DROPPED] += 1
