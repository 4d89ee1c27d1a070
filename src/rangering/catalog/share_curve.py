"""A curve through the local shares that a programme claimed over the years, with its band.

Logistic: share = 1 / (1 + exp(-(a + b (year - mean year)))). The line a + b (year - mean year) is fitted to
log(share / (1 - share)) by least squares, every claim with one weight, so that curve and band stay between
none and all. The band is that of the curve, Student's with n - 2 degrees of freedom, not of single claims.
Limits: targets are left out; fewer than three claims give no curve; claims of one publisher hang together,
which no band shows; between claims and beyond them the curve is our reading, not evidence.
Source: Draper and Smith, Applied Regression Analysis, 3rd ed. (1998), section 1.4 (band of a fitted line).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.precedents import ShareSeries

FloatArray = NDArray[np.float64]

LEAST_CLAIMS = 3
CONFIDENCE = 0.9
FORMULA = "share = 1 / (1 + exp(-(a + b (year - mean year))))"


@dataclass(frozen=True)
class ShareCurve:
    """A fitted curve; years are decimal."""

    programme: str
    claims: int
    mean_year: float
    level: float
    """a: logit of the share in the mean year."""
    slope_per_year: float
    """b."""
    covariance: FloatArray
    """Of level and slope, shape (2, 2)."""
    student: float
    """How many standard errors the band reaches to either side."""

    def band(self, years: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Low end, curve and high end of the band in these decimal years, each of their shape."""
        since = np.asarray(years, dtype=np.float64) - self.mean_year
        line = self.level + self.slope_per_year * since
        variance = (
            self.covariance[0, 0] + 2.0 * since * self.covariance[0, 1] + since**2 * self.covariance[1, 1]
        )
        reach = self.student * np.sqrt(np.maximum(variance, 0.0))
        return _share(line - reach), _share(line), _share(line + reach)

    @property
    def gain_per_year(self) -> float:
        """What the share gains a year where the curve is half-way between its first and last claim."""
        share = float(_share(np.array(self.level)))
        return self.slope_per_year * share * (1.0 - share)


def fit_share_curve(series: ShareSeries) -> ShareCurve | None:
    """The curve through the claims of one programme.

    Parameters
    ----------
    series : ShareSeries
        As `rangering.catalog.precedents.shares` gives it. Targets, and claims of none or of all, which have
        no logit, are left out.

    Returns
    -------
    ShareCurve or None
        None where fewer than three claims are left, or all are of one day.
    """
    from scipy.optimize import curve_fit
    from scipy.stats import t

    kept = ~series.is_target & (series.nominal > 0.0) & (series.nominal < 1.0)
    years, shares = series.year[kept], series.nominal[kept]
    if len(years) < LEAST_CLAIMS or np.ptp(years) == 0.0:
        return None
    mean_year = float(years.mean())

    def line(since: FloatArray, level: float, slope: float) -> FloatArray:
        return level + slope * since

    def derivatives(since: FloatArray, level: float, slope: float) -> FloatArray:
        return np.column_stack((np.ones_like(since), since))

    logits = np.log(shares / (1.0 - shares))
    since, first = years - mean_year, (float(logits.mean()), 1.0 / float(np.ptp(years)))
    found, covariance = curve_fit(line, since, logits, p0=first, jac=derivatives)
    student = float(t.ppf(0.5 + 0.5 * CONFIDENCE, len(years) - 2))
    return ShareCurve(
        series.programme, len(years), mean_year, float(found[0]), float(found[1]), covariance, student
    )


def _share(logit: FloatArray) -> FloatArray:
    shares: FloatArray = 1.0 / (1.0 + np.exp(-logit))
    return shares
