"""One radar and one point: each constraint worked out for itself, by the kernels of the map.

Nominal values, but for the class's cross-section, whose whole interval is told. Straight above the antenna
there is no azimuth and no elevation: the point is judged as the map judges the radar's own cell.
"""

from math import atan, cos, isnan, log, nan, pi, radians, sin, tan
from typing import NamedTuple

import numpy as np

from rangering.catalog.resolve import TargetFacts
from rangering.coverage.explanation import Interval, RadarWhy
from rangering.coverage.in_readings import Met, covered_in
from rangering.coverage.profile import Profile, antenna_needed_m, crest_of, lowest_seen_m, profile_on
from rangering.coverage.standing import Standing
from rangering.earth.geodesy import geodesic_inverse
from rangering.earth.horizon import straight_range_m
from rangering.earth.rain_loss import path_in_rain_m
from rangering.earth.visibility import elevation_tangent
from rangering.radar.detection import detection_probability, detection_threshold, required_snr_ratio
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude, Position
from rangering.sight.kernels import (
    OWN_CELL,
    clear_air_range_m,
    off_centre_rad,
    sight_state,
    smooth_shadow_m,
    verdict,
)
from rangering.sight.plan import EarthPlan
from rangering.sight.reach import compile_reach
from rangering.sight.state import State
from rangering.terrain.ground import Ground

HIGHEST_MAST_M = 60.0  # past it no mobile radar's mast goes, and none is suggested
_FIRST_WIDTH, _SIZES = 2.0, 41  # of ln σ about the free-space guess, and how many sizes are tried in it
_AT_THE_SITE_M = 1.0  # nearer than this a point has no azimuth


class Asked(NamedTuple):
    """What every radar is asked about."""

    position: Position
    altitude: Altitude
    target: TargetFacts
    rcs_m2: Interval
    pd: float
    earth: EarthPlan


class Point(NamedTuple):
    """The point as one site sees it."""

    distance_m: float
    azimuth_rad: float
    profile: Profile
    ground_m: float
    target_m: float  # above sea level

    @classmethod
    def of(cls, scenario: Scenario, asked: Asked, ground: Ground) -> "Point":
        distance_m, azimuth_rad = away(Position(lat=ground.lat_deg, lon=ground.lon_deg), asked.position)
        if distance_m < _AT_THE_SITE_M:
            distance_m = 0.0
        profile = profile_on(ground, distance_m * sin(azimuth_rad), distance_m * cos(azimuth_rad))
        air, under_m = scenario.environment, float(profile.ground_m[-1])
        target_m = asked.altitude.above_sea_m(under_m, air.sea_level_pressure_pa, air.isa_deviation_k)
        return cls(distance_m, azimuth_rad % (2.0 * pi), profile, under_m, target_m)

    def away_m(self, posting_m: float) -> float:
        """Distance at which it is judged: straight above the antenna as the map judges its own cell. [m]"""
        return self.distance_m or OWN_CELL * posting_m


