"""A cut through the Earth: where a height above the sea stands when straight rays are drawn straight.

The Earth is a sphere of radius k·R, as rays see it. The cut is turned so that the straight line between both
ends at sea level lies level: between them the sphere bulges above it. No series: exact at any distance.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

STEPS = (1.0, 2.0, 5.0)


class Cut:
    """A vertical plane through the Earth: X along the line between both ends, Y above it. [m]"""

    def __init__(self, effective_radius_m: float, far_m: float) -> None:
        self.radius_m, self.half_m = effective_radius_m, 0.5 * far_m

    def place(self, distance_m: ArrayLike, height_m: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Where a height above the sea stands at a distance from the antenna."""
        angle_rad = (np.asarray(distance_m, dtype=float) - self.half_m) / self.radius_m
        up_m, end_rad = self.radius_m + np.asarray(height_m, dtype=float), self.half_m / self.radius_m
        # 1 - cos by the half angle: two Earth radii would lose the metres between them.
        fallen_m = 2.0 * up_m * np.sin(0.5 * angle_rad) ** 2
        rise_m = 2.0 * self.radius_m * np.sin(0.5 * end_rad) ** 2
        x_m = up_m * np.sin(angle_rad) + self.radius_m * np.sin(end_rad)
        return np.asarray(x_m), np.asarray(height_m - fallen_m + rise_m)


def step_of(least: float) -> float:
    """The smallest 1, 2 or 5 times a power of ten that is no less."""
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(each * power for each in (*STEPS, 10.0) if each * power >= least * (1.0 - 1e-9)))
