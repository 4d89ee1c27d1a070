"""Along straight level paths towards one place: which radar sees the target, and how surely.

A target keeps its nose on the place, so that each radar sees it from another side and at another radial
speed. Looks are spread evenly over time: a step of the path holds as many looks, and parts of one, as fit in.
What is met on the way is worked out in `meeting_kernels`.
Source: Mallett and Brennan, "Cumulative probability of detection for targets approaching a uniformly scanning
search radar", RAND Corporation, AD0276531 (1962): independent looks at a constant radial speed.
"""

import numpy as np

from rangering._jit import compiled, compiled_parallel, thread_range
from rangering.coverage.meeting_kernels import ready_time_s, shoot, time_to_reach
from rangering.earth.horizon import straight_range_m
from rangering.earth.rain_loss import path_in_rain_m
from rangering.earth.visibility import elevation_tangent
from rangering.radar.beam import within_sector
from rangering.radar.cross_section import aspect_cross_section_m2
from rangering.radar.detection_table import DetectionTable, tabulated_probability
from rangering.sight.kernels import clear_air_range_m, mast_needed


@compiled
def on_path(nodes, place):
    """Value between evenly spaced nodes; linear, and beyond the last straight on.

    Parameters
    ----------
    nodes : float array, shape (n,)
        Two or more.
    place : float
        In spacings from the first.
    """
    k = min(int(place), len(nodes) - 2)
    return nodes[k] + (place - k) * (nodes[k + 1] - nodes[k])


@compiled_parallel
def measure_distance(east_m, north_m, knot_m, step_m, away_m):
    """Ground distance from one point to every step of every path.

    Parameters
    ----------
    east_m, north_m : float array, shape (azimuths, knots)
        Where the knots of each path lie on the plane about the point; the first is the place. [m]
    knot_m, step_m : float
        Distance along a path between knots, and between steps. [m]
    away_m : float array, shape (azimuths, distances)
        Written. [m]
    """
    for z in thread_range(away_m.shape[0]):
        for i in range(away_m.shape[1]):
            place = i * step_m / knot_m
            x_m, y_m = on_path(east_m[z], place), on_path(north_m[z], place)
            away_m[z, i] = np.sqrt(x_m * x_m + y_m * y_m)


@compiled_parallel
def sample_paths(ground_m, lowest_m, row0, col0, posting_m, extent_m, centre_rad, width_rad, east_m, north_m,
                 knot_m, step_m, away_m, ahead, height_m, floor_m):  # fmt: skip
    """What one radar's grid holds below every step of every path, and from which side it looks.

    Parameters
    ----------
    ground_m, lowest_m : float32 array, shape (rows, columns)
        Ground, and lowest altitude in line of sight, above sea level; NaN where unknown. [m]
    row0, col0, posting_m, extent_m
        Of the radar's grid and map, as in `kernels.map_states`.
    centre_rad, width_rad : float
        Of its sector. [rad]
    east_m, north_m, knot_m, step_m
        As in `measure_distance`, on the plane about the radar.
    away_m : float array, shape (azimuths, distances)
        Written: ground distance, infinite beyond the radar's map and outside its sector. [m]
    ahead : float array, shape (azimuths, distances)
        Written: cosine between the target's course and the direction to the radar, in plan.
    height_m, floor_m : float32 array, shape (azimuths, distances)
        Written: ground, and lowest altitude in line of sight, at the nearest node. [m]
    """
    rows, cols = ground_m.shape
    all_round = width_rad >= 2.0 * np.pi
    for z in thread_range(away_m.shape[0]):
        for i in range(away_m.shape[1]):
            place = i * step_m / knot_m
            x_m, y_m = on_path(east_m[z], place), on_path(north_m[z], place)
            distance_m = np.sqrt(x_m * x_m + y_m * y_m)
            r, c = int(np.floor(y_m / posting_m + 0.5)) + row0, int(np.floor(x_m / posting_m + 0.5)) + col0
            away_m[z, i], ahead[z, i], height_m[z, i], floor_m[z, i] = np.inf, 1.0, np.nan, np.nan
            if distance_m > extent_m or not (0 <= r < rows and 0 <= c < cols):
                continue
            height_m[z, i], floor_m[z, i] = ground_m[r, c], lowest_m[r, c]
            own = distance_m == 0.0
            if own or all_round or within_sector(np.arctan2(x_m, y_m), centre_rad, width_rad):
                away_m[z, i] = distance_m
            if not own:
                k = min(int(place), east_m.shape[1] - 2)
                run_x_m, run_y_m = east_m[z, k] - east_m[z, k + 1], north_m[z, k] - north_m[z, k + 1]
                towards_m2 = -(run_x_m * x_m + run_y_m * y_m)
                cosine = towards_m2 / (np.sqrt(run_x_m * run_x_m + run_y_m * run_y_m) * distance_m)
                ahead[z, i] = min(max(cosine, -1.0), 1.0)


