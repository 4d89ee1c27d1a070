"""How good the air pictures of one replicate were: their tracks held against where the flights really were.

A raid is run again up to each of a few instants, so that its tracks are there to be looked at; draws are
keyed by what they are for, so each of these runs is the beginning of the same raid. Of raids in a row that
is so of the first alone: the others begin with what whole raids have left. Positions on the ground are
compared: radars that measure no height guess it. Every flight in the air counts, also one that no radar of
the picture can see, and a track of a flight just shot down counts as one of nothing. Pictures of a fire unit
left alone are not scored.
Source: `rangering.mission.picture_error`.
"""

import numpy as np
from numpy.typing import NDArray

from rangering.mission.kernels.paths import follow
from rangering.mission.kernels.replicate import run_replicates
from rangering.mission.layout import Layout
from rangering.mission.picture_error import gospa
from rangering.mission.plan import FULL, MissionPlan
from rangering.mission.results import PictureScore
from rangering.mission.state import FLYING, TURNED_BACK, State, new_state
from rangering.mission.tracks import CONFIRMED

FloatArray = NDArray[np.float64]

INSTANTS = 12
CUTOFF_M = 2_000.0  # as far as flights of a formation keep from each other, unless a scenario says otherwise
_ORDER = 2.0


def score_pictures(
    plan: MissionPlan, layout: Layout, replicate: int, times_s: FloatArray, path_m: NDArray[np.float32]
) -> PictureScore | None:  # fmt: skip
    """Score the air pictures of the first raid at instants spread evenly over the time in which it flies.

    Parameters
    ----------
    plan, layout : MissionPlan, Layout
        What was run.
    replicate : int
        Which replicate.
    times_s : float array, shape (times,)
        Instants of the paths. [s]
    path_m : float32 array, shape (flights, times, 3)
        Where the flights were; NaN while they did not fly. [m]

    Returns
    -------
    PictureScore or None
        None where there are no tracks to score, in a fidelity without plots, or where nothing flies.
    """
    flown_s = times_s[np.isfinite(path_m[:, :, 0]).any(axis=0)]
    if plan.clock.fidelity != FULL or not len(flown_s):
        return None
    state = new_state(plan)
    first_s, last_s = float(flown_s[0]), float(flown_s[-1])
    pictures = np.unique(plan.units.picture)
    flying, held, missed, false, localisation, distances_m = 0, 0, 0, 0, 0.0, 0.0
    for n in range(INSTANTS):
        time_s = first_s + (n + 0.5) / INSTANTS * (last_s - first_s)
        run_until(plan, layout, replicate, time_s, state)
        truth_m = flights_at_m(plan, state, time_s)
        for picture in pictures:
            found = gospa(truth_m, tracks_at_m(state, plan, int(picture), time_s), CUTOFF_M, _ORDER)
            flying += len(truth_m)
            held += len(truth_m) - found.missed
            missed += found.missed
            false += found.false
            localisation += found.localisation
            distances_m += found.distance_m
    looks = INSTANTS * len(pictures)
    return PictureScore(
        instants=INSTANTS,
        pictures=len(pictures),
        flying=flying / looks,
        held=held / looks,
        missed=missed / looks,
        false=false / looks,
        error_m=float(np.sqrt(localisation / held)) if held else float("nan"),
        gospa_m=distances_m / looks,
        cutoff_m=CUTOFF_M,
    )


def run_until(plan: MissionPlan, layout: Layout, replicate: int, time_s: float, state: State) -> None:
    """Leave the state of the first raid of a replicate as it is at an instant."""
    cut = plan._replace(clock=plan.clock._replace(end_s=time_s), endure=plan.endure._replace(raids=1))
    row = np.zeros((1, layout.end), dtype=np.float32)
    run_replicates(replicate, 1, cut, layout, state, row)


def flights_at_m(plan: MissionPlan, state: State, time_s: float) -> FloatArray:
    """Where the flights in the air are, east and north, shape (flights in the air, 2). [m]"""
    air = state.air
    path_m = np.full((len(air.status), 1, 3), np.nan, dtype=np.float32)
    follow(np.array([time_s]), np.full(len(air.status), np.inf), air, plan.routes, path_m)
    flies = np.isin(air.status, (FLYING, TURNED_BACK)) & np.isfinite(path_m[:, 0, 0])
    return path_m[flies, 0, :2].astype(np.float64)


def tracks_at_m(state: State, plan: MissionPlan, picture: int, time_s: float) -> FloatArray:
    """Where a picture believes its confirmed tracks to be, east and north, shape (tracks, 2). [m]"""
    tracks = state.tracks
    capacity = len(tracks.status) // len(plan.pictures.cue_id)
    own = slice(picture * capacity, (picture + 1) * capacity)
    confirmed = tracks.status[own] == CONFIRMED
    ahead_s = time_s - tracks.time_s[own][confirmed]
    x_m = tracks.x_m[own][confirmed] + ahead_s * tracks.vx_m_s[own][confirmed]
    y_m = tracks.y_m[own][confirmed] + ahead_s * tracks.vy_m_s[own][confirmed]
    return np.stack([x_m, y_m], axis=1)
