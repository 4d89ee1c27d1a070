"""The shapes of tracking: plots that a radar's scan gives, tracks of an air picture, what a scan changed.

Numbers only, so that kernels take them as they are. Positions are metres east (x), north (y) and above sea
level (z) on the mission's plane. The filter's covariance is kept as its upper triangle in the order xx, x·vx,
x·y, x·vy, vx·vx, vx·y, vx·vy, yy, y·vy, vy·vy; that of height as zz, z·vz, vz·vz. The linear algebra is in
`rangering.mission.kernels.track_filter`, a scan in `rangering.mission.kernels.track`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.mission.kernels.assignment import AssignmentWork, new_assignment_work

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

FREE, TENTATIVE, CONFIRMED = 0, 1, 2
MOST_CONFIRM_SCANS = 32  # bits of a track's history


class TrackPlan(NamedTuple):
    """How tracks are begun, kept and given up."""

    psd_m2_s3: float  # power spectral density of the white acceleration, on each axis of the plane
    height_psd_m2_s3: float
    gate: float  # squared Mahalanobis distance in the plane, 2 degrees of freedom
    confirm_hits: int  # M of N: plots taken, the first included ...
    confirm_scans: int  # ... in so many scans of the radar that began the track; at most 32
    initial_speed_m_s: float  # standard deviation of a new track's velocity, on each axis of the plane
    initial_climb_m_s: float
    coast_s: float  # a track without a plot for longer is dropped


class Plots(NamedTuple):
    """One scan's plots of one radar. (capacity,)"""

    plot_count: IntArray  # (1,)
    x_m: FloatArray
    y_m: FloatArray
    z_m: FloatArray
    xx_m2: FloatArray
    xy_m2: FloatArray
    yy_m2: FloatArray
    zz_m2: FloatArray  # inf: the radar measures no height, and z_m is a guess for a new track
    flight: IntArray  # the flight it came from, -1 for a false plot: bookkeeping, the tracker looks away
    slot: IntArray  # written by the scan: the track it went to or began; -1 none


class Tracks(NamedTuple):
    """Tracks of all pictures, end to end: picture p owns slots p·capacity to (p+1)·capacity - 1. (slots,)"""

    status: NDArray[np.int8]  # FREE, TENTATIVE or CONFIRMED
    x_m: FloatArray  # the state at time_s
    y_m: FloatArray
    vx_m_s: FloatArray
    vy_m_s: FloatArray
    z_m: FloatArray
    vz_m_s: FloatArray
    covariance: FloatArray  # (slots, 10)
    height_covariance: FloatArray  # (slots, 3)
    time_s: FloatArray  # of the last plot taken: prediction never touches what is kept
    radar: IntArray  # that began it, and whose alone it is while it is tentative
    history: NDArray[
        np.uint32
    ]  # a bit for each of its scans until then, the latest lowest: whether it took a plot
    looks: IntArray  # those scans, that of the first plot included
    number: IntArray  # counts from 0 in its picture, never given twice
    flight: IntArray  # of the plot taken last; -1 for a false one
    born_s: FloatArray
    confirmed_s: FloatArray  # inf: not yet
    next_number: IntArray  # (pictures,)
    used: IntArray  # slots from the first that may be live; all beyond are free (pictures,)


class Changes(NamedTuple):
    """Slots that the last scan of a picture changed. A slot dropped is given anew from the next scan on."""

    counts: IntArray  # born, confirmed, dropped; plots turned away because the picture was full (4,)
    born: IntArray  # (capacity,)
    confirmed: IntArray  # (capacity,)
    dropped: IntArray  # (capacity,)


class TrackWork(NamedTuple):
    """Room for one scan, reused; nothing in it outlives the call. One for each thread."""

    live: IntArray  # slots, confirmed before tentative (capacity,)
    taken: IntArray  # plot that each live track takes, -1 none (capacity,)
    first_pair: IntArray  # where a live track's pairs begin (capacity + 1,)
    pair_plot: IntArray  # (capacity · plots,): touched only as far as pairs go
    pair_track: IntArray
    pair_next: IntArray  # next pair of the same plot, -1 none
    pair_distance: FloatArray  # squared Mahalanobis
    plot_pair: IntArray  # first pair of a plot, -1 none (plots,)
    plot_claims: IntArray  # tracks to which a plot is the nearest (plots,)
    ordered: IntArray  # plots, bucket by bucket (plots,)
    bucket_first: IntArray  # (plots + 2,)
    cluster_track: IntArray  # (capacity,)
    cluster_plot: IntArray  # (plots,)
    column: IntArray  # of a plot in the cluster's table; -1: in no cluster yet (plots,)
    cost: FloatArray  # (capacity, plots)
    row_column: IntArray  # (capacity,)
    assignment: AssignmentWork


def new_tracks(pictures: int, capacity: int) -> Tracks:
    """Empty pictures with so many slots each."""
    slots = pictures * capacity
    return Tracks(
        status=np.zeros(slots, np.int8),
        x_m=np.zeros(slots),
        y_m=np.zeros(slots),
        vx_m_s=np.zeros(slots),
        vy_m_s=np.zeros(slots),
        z_m=np.zeros(slots),
        vz_m_s=np.zeros(slots),
        covariance=np.zeros((slots, 10)),
        height_covariance=np.zeros((slots, 3)),
        time_s=np.zeros(slots),
        radar=np.full(slots, -1),
        history=np.zeros(slots, np.uint32),
        looks=np.zeros(slots, np.int64),
        number=np.full(slots, -1),
        flight=np.full(slots, -1),
        born_s=np.zeros(slots),
        confirmed_s=np.full(slots, np.inf),
        next_number=np.zeros(pictures, np.int64),
        used=np.zeros(pictures, np.int64),
    )


def new_plots(capacity: int) -> Plots:
    """Room for a scan's plots."""
    return Plots(
        plot_count=np.zeros(1, np.int64),
        x_m=np.zeros(capacity),
        y_m=np.zeros(capacity),
        z_m=np.zeros(capacity),
        xx_m2=np.zeros(capacity),
        xy_m2=np.zeros(capacity),
        yy_m2=np.zeros(capacity),
        zz_m2=np.zeros(capacity),
        flight=np.full(capacity, -1),
        slot=np.full(capacity, -1),
    )


def new_changes(capacity: int) -> Changes:
    """Room for what a scan changes in a picture of so many slots."""
    return Changes(np.zeros(4, np.int64), *(np.full(capacity, -1) for _ in range(3)))


def new_work(capacity: int, plots: int) -> TrackWork:
    """Room for a scan of so many plots into so many slots; memory is taken as it is touched."""
    pairs = capacity * plots
    return TrackWork(
        live=np.empty(capacity, np.int64),
        taken=np.empty(capacity, np.int64),
        first_pair=np.empty(capacity + 1, np.int64),
        pair_plot=np.empty(pairs, np.int64),
        pair_track=np.empty(pairs, np.int64),
        pair_next=np.empty(pairs, np.int64),
        pair_distance=np.empty(pairs),
        plot_pair=np.empty(plots, np.int64),
        plot_claims=np.empty(plots, np.int64),
        ordered=np.empty(plots, np.int64),
        bucket_first=np.empty(plots + 2, np.int64),
        cluster_track=np.empty(capacity, np.int64),
        cluster_plot=np.empty(plots, np.int64),
        column=np.empty(plots, np.int64),
        cost=np.empty((capacity, plots)),
        row_column=np.empty(capacity, np.int64),
        assignment=new_assignment_work(capacity, plots),
    )