@compiled_parallel
def sample_floors(lowest_m, row0, col0, posting_m, east_m, north_m, knot_m, step_m, floor_m):
    """Lowest altitude in line of sight at the nearest node of every step, from one height of the mast.

    Parameters
    ----------
    lowest_m : float32 array, shape (rows, columns)
        Above sea level; NaN where unknown. [m]
    row0, col0, posting_m, east_m, north_m, knot_m, step_m
        As in `sample_paths`.
    floor_m : float32 array, shape (azimuths, distances)
        Written; NaN beyond the grid. [m]
    """
    rows, cols = lowest_m.shape
    for z in thread_range(floor_m.shape[0]):
        for i in range(floor_m.shape[1]):
            place = i * step_m / knot_m
            x_m, y_m = on_path(east_m[z], place), on_path(north_m[z], place)
            r, c = int(np.floor(y_m / posting_m + 0.5)) + row0, int(np.floor(x_m / posting_m + 0.5)) + col0
            floor_m[z, i] = lowest_m[r, c] if 0 <= r < rows and 0 <= c < cols else np.nan


@compiled
def mast_over(r, z, i, target_m, floor_m, paths, radars):
    """Square root of the least mast from which a step of a path is in line of sight, as `mast_needed`. [√m]

    Where masts were not drawn the nominal one alone counts: -inf if it sees the target, else inf.
    """
    knots = radars.knots[r]
    if knots < 2:
        return -np.inf if target_m >= floor_m else np.inf
    return mast_needed(paths.mast_floor_m[r, :knots, z, i], radars.root_knots[r], target_m)


@compiled
def look_along(z, a, paths, layers, earth, radars, sight):
    """Where along one path each radar has line of sight, and how it then sees the target.

    Parameters
    ----------
    z, a : int
        Azimuth and altitude.
    paths, layers, earth, radars : PathPlan, LayerPlan, EarthPlan, ApproachRadars
        As in the plan.
    sight : float array, shape (radars, distances, 7)
        Written, NaN without line of sight from any mast: slant range, range in clear air at which the echo
        would be as weak [m]; tangent of the elevation; bearing off the nose, and angle under the wings [rad];
        share of the speed that is radial; square root of the least mast that sees so low [√m].

    Returns
    -------
    int
        The farthest step where the ground below or on the way is unknown to a radar; -1 for none.
    """
    radius_m, rain_top_m = earth.effective_radius_m, earth.rain_top_m
    unknown = -1
    for r in range(sight.shape[0]):
        antenna_m, rain_db_m = radars.antenna_m[r], radars.rain_db_m[r]
        for i in range(sight.shape[1]):
            sight[r, i, 0] = np.nan
            away_m = paths.away_m[r, z, i]
            if away_m == np.inf:
                continue
            here_m, floor_m = np.float64(paths.height_m[r, z, i]), np.float64(paths.floor_m[r, z, i])
            target_m = layers.altitude_m[a] + here_m if layers.above_ground[a] else layers.altitude_m[a]
            if target_m < here_m:
                continue
            if np.isnan(here_m) or np.isnan(floor_m):
                unknown = max(unknown, i)
                continue
            needed = mast_over(r, z, i, target_m, floor_m, paths, radars)
            if needed == np.inf:
                continue
            away_m = max(away_m, 1.0)  # straight overhead there is no elevation
            rise = elevation_tangent(target_m, antenna_m, away_m, 1.0 / radius_m)
            slant_m = straight_range_m(antenna_m, target_m, away_m, radius_m)
            as_far_m = slant_m
            if rain_db_m > 0.0:
                rain_m = path_in_rain_m(antenna_m, np.arctan(rise), slant_m, rain_top_m, radius_m)
                as_far_m = clear_air_range_m(slant_m, rain_db_m * rain_m)
            # The radar's elevation, and how far the vertical has turned between the two.
            below_rad = np.arctan(rise) + away_m / radius_m
            sight[r, i, 0], sight[r, i, 1], sight[r, i, 2] = slant_m, as_far_m, rise
            sight[r, i, 3], sight[r, i, 4] = np.arccos(paths.ahead[r, z, i]), below_rad
            sight[r, i, 5] = np.abs(paths.ahead[r, z, i] * np.cos(below_rad))
            sight[r, i, 6] = needed
    return unknown


