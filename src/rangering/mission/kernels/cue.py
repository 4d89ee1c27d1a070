"""Cue: tracks from outside, as an air picture receives them.

Every flight in the air is told of, where it would be had it flown straight on since a delay ago, with an
error of one size in every direction. Time is cut into blocks of an outage's mean length; in the stated share
of them nothing is told. What a flight is, the cue tells as an interrogation would.
Source: no radar is behind a cue: its delay, accuracy and outages are inputs. The errors: Box and Muller, Ann.
Math. Stat. 29 (1958) 610-611.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.kernels.picture import digest, note_seen, watch_unknown
from rangering.mission.kernels.place import place
from rangering.mission.kernels.track import CONFIRMATIONS, scan
from rangering.streams import Purpose, uniforms

_CUE = Purpose.CUE.value


@compiled
def cue(picture, time_s, number, replicate, plan, state):
    """Tracks from outside: every flight as it flew on from where it was a delay ago."""
    air, plots, pictures = state.air, state.plots, plan.pictures
    outage_s = max(pictures.cue_outage_s[picture], 1.0)
    cue_id = pictures.cue_id[picture]
    u0, _, _, _ = uniforms(plan.clock.seed, cue_id, int(time_s / outage_s), 0, replicate, _CUE)
    if u0 < pictures.cue_outage[picture]:
        return
    delay_s, sigma_m = pictures.cue_delay_s[picture], pictures.cue_sigma_m
    n = 0
    for k in range(air.active_count[0]):
        f = air.active[k]
        if time_s - delay_s < air.start_s[f]:
            continue
        x_m, y_m, z_m, vx_m_s, vy_m_s, _, _ = place(f, time_s - delay_s, air, plan.routes)
        u0, u1, _, _ = uniforms(plan.clock.seed, cue_id, number, air.id[f], replicate, _CUE)
        length_m = sigma_m * np.sqrt(-2.0 * np.log(u0))
        plots.x_m[n] = x_m + delay_s * vx_m_s + length_m * np.cos(2.0 * np.pi * u1)
        plots.y_m[n] = y_m + delay_s * vy_m_s + length_m * np.sin(2.0 * np.pi * u1)
        plots.z_m[n] = z_m
        plots.xx_m2[n] = sigma_m * sigma_m
        plots.xy_m2[n] = 0.0
        plots.yy_m2[n] = sigma_m * sigma_m
        plots.zz_m2[n] = sigma_m * sigma_m
        plots.flight[n] = f
        n += 1
    plots.plot_count[0] = n
    radar = len(plan.radars.x_m) + picture
    note_seen(radar, time_s, air, plots, state.log)
    scan(picture, radar, time_s, plots, state.tracks, state.work, state.changes, plan.track)
    digest(picture, cue_id, time_s, number, True, replicate, plan, state)
    for k in range(state.changes.counts[CONFIRMATIONS]):
        watch_unknown(state.changes.confirmed[k], picture, time_s, plan, state)
