"""From which side, how strongly and how often radars look at one flight on its route.

The aircraft lies along its path: its nose at the path's climb angle, banked as the plan says; angle of attack
and sideslip are left out. A look is where the map would call the place in view (`rangering.sight.paths`), at
the nominal antenna's geometry. Its signal is the mean over the target's fluctuation: no look is drawn to be
seen or missed. Only the phase of each radar's turning when a sortie starts is drawn.
Source: Stevens, Lewis and Johnson, Aircraft Control and Simulation, 3rd ed. (2016), section 1.3, for the body
axes; Skolnik, Introduction to Radar Systems, 3rd ed. (2001), chapters 1 and 2, for the signal.
"""

import numpy as np

from rangering._jit import compiled
from rangering.coverage.signature_plan import AZIMUTHS, ELEVATIONS, LEAST_DB, LEVELS
from rangering.earth.horizon import sight_elevation_rad
from rangering.radar.cross_section import aspect_cross_section_m2
from rangering.radar.decibel import db_from_ratio
from rangering.sight.lookup import FIRST_LEVEL_DB, LEVEL_COUNT, STEPS_PER_DB
from rangering.sight.paths import path_to, place_at, within_view
from rangering.sight.state import State
from rangering.streams import Purpose, uniforms

_SIGNATURE = Purpose.SIGNATURE.value
_OWN_NODE_M = 100.0  # stands for the distance straight above an antenna


@compiled
def body_angles(bearing_rad, up_rad, course_rad, climb_rad, bank_rad):
    """Direction of a radar in the axes of an aircraft.

    Parameters
    ----------
    bearing_rad, up_rad : float
        True bearing and elevation of the radar from the aircraft. [rad]
    course_rad, climb_rad, bank_rad : float
        Where the nose points, how far up, and how far the right wing is down. [rad]

    Returns
    -------
    azimuth_rad, elevation_rad : float
        Off the nose, to the right positive, within π; above the wing plane positive. [rad]
    """
    flat = np.cos(up_rad)
    ahead, right = flat * np.cos(bearing_rad - course_rad), flat * np.sin(bearing_rad - course_rad)
    down = -np.sin(up_rad)
    nose = ahead * np.cos(climb_rad) - down * np.sin(climb_rad)
    below = ahead * np.sin(climb_rad) + down * np.cos(climb_rad)
    wing = right * np.cos(bank_rad) + below * np.sin(bank_rad)
    belly = below * np.cos(bank_rad) - right * np.sin(bank_rad)
    return np.arctan2(wing, nose), -np.arcsin(min(max(belly, -1.0), 1.0))


@compiled
def bin_of(azimuth_rad, elevation_rad):
    """The equal-area bin of an aspect, row by row from the belly up; columns from the tail by the left."""
    col = min(max(int(np.floor((azimuth_rad + np.pi) / (2.0 * np.pi) * AZIMUTHS)), 0), AZIMUTHS - 1)
    row = min(max(int(np.floor(0.5 * (np.sin(elevation_rad) + 1.0) * ELEVATIONS)), 0), ELEVATIONS - 1)
    return row * AZIMUTHS + col


@compiled
def level_db(sensitivity_db, cross_section_m2, slant_m, lost_db, gas_db):
    """Level of an echo over the noise.

    Parameters
    ----------
    sensitivity_db : float
        Level of SNR · R⁴ / σ over a square metre. [dB]
    cross_section_m2, slant_m : float
        Of the target towards the radar, and its slant range, above 0. [m²], [m]
    lost_db : float
        Two-way loss to rain. [dB]
    gas_db : float array, shape (levels,)
        Two-way loss to the gases that the sensitivity does not hold yet, at `RANGES_M`. [dB]

    Returns
    -------
    float
        [dB]
    """
    spread_db = 40.0 * np.log10(slant_m)
    place = min(max((spread_db - FIRST_LEVEL_DB) * STEPS_PER_DB, 0.0), LEVEL_COUNT - 1.001)
    near = int(place)
    gases_db = gas_db[near] + (place - near) * (gas_db[near + 1] - gas_db[near])
    return sensitivity_db + db_from_ratio(cross_section_m2) - spread_db - gases_db - lost_db


