"""Approaches to a place, from a scenario or from hand-made plans of one path."""

import numpy as np

from rangering.catalog.read import load_catalog
from rangering.constants import EARTH_RADIUS_M, STANDARD_K
from rangering.coverage.approach import map_approaches
from rangering.coverage.approach_plan import ApproachRadars, ClassPlan, DetectionPlan, PathPlan
from rangering.coverage.compile import compile_coverage
from rangering.coverage.plan import EarthPlan, LayerPlan
from rangering.coverage.run import over_swept_ground
from rangering.radar.detection import required_snr_ratio
from rangering.radar.detection_table import tabulate_detection

CATALOG = load_catalog()
EFFECTIVE_M = STANDARD_K * EARTH_RADIUS_M
DRY = EarthPlan(EFFECTIVE_M, 0.0)
FAR_M = 1e9
ASSET = """
[[asset]]
name = "A"
position = {{ lat = {lat!r}, lon = {lon!r} }}
"""


def asset(lat: float, lon: float) -> str:
    """What is defended, as a table of a scenario."""
    return ASSET.format(lat=float(lat), lon=float(lon))


def approaches(scenario, *, posting_m=2000.0, pd=0.5, change=lambda made: made, **options):
    """Approaches to the places of a scenario, and what was compiled for them."""
    made = change(compile_coverage(scenario, CATALOG, posting_m=posting_m, pd_probability=pd))
    flown, lowest_m = over_swept_ground(made)
    return made, map_approaches(scenario, CATALOG, flown, lowest_m, pd_probability=pd, **options)


def path(away_m, *, step_m=1e3, ahead=None, height_m=0.0, floor_m=0.0):
    """One path past one radar; distances given step by step."""
    away_m = np.asarray(away_m, dtype=np.float64)
    shape = 1, 1, len(away_m)
    return PathPlan(
        np.array([step_m]),
        away_m.reshape(shape),
        np.full(shape, 1.0 if ahead is None else ahead),
        np.full(shape, height_m, np.float32) * np.ones(shape, np.float32),
        np.full(shape, floor_m, np.float32) * np.ones(shape, np.float32),
        np.zeros((1, 1, *shape[1:]), np.float32),
    )


def level(altitude_m, above_ground=False):
    """One altitude."""
    return LayerPlan(np.array([float(altitude_m)]), np.array([above_ground]))


def radar(*, power_m=100e3, antenna_m=10.0, least_rad=-1.5, most_rad=1.5, instrumented_m=FAR_M,
          rain_db_m=0.0, slowest_m_s=0.0, period_s=10.0):  # fmt: skip
    """One radar and one class."""
    return ApproachRadars(
        *(np.array([float(each)]) for each in (antenna_m, np.tan(least_rad), np.tan(most_rad))),
        *(np.array([float(each)]) for each in (instrumented_m, rain_db_m, slowest_m_s, period_s)),
        root_mast=np.array([3.0]),
        knots=np.array([1]),
        root_knots=np.array([[3.0]]),
        counts=np.array([True]),
        power_m=np.array([[float(power_m)]]),
    )


def detector(pd=0.5, pfa=1e-6):
    """One look at a Swerling 1 target."""
    table = tabulate_detection(pfa)
    return DetectionPlan(
        np.array([required_snr_ratio(pd, pfa, 1, 1)]),
        *(np.array([each]) for each in (table.pfa, table.first_db, table.steps_per_db)),
        table.probabilities[None],
    )


def one_class(speed_m_s=250.0, side=1.0, rear=1.0, belly=1.0):
    """A class that looks alike from everywhere, unless told otherwise."""
    return ClassPlan(*(np.array([float(each)]) for each in (speed_m_s, side, rear, belly)))
