"""How many detections a second the radars of a picture may expect of a class along every route.

Each radar that searches counts with its single-scan probability over its period, for a flight of the class's
typical speed and height, or on a written route its own. Radars count as independent and never at fault.
Source: single-scan detection as in `rangering.mission.kernels.detect`.
"""

import numpy as np

from rangering._jit import compiled
from rangering.mission.kernels.detect import look
from rangering.mission.plan import BY_ALTITUDE, BY_GROUND, BY_ROUTE


@compiled
def expected_hits(klass, plan, air, hits):
    """Fill the table of hits of one class: the sum of Pd over period, at its typical height and speed.

    Every second point is worked out, and the one after it taken to be alike: they lie closer than a flight
    comes in a step of the chain.

    Parameters
    ----------
    klass : int
        Which class.
    plan : MissionPlan
        Routes, classes, radars and who sees what.
    air : Air
        Room for one flight; overwritten.
    hits : float32 array, shape (all points, pictures, classes)
        Written. [1/s]
    """
    raid_routes = len(plan.routes.first) - len(plan.flights.route)
    air.turn_s[0] = np.inf
    air.lateral_m[0] = 0.0
    air.start_s[0] = 0.0
    air.target[0] = klass
    for route in range(len(plan.routes.first)):
        air.route[0] = route
        if route < raid_routes:
            air.keeps[0] = BY_GROUND if plan.targets.follows_ground[klass] else BY_ALTITUDE
            air.altitude_m[0] = plan.targets.altitude_typical_m[klass]
            air.pace[0] = plan.targets.speed_m_s[klass] / plan.raids.step_m
        else:
            air.keeps[0] = BY_ROUTE
            air.altitude_m[0] = 0.0
            air.pace[0] = plan.flights.pace[route - raid_routes]
        first, points = plan.routes.first[route], plan.routes.points[route]
        for i in range(0, points, 2):
            time_s = i / air.pace[0]
            for radar in range(len(plan.radars.x_m)):
                if not plan.radars.searches[radar]:
                    continue
                pd, _, _, _, _, _, _ = look(
                    0, radar, time_s, air, plan.routes, plan.radars, plan.detect, plan.clock
                )
                if pd > 0.0:
                    rate = pd / plan.radars.period_s[radar]
                    for picture in range(hits.shape[1]):
                        if plan.pictures.sees[picture, radar]:
                            hits[first + i, picture, klass] += rate
            if i + 1 < points:
                for picture in range(hits.shape[1]):
                    hits[first + i + 1, picture, klass] = hits[first + i, picture, klass]
