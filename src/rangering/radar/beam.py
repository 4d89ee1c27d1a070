"""Where a radar looks, how long a target stays in its beam, and what is lost off the beam's axis.

The main lobe is Gaussian, sidelobes are left out, and a rotating antenna turns evenly.
Source: Skolnik, Introduction to Radar Systems, 3rd ed. (2001), chapter 2 (pulses per scan); Barton, Radar
Equations for Modern Radar (2013), chapter 5 (Gaussian beam).
"""

import numpy as np

from rangering._jit import compiled

_TURN_RAD = 2.0 * np.pi
_SLACK_RAD = 1e-12


@compiled
def within_sector(azimuth_rad, centre_rad, width_rad):
    """Whether a bearing lies in a sector, its edges included.

    Parameters
    ----------
    azimuth_rad : float
        Bearing, any number of turns. [rad]
    centre_rad : float
        Middle of the sector. [rad]
    width_rad : float
        From edge to edge; 2π or more is all round. [rad]

    Returns
    -------
    bool
    """
    # The shorter way round: no case for sectors across north. The slack (1e-12 rad, 1 µm at 1000 km) keeps an
    # edge written in degrees inside after its conversion.
    off_rad = np.abs((azimuth_rad - centre_rad + np.pi) % _TURN_RAD - np.pi)
    return off_rad <= 0.5 * width_rad + _SLACK_RAD


@compiled
def within_elevation(elevation_rad, lowest_rad, highest_rad):
    """Whether an elevation lies between two limits, both included. All [rad]; bool."""
    return lowest_rad - _SLACK_RAD <= elevation_rad <= highest_rad + _SLACK_RAD


@compiled
def beam_loss_db(off_axis_rad, beamwidth_rad):
    """One-way loss of a Gaussian beam off its axis; a radar loses it twice.

    Parameters
    ----------
    off_axis_rad : float
        Angle from the axis. [rad]
    beamwidth_rad : float
        Full width at half power. [rad]

    Returns
    -------
    float
        10 log₁₀ 2 · (2θ/θ₃)², so half the power at half the width. [dB]
    """
    return 10.0 * np.log10(2.0) * (2.0 * off_axis_rad / beamwidth_rad) ** 2


@compiled
def dwell_s(beamwidth_rad, scan_period_s, elevation_rad):
    """Time for which a turning beam covers a target in each scan.

    Parameters
    ----------
    beamwidth_rad : float
        Azimuth width at half power. [rad]
    scan_period_s : float
        Of one turn. [s]
    elevation_rad : float
        Of the target: a fixed width spans more azimuth overhead, at most the whole turn. [rad]

    Returns
    -------
    float
        [s]
    """
    spanned_rad = beamwidth_rad / max(np.cos(elevation_rad), 1e-12)
    return scan_period_s * min(spanned_rad / _TURN_RAD, 1.0)


@compiled
def pulses_on_target(dwell_of_scan_s, repetition_hz):
    """Whole pulses that fall in a dwell: at least one, since a scanning set leaves no gaps. int"""
    # A dwell of exactly n periods may come out a rounding short of n.
    return max(int(np.floor(dwell_of_scan_s * repetition_hz * (1.0 + 1e-12))), 1)