@compiled
def echo_along(t, sight, classes, echo):
    """How much larger than from the front a class looks to each radar along one path.

    Parameters
    ----------
    t : int
        Class.
    sight : float array, shape (radars, distances, 7)
        Of `look_along`.
    classes : ClassPlan
        As in the plan.
    echo : float array, shape (radars, distances)
        Written where there is line of sight: fourth root of the cross-section over the frontal one.
    """
    side, rear, belly = classes.side_ratio[t], classes.rear_ratio[t], classes.belly_ratio[t]
    for r in range(sight.shape[0]):
        for i in range(sight.shape[1]):
            if not np.isnan(sight[r, i, 0]):
                ratio = aspect_cross_section_m2(1.0, side, rear, belly, sight[r, i, 3], sight[r, i, 4])
                echo[r, i] = np.sqrt(np.sqrt(ratio))


@compiled
def looks_alike(t, classes):
    """Whether a class has the aspect ratios of the one before it."""
    return (
        t > 0
        and classes.side_ratio[t] == classes.side_ratio[t - 1]
        and classes.rear_ratio[t] == classes.rear_ratio[t - 1]
        and classes.belly_ratio[t] == classes.belly_ratio[t - 1]
    )


@compiled
def see_along(t, sight, radars, detection, classes, step_m, echo, covered, log_missed, cumulative):
    """Where along one path each radar covers a class, and how surely it was seen by then.

    Parameters
    ----------
    t : int
        Class.
    sight : float array, shape (radars, distances, 7)
        Of `look_along`.
    radars, detection, classes : ApproachRadars, DetectionPlan, ClassPlan
        As in the plan.
    step_m : float
        Distance between steps. [m]
    echo : float array, shape (radars, distances)
        Of `echo_along`.
    covered : bool array, shape (radars, distances)
        Written: single-scan Pd as asked or better.
    log_missed : float array, shape (distances,)
        Work space.
    cumulative : float32 array, shape (distances,)
        Written: probability of one detection or more, from the farthest step inwards.

    Returns
    -------
    tuple of two ints
        The farthest step covered and the radar that covers it; -1 for never.
    """
    speed_m_s = classes.speed_m_s[t]
    for i in range(len(log_missed)):
        log_missed[i] = 0.0
    for r in range(sight.shape[0]):
        table = DetectionTable(
            detection.pfa[r], detection.first_db[r], detection.steps_per_db[r], detection.probabilities[r]
        )
        looks = step_m / (speed_m_s * radars.period_s[r])
        for i in range(sight.shape[1]):
            covered[r, i] = False
            if (
                np.isnan(sight[r, i, 0])
                or sight[r, i, 6] > radars.root_mast[r]
                or sight[r, i, 0] > radars.instrumented_m[r]
                or not radars.least_tangent[r] <= sight[r, i, 2] <= radars.most_tangent[r]
                or sight[r, i, 5] * speed_m_s < radars.slowest_m_s[r]
            ):
                continue
            margin = radars.power_m[r, t] * echo[r, i] / sight[r, i, 1]
            covered[r, i] = margin >= 1.0
            pd = tabulated_probability(detection.snr_ratio[r] * margin**4, table)
            if radars.counts[r]:
                log_missed[i] += looks * np.log1p(-pd)
    first, first_radar = -1, -1
    missed = 0.0
    for i in range(sight.shape[1] - 1, -1, -1):
        missed += log_missed[i]
        cumulative[i] = -np.expm1(missed)
        for r in range(sight.shape[0]):
            if first < 0 and radars.counts[r] and covered[r, i]:
                first, first_radar = i, r
    return first, first_radar


@compiled
def first_in_readings(t, sight, echo, counts, drawn, waiting, first):
    """The farthest step covered, in every reading.

    Parameters
    ----------
    t : int
        Class.
    sight, echo
        Of `look_along` and `echo_along`.
    counts : bool array, shape (radars,)
        Of `ApproachRadars`.
    drawn : DrawnPlan
        What differs between readings.
    waiting : int array, shape (readings,)
        Work space.
    first : int32 array, shape (readings,)
        Written; -1 for never.
    """
    left = len(first)
    for s in range(left):
        first[s] = -1
        waiting[s] = s
    for i in range(sight.shape[1] - 1, -1, -1):
        for r in range(sight.shape[0]):
            if np.isnan(sight[r, i, 0]) or not counts[r]:
                continue
            slant_m, rise, radial = sight[r, i, 0], sight[r, i, 2], sight[r, i, 5]
            needed_m = sight[r, i, 1] / echo[r, i]
            n = 0
            while n < left:
                s = waiting[n]
                if (
                    sight[r, i, 6] <= drawn.root_mast[r, s]
                    and needed_m <= drawn.power_m[r, t, s]
                    and slant_m <= drawn.instrumented_m[r, s]
                    and drawn.least_tangent[r, s] <= rise <= drawn.most_tangent[r, s]
                    and radial * drawn.speed_m_s[t, s] >= drawn.slowest_m_s[r, s]
                ):
                    first[s] = i
                    left -= 1
                    waiting[n] = waiting[left]
                else:
                    n += 1
        if left == 0:
            break


