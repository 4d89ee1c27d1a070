"""Detect: one scan of one radar over everything in the air, and the plots it gives.

A flight is looked at where it stands above what hides it, inside sector, elevations and instrumented range,
and moves fast enough along the line of sight; whether it is seen is a draw with the single-scan probability
of its class, aspect and range (rain on the way is a shift along the range). What is seen is placed with
errors that shrink with the signal down to a floor. Targets inside one resolution cell are one plot, the
stronger one's. False plots are Poisson, uniform in range and azimuth. All plots of a scan bear its time:
within a turn of the antenna nothing is told apart.
Sources: Skolnik, Introduction to Radar Systems, 3rd ed. (2001), chapters 2 and 6; Blackman and Popoli, Design
and Analysis of Modern Tracking Systems (1999), chapter 6 (false plots); Box and Muller, Ann. Math. Stat. 29
(1958) 610-611.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.kernels.place import in_sight, place
from rangering.mission.kernels.track_filter import turned_plot
from rangering.sight.lookup import FIRST_LEVEL_DB, LEVEL_COUNT, STEPS_PER_DB
from rangering.streams import Purpose, uniforms

_DETECTION, _FALSE = Purpose.DETECTION.value, Purpose.FALSE_PLOT.value
_LEAST_SIGNAL = 20.0  # 13 dB: what is detected has about as much, however weak on average
_PER_DB = 0.1 * np.log(10.0)
_FALSE_DB = 13.0  # level of a false plot: that of a bare detection
_FALSE_TOP_M = 12_000.0  # false plots are believed anywhere below
_FALSE_NEAREST_M = 1000.0
_MOST_FALSE = 200  # in a scan; a Poisson count near it is not to be expected of any radar of the catalog


@compiled
def look(f, radar, time_s, air, routes, radars, detect, clock):
    """Geometry of one look, and the probability that it detects.

    Parameters
    ----------
    f, radar : int
        The flight, and who looks.
    time_s : float
        When. [s]
    air, routes, radars, detect, clock : Air, RoutePlan, RadarPlan, DetectPlan, ClockPlan
        As in state and plan.

    Returns
    -------
    tuple
        Probability, -1 where the flight is not in view; ground range, distance east and north of the radar,
        height, slant range [m] and level of the signal [dB].
    """
    x_m, y_m, z_m, vx_m_s, vy_m_s, i, fraction = place(f, time_s, air, routes)
    east_m, north_m = x_m - radars.x_m[radar], y_m - radars.y_m[radar]
    ground_2 = east_m * east_m + north_m * north_m
    instrumented_m = radars.instrumented_m[radar]
    if ground_2 > instrumented_m * instrumented_m or not in_sight(i, fraction, z_m, radar, routes):
        return -1.0, 0.0, east_m, north_m, z_m, 0.0, 0.0
    ground_m = max(np.sqrt(ground_2), 1.0)
    half_rad = radars.half_width_rad[radar]
    if half_rad < np.pi:
        off_rad = np.abs(np.arctan2(east_m, north_m) - radars.centre_rad[radar]) % (2.0 * np.pi)
        if min(off_rad, 2.0 * np.pi - off_rad) > half_rad:
            return -1.0, 0.0, east_m, north_m, z_m, 0.0, 0.0
    # Over these ranges a parabola stands for the sphere to a few metres of height.
    up_m = z_m - radars.height_m[radar] - 0.5 * ground_2 / clock.radius_m
    tangent = up_m / ground_m
    slant_m = np.sqrt(ground_2 + up_m * up_m)
    if (
        slant_m > instrumented_m
        or tangent < radars.least_tangent[radar]
        or tangent > radars.most_tangent[radar]
    ):
        return -1.0, 0.0, east_m, north_m, z_m, 0.0, 0.0
    speed_m_s = np.sqrt(vx_m_s * vx_m_s + vy_m_s * vy_m_s)
    inward_m_s = -(vx_m_s * east_m + vy_m_s * north_m) / ground_m
    if np.abs(inward_m_s) * ground_m / slant_m < radars.least_speed_m_s[radar]:
        return 0.0, ground_m, east_m, north_m, z_m, slant_m, 0.0
    aspect_rad = np.arccos(min(max(inward_m_s / max(speed_m_s, 1e-9), -1.0), 1.0))
    loss_db = 0.0
    rain_db_m = radars.rain_db_m[radar]
    if rain_db_m > 0.0:
        lower_m, upper_m = min(radars.height_m[radar], z_m), max(radars.height_m[radar], z_m)
        if lower_m < detect.rain_top_m:
            in_rain = 1.0
            if upper_m > detect.rain_top_m:
                in_rain = (detect.rain_top_m - lower_m) / (upper_m - lower_m)
            loss_db = rain_db_m * slant_m * in_rain
    spread_db = 40.0 * np.log10(slant_m) + loss_db
    at = min(max((spread_db - FIRST_LEVEL_DB) * STEPS_PER_DB, 0.0), LEVEL_COUNT - 1.001)
    near = int(at)
    farther = at - near
    kind, klass = radars.kind[radar], air.target[f]
    last = detect.cross_section_db.shape[1] - 1
    turned = min(aspect_rad * detect.aspects_per_rad, last - 1e-9)
    before = int(turned)
    between = turned - before
    table = detect.probabilities[kind, klass]
    here = table[before, near] + farther * (table[before, near + 1] - table[before, near])
    after = table[before + 1, near] + farther * (table[before + 1, near + 1] - table[before + 1, near])
    bright_db = detect.cross_section_db[klass, before]
    bright_db += between * (detect.cross_section_db[klass, before + 1] - bright_db)
    level_db = detect.sensitivity_db[kind] + bright_db - spread_db
    return here + between * (after - here), ground_m, east_m, north_m, z_m, slant_m, level_db


@compiled
def measure_polar(radar, ground_m, z_m, slant_m, level_db, u0, u1, u2, u3, measure):
    """A target's place as a radar measures it.

    Parameters
    ----------
    radar : int
        Which.
    ground_m, z_m, slant_m : float
        Where the target is: ground range, height and slant range. [m]
    level_db : float
        Of the signal over the noise. [dB]
    u0, u1, u2, u3 : float
        Uniform draws for the errors.
    measure : MeasurePlan
        As in the plan.

    Returns
    -------
    tuple of six floats
        Ground range with its error, the error of the bearing, height with its error; standard deviations of
        these. [m], [rad], [m]
    """
    signal = max(np.exp(_PER_DB * level_db), _LEAST_SIGNAL)
    range_sigma_m = measure.range_sigma_m[radar]
    azimuth_sigma = np.sqrt(
        measure.azimuth_floor_rad[radar] ** 2 + measure.azimuth_slope_rad[radar] ** 2 / signal
    )
    elevation_sigma = np.sqrt(
        measure.elevation_floor_rad[radar] ** 2 + measure.elevation_slope_rad[radar] ** 2 / signal
    )
    length = np.sqrt(-2.0 * np.log(u1))
    ground_m += range_sigma_m * length * np.cos(2.0 * np.pi * u2)
    turn_rad = azimuth_sigma * length * np.sin(2.0 * np.pi * u2)
    height_sigma_m = slant_m * elevation_sigma
    z_m += height_sigma_m * np.sqrt(-2.0 * np.log(u0)) * np.cos(2.0 * np.pi * u3)
    return ground_m, turn_rad, z_m, range_sigma_m, azimuth_sigma, max(height_sigma_m, 1.0)


@compiled
def place_plot(
    n, radar, ground_m, sine, cosine, z_m, slant_m, level_db, u0, u1, u2, u3, radars, measure, plots
):
    """Write one plot with its errors.

    Parameters
    ----------
    n : int
        Which plot.
    radar : int
        Whose.
    ground_m, z_m, slant_m : float
        Where the target is: ground range, height and slant range. [m]
    sine, cosine : float
        Of its bearing.
    level_db : float
        Of the signal over the noise. [dB]
    u0, u1, u2, u3 : float
        Uniform draws for the errors.
    radars, measure : RadarPlan, MeasurePlan
        As in the plan.
    plots : Plots
        Written.
    """
    ground_m, turn_rad, z_m, range_sigma_m, azimuth_sigma, height_sigma_m = measure_polar(
        radar, ground_m, z_m, slant_m, level_db, u0, u1, u2, u3, measure
    )
    across, along = np.sin(turn_rad), np.cos(turn_rad)
    sine, cosine = sine * along + cosine * across, cosine * along - sine * across
    east_m, north_m, xx_m2, xy_m2, yy_m2 = turned_plot(ground_m, sine, cosine, range_sigma_m, azimuth_sigma)
    plots.x_m[n], plots.y_m[n], plots.z_m[n] = radars.x_m[radar] + east_m, radars.y_m[radar] + north_m, z_m
    plots.xx_m2[n], plots.xy_m2[n], plots.yy_m2[n] = xx_m2, xy_m2, yy_m2
    plots.zz_m2[n] = height_sigma_m * height_sigma_m


@compiled
def scan_air(radar, time_s, scan, replicate, clock, routes, radars, measure, detect, air, seen, plots):
    """One scan of a radar that searches.

    Parameters
    ----------
    radar : int
        Which.
    time_s : float
        When. [s]
    scan, replicate : int
        Which draws.
    clock, routes, radars, measure, detect : ClockPlan, RoutePlan, RadarPlan, MeasurePlan, DetectPlan
        As in the plan.
    air : Air
        As in the state.
    seen, plots : Seen, Plots
        Written.

    Returns
    -------
    tuple of int
        Looks at flights in view, and false plots.
    """
    looks, n = 0, 0
    radar_id = radars.id[radar]
    for k in range(air.active_count[0]):
        f = air.active[k]
        pd, ground_m, east_m, north_m, z_m, slant_m, level_db = look(
            f, radar, time_s, air, routes, radars, detect, clock
        )
        if pd < 0.0:
            continue
        looks += 1
        u0, u1, u2, u3 = uniforms(clock.seed, radar_id, scan, air.id[f], replicate, _DETECTION)
        if u0 >= pd:
            continue
        # Given that it was seen, the first draw is uniform below Pd.
        u0 /= pd
        place_plot(
            n, radar, ground_m, east_m / ground_m, north_m / ground_m, z_m, slant_m, level_db, u0, u1, u2, u3,
            radars, measure, plots,
        )  # fmt: skip
        plots.flight[n] = f
        seen.range_m[n] = slant_m
        seen.east_m[n], seen.north_m[n] = east_m, north_m
        n += 1
    if n > 1:
        n = merge(n, measure.range_cell_m[radar], measure.azimuth_cell_rad[radar], seen, plots)
    false_count = 0
    if measure.false_plots[radar] > 0.0:
        u0, _, _, _ = uniforms(clock.seed, radar_id, scan, 0, replicate, _FALSE)
        false_count = min(poisson(u0, measure.false_plots[radar]), min(_MOST_FALSE, len(plots.x_m) - n))
        for k in range(false_count):
            u0, u1, u2, u3 = uniforms(clock.seed, radar_id, scan, k + 1, replicate, _FALSE)
            ground_m = max(u0 * radars.instrumented_m[radar], _FALSE_NEAREST_M)
            bearing_rad = radars.centre_rad[radar] + (2.0 * u1 - 1.0) * radars.half_width_rad[radar]
            z_m = u2 * _FALSE_TOP_M
            place_plot(
                n, radar, ground_m, np.sin(bearing_rad), np.cos(bearing_rad), z_m, ground_m, _FALSE_DB,
                u3, u2, u1, u0, radars, measure, plots,
            )  # fmt: skip
            plots.flight[n] = -1
            n += 1
    plots.plot_count[0] = n
    return looks, false_count


@compiled
def merge(n, range_cell_m, azimuth_cell_rad, seen, plots):
    """Make one plot of those inside one resolution cell; how many are left.

    Plots keep their order, so that draws and ties do not depend on ranges.
    """
    order, range_m = seen.order, seen.range_m
    for k in range(n):
        seen.keep[k] = True
        place = k
        while place > 0 and range_m[order[place - 1]] > range_m[k]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = k
    merged = False
    for a in range(n):
        first = order[a]
        for b in range(a + 1, n):
            other = order[b]
            if seen.range_m[other] - seen.range_m[first] >= range_cell_m:
                break
            across = seen.east_m[other] * seen.north_m[first] - seen.north_m[other] * seen.east_m[first]
            along = seen.east_m[other] * seen.east_m[first] + seen.north_m[other] * seen.north_m[first]
            if np.abs(np.arctan2(across, along)) < azimuth_cell_rad:
                # The better placed one is the stronger one; of two alike, the first.
                spread = plots.zz_m2[other] - plots.zz_m2[first]
                weaker = other if spread > 0.0 or (spread == 0.0 and other > first) else first
                seen.keep[weaker] = False
                merged = True
    if not merged:
        return n
    kept = 0
    for k in range(n):
        if not seen.keep[k]:
            continue
        if kept < k:
            plots.x_m[kept] = plots.x_m[k]
            plots.y_m[kept] = plots.y_m[k]
            plots.z_m[kept] = plots.z_m[k]
            plots.xx_m2[kept] = plots.xx_m2[k]
            plots.xy_m2[kept] = plots.xy_m2[k]
            plots.yy_m2[kept] = plots.yy_m2[k]
            plots.zz_m2[kept] = plots.zz_m2[k]
            plots.flight[kept] = plots.flight[k]
        kept += 1
    return kept


@compiled
def poisson(uniform, mean):
    """The count of a Poisson law at a uniform draw, by adding up from 0."""
    count = 0
    share = np.exp(-mean)
    total = share
    while uniform > total and count < _MOST_FALSE:
        count += 1
        share *= mean / count
        total += share
    return count