def judge(scenario: Scenario, here: Standing, asked: Asked, ground: Ground, *, echo: bool = True) -> RadarWhy:
    """Every constraint of one radar.

    Parameters
    ----------
    scenario : Scenario
        Its air.
    here : Standing
        The radar.
    asked : Asked
        The point and the class.
    ground : Ground
        About the radar, wide enough for the point.
    echo : bool
        Whether Pd is worked out; it takes longer than all the rest.
    """
    point, antenna, earth = Point.of(scenario, asked, ground), here.on(ground), asked.earth
    radius_m, target_m, antenna_m = earth.effective_radius_m, point.target_m, antenna.height_m
    curvature_1_m, away_m = 1.0 / radius_m, point.away_m(ground.posting_m)
    site_m = float(ground.height_m[ground.row0, ground.col0])

    rise = elevation_tangent(target_m, antenna_m, away_m, curvature_1_m)
    slant_m = float(straight_range_m(antenna_m, target_m, away_m, radius_m))
    off_rad = 0.0
    if antenna.sector_width_rad < 2.0 * pi and point.distance_m > 0.0:
        off_rad = float(off_centre_rad(point.azimuth_rad, antenna.sector_centre_rad))
    in_sector = off_rad <= 0.5 * antenna.sector_width_rad
    in_elevation = bool(tan(antenna.elevation_min_rad) <= rise <= tan(antenna.elevation_max_rad))
    rain_m = float(path_in_rain_m(antenna_m, atan(rise), slant_m, earth.rain_top_m, radius_m))
    clear_air_m = float(clear_air_range_m(slant_m, here.reach.rain_db_m * rain_m))
    nominal_m, low_m, high_m = map(float, here.reach.power_m)
    # Level at the antenna, as the map has it: the elevation there, not the slightly other one at the target.
    radial_speed_m_s = asked.target.speed_m_s * cos(atan(rise))
    fast = bool(abs(rise) <= here.reach.fast_tangent[0])

    lowest_m = lowest_seen_m(point.profile, antenna_m, curvature_1_m)
    shadow_m = float(smooth_shadow_m(antenna_m, min(site_m, point.ground_m), away_m, radius_m))
    in_display, in_power = slant_m <= here.reach.instrumented_m, clear_air_m <= nominal_m
    in_readings = np.zeros(len(here.drawn.mast_m), dtype=np.bool_)
    if isnan(point.ground_m) or (isnan(lowest_m) and target_m >= point.ground_m):
        state, sight = State.UNKNOWN, State.UNKNOWN
    else:
        sight = State(sight_state(target_m, lowest_m, shadow_m))
        state = State(verdict(in_sector and in_elevation, in_display, fast, in_power, sight))
        if target_m < point.ground_m:
            state = State.UNDERGROUND
        else:
            met = Met(point.profile, site_m, target_m, curvature_1_m, slant_m, rise, off_rad, rain_m)
            in_readings = covered_in(here.drawn, met)
    failing = [
        limit
        for limit, holds in (
            (State.SECTOR, in_sector and in_elevation),
            (State.INSTRUMENTED_RANGE, in_display),
            (State.KINEMATICS, fast),
            (State.POWER, in_power),
            (sight, sight in (State.COVERED, State.UNKNOWN)),
        )
        if not holds
    ]
    hidden = sight in (State.TERRAIN, State.HORIZON) and state != State.UNDERGROUND
    mast_m = antenna_needed_m(point.profile, target_m, curvature_1_m) - site_m if hidden else nan
    # Unknown heights make every comparison false: what they decide is unknown too, not failed.
    return RadarWhy(
        name=here.name,
        site=here.placing.at.shown,
        radar_id=here.facts.radar,
        in_network=here.sited.in_network,
        state=state,
        failing=() if isnan(target_m) else tuple(failing),
        lat_deg=ground.lat_deg,
        lon_deg=ground.lon_deg,
        antenna_m=antenna_m,
        mast_height_m=antenna_m - site_m,
        distance_m=point.distance_m,
        azimuth_rad=point.azimuth_rad,
        slant_m=slant_m,
        elevation_rad=atan(rise),
        sector_centre_rad=antenna.sector_centre_rad,
        sector_width_rad=antenna.sector_width_rad,
        elevation_min_rad=antenna.elevation_min_rad,
        elevation_max_rad=antenna.elevation_max_rad,
        in_sector=in_sector,
        in_elevation=in_elevation,
        instrumented_m=here.reach.instrumented_m,
        reach_m=Interval(nominal_m, low_m, high_m),
        clear_air_m=clear_air_m,
        rain_db=here.reach.rain_db_m * rain_m,
        pd=_pd(scenario, here, asked, clear_air_m if echo else nan),
        radial_speed_m_s=radial_speed_m_s,
        least_speed_m_s=here.facts.minimum_radial_speed_m_s,
        covered_in=in_readings,
        profile=point.profile,
        lowest_m=lowest_m,
        shadow_m=shadow_m,
        crest=crest_of(point.profile, antenna_m, target_m, curvature_1_m),
        bulge_m=radius_m * (1.0 - cos(0.5 * point.distance_m * curvature_1_m)),
        mast_needed_m=mast_m if mast_m <= HIGHEST_MAST_M else nan,
        posting_m=ground.posting_m,
    )


def _pd(scenario: Scenario, here: Standing, asked: Asked, clear_air_m: float) -> Interval:
    """Single-scan Pd at a range in clear air, for each cross-section.

    The range depends on cross-section over signal-to-noise ratio alone. The cross-section that is just
    detected here therefore gives the ratio that the class has here.
    """
    if isnan(clear_air_m):
        return Interval(nan, nan, nan)
    facts, loss_db = here.facts, here.placing.at.sensitivity_loss_db
    # Free space alone would take (range / reach)⁴; the gases take a little more or less than that.
    guess = log(asked.rcs_m2.nominal) + 4.0 * log(clear_air_m / float(here.reach.power_m[0]))
    width, reach_m = _FIRST_WIDTH, np.zeros(2)
    while not reach_m[0] <= clear_air_m <= reach_m[-1]:
        log_rcs = np.linspace(guess - width, guess + width, _SIZES)
        sizes = [asked.target._replace(rcs_m2=float(each)) for each in np.exp(log_rcs)]
        reach_m = compile_reach(scenario.environment, loss_db, facts, sizes, asked.pd).power_m
        width *= 2.0
    # Between sizes the logarithms run as good as straight: Pd keeps four figures.
    just_seen_m2 = float(np.exp(np.interp(log(clear_air_m), np.log(reach_m), log_rcs)))
    needed_ratio = required_snr_ratio(asked.pd, facts.pfa, facts.n_pulses, facts.swerling)
    threshold = detection_threshold(facts.pfa, facts.n_pulses)
    return Interval(
        *(
            float(
                detection_probability(
                    needed_ratio * rcs_m2 / just_seen_m2, threshold, facts.pfa, facts.n_pulses, facts.swerling
                )
            )
            for rcs_m2 in asked.rcs_m2
        )
    )


def away(here: Position, there: Position) -> tuple[float, float]:
    """Distance along the ground [m] and azimuth [rad] from one place to another."""
    distance_m, azimuth_rad, _ = geodesic_inverse(*map(radians, (*degrees_of(here), *degrees_of(there))))
    return float(distance_m), float(azimuth_rad)


def degrees_of(place: Position) -> tuple[float, float]:
    """Latitude and longitude. [deg]"""
    return place.latitude_deg, place.longitude_deg