@compiled
def fly(z, a, paths, layers, earth, radars, detection, classes, drawn, units, cumulative,
        first, first_radar, drawn_first, unknown, met_m, shots):  # fmt: skip
    """One path at one altitude, for every class; parameters as in `fly_paths`."""
    n_radars, _, n_distances = paths.away_m.shape
    claims, n_units = units.box_count.shape
    readings = drawn_first.shape[-1]
    step_m = paths.step_m[0]
    sight = np.empty((n_radars, n_distances, 7))
    echo = np.empty((n_radars, n_distances))
    covered = np.empty((n_radars, n_distances), dtype=np.bool_)
    reached = np.empty((n_units, n_distances), dtype=np.bool_)
    flight_s = np.empty((claims, n_units, n_distances))
    log_missed = np.empty(n_distances)
    waiting = np.empty(readings, dtype=np.int64)
    of_unit_m = np.empty(2)
    unknown_at = look_along(z, a, paths, layers, earth, radars, sight)
    for c in range(claims):
        for u in range(n_units):
            time_to_reach(z, a, c, u, paths, layers, units, flight_s[c, u])
    for t in range(len(classes.speed_m_s)):
        speed_m_s = classes.speed_m_s[t]
        if not looks_alike(t, classes):
            echo_along(t, sight, classes, echo)
        first[a, t, z], first_radar[a, t, z] = see_along(
            t, sight, radars, detection, classes, step_m, echo, covered, log_missed, cumulative[a, t, z]
        )
        unknown[a, t, z] = unknown_at > first[a, t, z]
        if readings > 0:
            first_in_readings(t, sight, echo, radars.counts, drawn, waiting, drawn_first[a, t, z])
        for u in range(n_units):
            for i in range(n_distances):
                reached[u, i] = False
                for r in range(n_radars):
                    if units.guides[u, r] and covered[r, i]:
                        reached[u, i] = True
        for c in range(claims):
            met_m[c, a, t, z, 0], met_m[c, a, t, z, 1], shots[c, a, t, z] = np.nan, np.nan, 0
            for u in range(n_units):
                ready_s = ready_time_s(u, covered, step_m, speed_m_s, units)
                count = shoot(
                    flight_s[c, u], reached[u], step_m, speed_m_s, ready_s, units.again_s[u], of_unit_m
                )
                shots[c, a, t, z] = max(shots[c, a, t, z], count)
                for n in range(2):
                    # NaN compares false: written the first time, then only by what lies farther out.
                    if not of_unit_m[n] <= met_m[c, a, t, z, n] and not np.isnan(of_unit_m[n]):
                        met_m[c, a, t, z, n] = of_unit_m[n]


@compiled_parallel
def fly_paths(paths, layers, earth, radars, detection, classes, drawn, units, cumulative,
              first, first_radar, drawn_first, unknown, met_m, shots):  # fmt: skip
    """Every path, altitude and class.

    Parameters
    ----------
    paths, layers, earth, radars, detection, classes, drawn, units
        PathPlan, LayerPlan, EarthPlan, ApproachRadars, DetectionPlan, ClassPlan, DrawnPlan, UnitPlan.
    cumulative : float32 array, shape (altitudes, targets, azimuths, distances)
        Written: probability of one detection or more by then.
    first, first_radar : int array, shape (altitudes, targets, azimuths)
        Written: farthest step covered and the radar that covers it; -1 for never.
    drawn_first : int32 array, shape (altitudes, targets, azimuths, readings)
        Written: the same step in every reading.
    unknown : bool array, shape (altitudes, targets, azimuths)
        Written: whether farther out some radar's ground is unknown.
    met_m : float array, shape (claims, altitudes, targets, azimuths, 2)
        Written: the farthest first, and the farthest second meeting of any one fire unit; NaN for none. [m]
    shots : int array, shape (claims, altitudes, targets, azimuths)
        Written: the most meetings of any one fire unit.
    """
    azimuths = paths.away_m.shape[1]
    for path in thread_range(len(layers.altitude_m) * azimuths):
        fly(path % azimuths, path // azimuths, paths, layers, earth, radars, detection, classes, drawn, units,
            cumulative, first, first_radar, drawn_first, unknown, met_m, shots)  # fmt: skip