@compiled
def look(a, time_s, flight, ways, reading, earth):
    """One look of one radar.

    Parameters
    ----------
    a : int
        Which radar.
    time_s : float
        Since the flight's first waypoint, within its duration. [s]
    flight, ways, reading, earth : FlightPlan, WayPlan, ReadingPlan, EarthPlan
        As in the plan.

    Returns
    -------
    in_view, heard : bool
        Whether the flight is in view, and moves fast enough along the line of sight besides.
    azimuth_rad, elevation_rad : float
        Of the radar in the aircraft's axes. [rad]
    away_m : float
        Along the ground. [m]
    signal_db : float
        Level of the echo over the noise; minus infinity out of view. [dB]
    """
    at = time_s / flight.step_s
    i = min(int(at), len(flight.altitude_m) - 2)
    part = at - i
    x_m = ways.east_m[a, i] + part * (ways.east_m[a, i + 1] - ways.east_m[a, i])
    y_m = ways.north_m[a, i] + part * (ways.north_m[a, i + 1] - ways.north_m[a, i])
    z_m = flight.altitude_m[i] + part * (flight.altitude_m[i + 1] - flight.altitude_m[i])
    m, further = reading.mast[a], reading.mast_share[a]
    lowest_m = np.float64(ways.lowest_m[a, m, i]) + part * (
        np.float64(ways.lowest_m[a, m, i + 1]) - np.float64(ways.lowest_m[a, m, i])
    )
    if further > 0.0:
        taller_m = np.float64(ways.lowest_m[a, m + 1, i]) + part * (
            np.float64(ways.lowest_m[a, m + 1, i + 1]) - np.float64(ways.lowest_m[a, m + 1, i])
        )
        lowest_m += further * (taller_m - lowest_m)
    antenna_m, radius_m = reading.antenna_m[a], earth.effective_radius_m
    place = place_at(
        x_m, y_m, _OWN_NODE_M, antenna_m, 0.0, lowest_m, reading.centre_rad[a], reading.half_width_rad[a],
        radius_m,
    )  # fmt: skip
    path = path_to(z_m, place, antenna_m, reading.rain_db_m[a], earth, 0.0, False, -np.inf)
    in_view = (
        path.sight == State.COVERED
        and place.off_rad <= reading.half_width_rad[a]
        and within_view(path, reading.least_tangent[a], reading.most_tangent[a])
        and path.slant_m <= reading.instrumented_m[a]
    )
    if not in_view:
        return False, False, 0.0, 0.0, place.away_m, -np.inf
    turned_rad = ways.turned_rad[a, i] + part * (ways.turned_rad[a, i + 1] - ways.turned_rad[a, i])
    bearing_rad = np.arctan2(-x_m, -y_m) + turned_rad
    up_rad = sight_elevation_rad(z_m, antenna_m, place.away_m, radius_m)
    course_rad = flight.course_rad[i] + part * (flight.course_rad[i + 1] - flight.course_rad[i])
    climb_rad = flight.climb_rad[i] + part * (flight.climb_rad[i + 1] - flight.climb_rad[i])
    bank_rad = flight.bank_rad[i] + part * (flight.bank_rad[i + 1] - flight.bank_rad[i])
    azimuth_rad, elevation_rad = body_angles(bearing_rad, up_rad, course_rad, climb_rad, bank_rad)
    along = np.cos(azimuth_rad) * np.cos(elevation_rad)
    heard = np.abs(along) * flight.speed_m_s[i] >= reading.least_speed_m_s[a]
    size_m2 = aspect_cross_section_m2(
        reading.frontal_m2, reading.side_ratio, reading.rear_ratio, reading.belly_ratio, azimuth_rad,
        -elevation_rad,
    )  # fmt: skip
    signal_db = level_db(
        reading.sensitivity_db[a], size_m2, path.slant_m, reading.rain_db_m[a] * path.rain_m,
        reading.gas_db[a],
    )  # fmt: skip
    return True, heard, azimuth_rad, elevation_rad, place.away_m, signal_db


@compiled
def fly_sorties(flight, ways, reading, earth, asked, sampled):
    """All sorties in one reading.

    Parameters
    ----------
    flight, ways, reading, earth, asked : FlightPlan, WayPlan, ReadingPlan, EarthPlan, AskedPlan
        As in the plan.
    sampled : Sampled
        Of `empty_sample`; written.
    """
    end_s = flight.step_s * (len(flight.altitude_m) - 1)
    n_bins = sampled.looks.shape[1]
    reached_bins = np.zeros(n_bins, dtype=np.bool_)
    reached = 0
    for sortie in range(asked.sorties):
        for a in range(len(reading.period_s)):
            u, _, _, _ = uniforms(asked.seed, reading.ident[a], 0, flight.ident, sortie, _SIGNATURE)
            period_s = reading.period_s[a]
            time_s = u * period_s
            while time_s <= end_s:
                in_view, heard, azimuth_rad, elevation_rad, away_m, signal_db = look(
                    a, time_s, flight, ways, reading, earth
                )
                time_s += period_s
                if not in_view:
                    continue
                bin_ = bin_of(azimuth_rad, elevation_rad)
                distance = len(asked.standoff_m) - 1
                while distance > 0 and away_m < asked.standoff_m[distance]:
                    distance -= 1
                band = reading.band[a]
                sampled.looks[band, bin_] += 1
                sampled.away_looks[distance] += 1
                sampled.radar_looks[a] += 1
                sampled.sortie_looks[sortie] += 1
                if not heard:
                    sampled.silent[0] += 1
                    continue
                sampled.best_db[band, bin_] = max(sampled.best_db[band, bin_], signal_db)
                sampled.away_best_db[distance, bin_] = max(sampled.away_best_db[distance, bin_], signal_db)
                sampled.radar_best_db[a] = max(sampled.radar_best_db[a], signal_db)
                level = min(max(int(np.floor(signal_db)) - LEAST_DB, 0), LEVELS - 1)
                sampled.away_levels[distance, level] += 1
                if signal_db < asked.threshold_db:
                    continue
                sampled.samples[band, bin_] += 1
                sampled.away_samples[distance] += 1
                sampled.radar_samples[a] += 1
                sampled.sortie_samples[sortie] += 1
                if not reached_bins[bin_]:
                    reached_bins[bin_] = True
                    reached += 1
        sampled.reached[sortie] = reached
