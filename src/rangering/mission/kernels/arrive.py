"""Who comes: the flights of every raid, drawn by formation and wave, and those on written routes.

A formation shares asset, azimuth, class and time; its flights keep their places beside each other. Azimuths
are drawn uniformly from the compiled ones, whatever the scenario says: nobody can state them. Heights
follow a triangle over the band of the class.
Source: Law and Kelton, Simulation Modeling and Analysis, 3rd ed. (2000), section 8.3 (inverse transform).
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.kernels.events import ENTER, push
from rangering.mission.plan import BY_ALTITUDE, BY_GROUND, BY_ROUTE, HOSTILE, TRANSPONDER_OFF
from rangering.mission.state import TO_COME
from rangering.streams import Purpose, uniforms

_ARRIVAL, _CLASS, _AZIMUTH, _ALTITUDE = (
    Purpose.RAID_ARRIVAL.value,
    Purpose.RAID_CLASS.value,
    Purpose.RAID_AZIMUTH.value,
    Purpose.FLIGHT_ALTITUDE.value,
)
_WORD = 1 << 32  # draws are keyed by numbers of 32 bits


@compiled
def triangular(uniform, low, mode, high):
    """The value of a triangular law at a uniform draw."""
    if high <= low:
        return low
    turn = (mode - low) / (high - low)
    if uniform < turn:
        return low + np.sqrt(uniform * (high - low) * (mode - low))
    return high - np.sqrt((1.0 - uniform) * (high - low) * (high - mode))


@compiled
def draw_raid(r, occasion, replicate, seed, raids, targets, routes, air, queue):
    """Draw the flights of one raid and announce them.

    Parameters
    ----------
    r : int
        The raid.
    occasion, replicate, seed : int
        Which draws.
    raids, targets, routes : RaidPlan, TargetPlan, RoutePlan
        As in the plan.
    air, queue : Air, Queue
        Written.
    """
    raid_id, formation = raids.id[r], max(raids.formation[r], 1)
    size, waves = raids.size[r], max(raids.waves[r], 1)
    formations = (size + formation - 1) // formation
    a_wave = (formations + waves - 1) // waves
    gap_s = raids.spacing_s[r]
    offset_s = 0.0
    for k in range(formations):
        wave, within = k // a_wave, k % a_wave
        if within == 0:
            offset_s = 0.0
        elif raids.poisson[r]:
            u0, _, _, _ = uniforms(seed, raid_id, occasion, k, replicate, _ARRIVAL)
            offset_s -= gap_s * np.log(u0)
        else:
            offset_s += gap_s
        start_s = raids.start_s[r] + wave * raids.wave_interval_s[r] + offset_s
        u0, u1, _, _ = uniforms(seed, raid_id, occasion, k, replicate, _CLASS)
        klass = 0
        while klass < raids.mix.shape[1] - 1 and u0 >= raids.mix[r, klass]:
            klass += 1
        against = min(int(u1 * raids.asset_count[r]), raids.asset_count[r] - 1)
        u0, _, _, _ = uniforms(seed, raid_id, occasion, k, replicate, _AZIMUTH)
        route = raids.first_route[r, against] + min(int(u0 * raids.azimuths), raids.azimuths - 1)
        for m in range(formation):
            number = k * formation + m
            if number >= size:
                break
            f = raids.first_flight[r] + number
            air.id[f] = (raid_id + number) % _WORD
            air.side[f] = HOSTILE
            air.target[f] = klass
            air.transponder[f] = TRANSPONDER_OFF
            air.asset[f] = raids.assets[r, against]
            air.raid[f] = r
            air.route[f] = route
            air.keeps[f] = BY_GROUND if targets.follows_ground[klass] else BY_ALTITUDE
            u0, _, _, _ = uniforms(seed, raid_id, occasion, number, replicate, _ALTITUDE)
            air.altitude_m[f] = triangular(
                u0,
                targets.altitude_low_m[klass],
                targets.altitude_typical_m[klass],
                targets.altitude_high_m[klass],
            )
            air.lateral_m[f] = (m - 0.5 * (formation - 1)) * raids.formation_spacing_m[r]
            air.pace[f] = targets.speed_m_s[klass] / raids.step_m
            last = routes.points[route] - 1.0
            # A class that is seen from less far comes in further along the same line.
            into = max(last - raids.enter_m[r, klass] / raids.step_m, 0.0)
            air.start_s[f] = start_s - into / air.pace[f]
            air.end[f] = max(last - raids.release_m[r] / raids.step_m, 0.0)
            enter(f, start_s, air, queue)


@compiled
def draw_written(flights, routes, air, queue):
    """Put the flights on written routes in their slots and announce them."""
    for k in range(len(flights.route)):
        f = flights.first_flight + k
        route = flights.route[k]
        air.id[f] = flights.id[k]
        air.side[f] = flights.side[k]
        air.target[f] = flights.target[k]
        air.transponder[f] = flights.transponder[k]
        air.asset[f] = flights.asset[k]
        air.raid[f] = -1
        air.route[f] = route
        air.keeps[f] = BY_ROUTE
        air.altitude_m[f] = 0.0
        air.lateral_m[f] = 0.0
        air.pace[f] = flights.pace[k]
        air.start_s[f] = flights.start_s[k]
        air.end[f] = routes.points[route] - 1.0
        enter(f, air.start_s[f], air, queue)


@compiled
def enter(f, time_s, air, queue):
    """Announce a flight for a time, nothing having happened to it."""
    air.status[f] = TO_COME
    air.turn_s[f] = np.inf
    air.turn_at[f] = 0.0
    air.version[f] = 0
    air.had[f] = 0
    air.seen_s[f] = np.nan
    air.bound[f] = 0
    air.busy[f] = 0
    air.shots[f] = 0
    air.place[f] = -1
    push(queue, time_s, ENTER, f, 0)


@compiled
def join(f, air):
    """Add a flight to those in the air."""
    n = air.active_count[0]
    air.active[n] = f
    air.place[f] = n
    air.active_count[0] = n + 1


@compiled
def leave(f, air):
    """Take a flight out of those in the air; the others keep their order, on which plots depend."""
    n = air.place[f]
    if n < 0:
        return
    last = air.active_count[0] - 1
    for i in range(n, last):
        air.active[i] = air.active[i + 1]
        air.place[air.active[i]] = i
    air.active_count[0] = last
    air.place[f] = -1
