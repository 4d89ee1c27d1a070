"""How far a radar reaches when nothing stands in the way: from a claim to every class, through the air.

The claim holds in clear standard air, whose loss over its own range it contains; at another range only the
difference counts. One path stands for all: from sea level, a degree above the horizontal, where long ranges
lie; lower targets are met through a little more air, higher ones through less.
Source: Skolnik, Introduction to Radar Systems, 3rd ed. (2001), chapter 2; Recommendations ITU-R P.676 for the
gases, P.838-3 for the rain and P.839-4 (2013), section 1, for its top.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import acos, inf, log10, pi, radians, tan

import numpy as np

from rangering.catalog.resolve import RadarFacts, TargetFacts
from rangering.constants import (
    EARTH_RADIUS_M,
    ICE_POINT_K,
    ISA_PRESSURE_PA,
    ISA_TEMPERATURE_K,
    STANDARD_K,
)
from rangering.earth.atmosphere import LAYER_GRADIENT_K_M
from rangering.earth.gas_loss import (
    STANDARD_VAPOUR_DENSITY_KG_M3,
    attenuation_profile_db_m,
    two_way_gas_loss_db,
)
from rangering.earth.rain_loss import rain_attenuation_db_m
from rangering.radar.detection import required_snr_ratio
from rangering.radar.range_equation import Claim, claimed_sensitivity_m2, range_at_snr_m
from rangering.scenario.models import Environment
from rangering.sight.lookup import RANGES_M
from rangering.sight.plan import EarthPlan, FloatArray, ReachPlan

_PATH_ELEVATION_RAD = radians(1.0)
_LEAST_HZ = 1e9  # where both Recommendations begin; below, air takes less than the little it takes there
_CLOSE_ENOUGH_M = 0.1
_RAIN_ABOVE_FREEZING_M = 360.0


def earth_of(environment: Environment) -> EarthPlan:
    """The Earth that rays run over, and the rain on it."""
    return EarthPlan(environment.k * EARTH_RADIUS_M, _rain_top_m(environment))


def _rain_top_m(environment: Environment) -> float:
    """360 m above where the scenario's day freezes; that much above the sea where it freezes there. [m]"""
    warmer_k = ISA_TEMPERATURE_K + environment.isa_deviation_k - ICE_POINT_K
    return max(0.0, warmer_k / -float(LAYER_GRADIENT_K_M[0])) + _RAIN_ABOVE_FREEZING_M


def compile_reach(
    environment: Environment,
    sensitivity_loss_db: float,
    radar: RadarFacts,
    targets: Sequence[TargetFacts],
    pd: float,
) -> ReachPlan:
    """How far a radar reaches in clear air, and what rain takes on the way.

    Nobody states polarisations: circular lies between the two that rain tells apart, at every elevation.

    Parameters
    ----------
    environment : Environment
        The scenario's air.
    sensitivity_loss_db : float
        Two-way loss that the scenario states for the radar. [dB]
    radar : RadarFacts
        With the claim it is calibrated on.
    targets : sequence of TargetFacts
        The classes.
    pd : float
        Single-scan probability of detection asked for.
    """
    frequency_hz = max(radar.frequency_hz, _LEAST_HZ)
    today, claimed_db = _gases(environment, radar)
    power_m = [
        _through_gases_m(free_m, today, claimed_db)
        for free_m in free_space_ranges_m(radar, targets, pd, sensitivity_loss_db)
    ]
    one_way_db_m = float(rain_attenuation_db_m(frequency_hz, environment.rain_rate_mm_h, 0.0, pi / 4))
    fast_tangent = [_fast_tangent(each.speed_m_s, radar.minimum_radial_speed_m_s) for each in targets]
    return ReachPlan(
        radar.instrumented_range_m,
        np.array(power_m, dtype=np.float64),
        2.0 * one_way_db_m,
        np.array(fast_tangent, dtype=np.float64),
    )


def gas_difference_db(environment: Environment, radar: RadarFacts) -> FloatArray:
    """Two-way loss to the gases of the day at `RANGES_M`, less what the claim's range holds: for `tabulate`.

    Parameters
    ----------
    environment : Environment
        The scenario's air.
    radar : RadarFacts
        With the claim it is calibrated on.

    Returns
    -------
    float array, shape (LEVEL_COUNT,)
        Rising with range. [dB]
    """
    today, claimed_db = _gases(environment, radar)
    return np.array([_loss_db(today, float(range_m)) for range_m in RANGES_M]) - claimed_db


def _gases(environment: Environment, radar: RadarFacts) -> tuple[FloatArray, float]:
    """Attenuation by height on the scenario's day [dB/m], and two-way loss that the claim contains [dB]."""
    frequency_hz = max(radar.frequency_hz, _LEAST_HZ)
    today = _gases_db_m(frequency_hz, environment.sea_level_pressure_pa, environment.isa_deviation_k)
    return today, _loss_db(_gases_db_m(frequency_hz, ISA_PRESSURE_PA, 0.0), radar.range_m)


def _fast_tangent(speed_m_s: float, least_m_s: float) -> float:
    """Up to which elevation a class is fast enough, flying level at the radar: v cos(elevation) >= least.

    Returns
    -------
    float
        Tangent of the elevation; -1 where the class is too slow everywhere.
    """
    return tan(acos(least_m_s / speed_m_s)) if speed_m_s >= least_m_s else -1.0


def free_space_ranges_m(
    radar: RadarFacts, targets: Sequence[TargetFacts], pd: float, sensitivity_loss_db: float = 0.0
) -> list[float]:
    """Slant range at which each class is detected as asked, by the fourth root of its echo alone. [m]"""
    claim = Claim(radar.range_m, radar.rcs_m2, radar.pd, radar.pfa, radar.n_pulses, radar.swerling)
    sensitivity_m2 = claimed_sensitivity_m2(claim)
    snr_ratio = required_snr_ratio(pd, radar.pfa, radar.n_pulses, radar.swerling)
    return [
        float(range_at_snr_m(sensitivity_m2, each.rcs_m2, snr_ratio, sensitivity_loss_db)) for each in targets
    ]


@lru_cache(maxsize=4096)
def _gases_db_m(frequency_hz: float, sea_level_pressure_pa: float, isa_deviation_k: float) -> FloatArray:
    return np.asarray(
        attenuation_profile_db_m(
            frequency_hz, STANDARD_VAPOUR_DENSITY_KG_M3, sea_level_pressure_pa, isa_deviation_k
        )
    )


def _loss_db(profile_db_m: FloatArray, range_m: float) -> float:
    radius_m = STANDARD_K * EARTH_RADIUS_M
    return float(two_way_gas_loss_db(profile_db_m, 0.0, _PATH_ELEVATION_RAD, range_m, radius_m))


def _through_gases_m(free_m: float, profile_db_m: FloatArray, claimed_db: float) -> float:
    """The range where spreading and gases together take what the claim allows: 40 lg R/R₀ + A(R) = A(claim).

    The left side rises with R, so halving the interval finds it; the claim's own loss bounds it above.
    """
    low_m, high_m = 0.0, free_m * 10.0 ** (claimed_db / 40.0)
    while high_m - low_m > _CLOSE_ENOUGH_M:
        middle_m = 0.5 * (low_m + high_m)
        spread_db = 40.0 * log10(middle_m / free_m) if middle_m > 0.0 else -inf
        if spread_db + _loss_db(profile_db_m, middle_m) > claimed_db:
            high_m = middle_m
        else:
            low_m = middle_m
    return low_m
