"""Direct ray and ground echo together: the pattern propagation factor.

Over a plane, and over a sphere where the reflecting point is found from the law of reflection and the echo is
spread by the curved ground. F is the field at the target over the field in free space; a radar's echo power
goes with F⁴. The ground's reflection coefficient is given, the antenna's pattern is isotropic, and both rays
arrive with the same strength but for reflection. Roughness and the shadow region belong to other models:
below the horizon the factor is zero.
Sources: M. I. Skolnik (ed.), Radar Handbook, 3rd ed. (2008), chapter 26; D. E. Kerr (ed.), Propagation of
Short Radio Waves (1951), section 5.3, for the divergence of the echo.
"""

import numpy as np

from rangering._jit import compiled

_ITERATIONS = 60  # bisection alone would halve the bracket this often; Newton needs about five


@compiled
def plane_path_difference_m(antenna_m, target_m, ground_range_m):
    """How much longer the ground echo travels than the direct ray, over a plane.

    Parameters
    ----------
    antenna_m, target_m, ground_range_m : float
        Heights above the plane and distance along it.

    Returns
    -------
    float
        4 h₁ h₂ / (sum of both path lengths), which cancels nothing. [m]
    """
    direct_m = np.hypot(ground_range_m, target_m - antenna_m)
    echo_m = np.hypot(ground_range_m, target_m + antenna_m)
    return 4.0 * antenna_m * target_m / (direct_m + echo_m)


@compiled
def propagation_factor(path_difference_m, wavelength_m, reflection_magnitude, reflection_phase_rad):
    """Pattern propagation factor of a direct ray and its echo.

    Parameters
    ----------
    path_difference_m, wavelength_m : float
        Echo's path less the direct one, and the wavelength.
    reflection_magnitude, reflection_phase_rad : float
        The echo's strength, 0 to 1, and the phase it gains by reflection; π for a mirror at grazing
        incidence.

    Returns
    -------
    float
        F = |1 + ρ exp(i (φ - 2π δ / λ))|, 0 to 2, of the voltage one way.
    """
    # The fraction of a wavelength is taken first, so that a long path keeps its phase.
    phase_rad = reflection_phase_rad - 2.0 * np.pi * ((path_difference_m / wavelength_m) % 1.0)
    return np.hypot(1.0 + reflection_magnitude * np.cos(phase_rad), reflection_magnitude * np.sin(phase_rad))


@compiled
def specular_point(antenna_m, target_m, ground_range_m, effective_radius_m):
    """Where a sphere mirrors one point to another.

    With γ the angle at the centre, γ₁ + γ₂, and δ = h / (kR + h), equal grazing angles mean

        4 sin((γ₂ - γ₁)/2) sin(γ₁/2) sin(γ₂/2) + δ₁ sin γ₂ - δ₂ sin γ₁ = 0,

    the exact form of the handbook's cubic. Newton from the plane's answer, kept inside a shrinking bracket.

    Parameters
    ----------
    antenna_m, target_m, ground_range_m, effective_radius_m : float
        Heights above zero, distance along the ground, and k·R.

    Returns
    -------
    tuple of three floats
        Distance along the ground from the antenna to the point [m], grazing angle there [rad], and how much
        longer the echo travels than the direct ray [m]. The angle is negative where the sphere hides the
        target.
    """
    centre_rad = ground_range_m / effective_radius_m
    delta_1 = antenna_m / (effective_radius_m + antenna_m)
    delta_2 = target_m / (effective_radius_m + target_m)
    low, high = 0.0, centre_rad
    near = centre_rad * antenna_m / (antenna_m + target_m)
    for _ in range(_ITERATIONS):
        far = centre_rad - near
        half_near, half_far, half_gap = 0.5 * near, 0.5 * far, 0.5 * (far - near)
        mirrored = 4.0 * np.sin(half_gap) * np.sin(half_near) * np.sin(half_far)
        value = mirrored + delta_1 * np.sin(far) - delta_2 * np.sin(near)
        if value > 0.0:
            low = near
        else:
            high = near
        slope = (
            2.0 * np.sin(half_gap) * np.sin(half_gap)
            - 4.0 * np.cos(half_gap) * np.sin(half_near) * np.sin(half_far)
            - delta_1 * np.cos(far)
            - delta_2 * np.cos(near)
        )
        following = near - value / slope if slope != 0.0 else low
        if not low < following < high:
            following = 0.5 * (low + high)
        moved = np.abs(following - near)
        near = following
        if moved <= 1e-15 * centre_rad:
            break
    far = centre_rad - near
    rise_1_m = antenna_m - 2.0 * (effective_radius_m + antenna_m) * np.sin(0.5 * near) ** 2
    level_1_m = (effective_radius_m + antenna_m) * np.sin(near)
    rise_2_m = target_m - 2.0 * (effective_radius_m + target_m) * np.sin(0.5 * far) ** 2
    level_2_m = (effective_radius_m + target_m) * np.sin(far)
    leg_1_m, leg_2_m = np.hypot(rise_1_m, level_1_m), np.hypot(rise_2_m, level_2_m)
    grazing_rad = np.arctan2(rise_1_m, level_1_m)
    # Law of cosines at the reflecting point, where the rays meet at π - 2 grazing angles.
    excess_m2 = 4.0 * leg_1_m * leg_2_m * np.sin(grazing_rad) ** 2
    legs_m = leg_1_m + leg_2_m
    direct_m = np.sqrt(legs_m**2 - excess_m2)
    return effective_radius_m * near, grazing_rad, excess_m2 / (legs_m + direct_m)


@compiled
def divergence_factor(near_m, far_m, grazing_rad, effective_radius_m):
    """How much a sphere weakens the echo by spreading it.

    Parameters
    ----------
    near_m, far_m : float
        Distances along the ground from the reflecting point to either end.
    grazing_rad, effective_radius_m : float
        Grazing angle, above zero, and k·R.

    Returns
    -------
    float
        1 over a plane, towards 0 at the horizon.

    References
    ----------
    Kerr (1951), section 5.3, for heights small against the radius.
    """
    spread = 2.0 * near_m * far_m / (effective_radius_m * (near_m + far_m) * np.sin(grazing_rad))
    return 1.0 / np.sqrt(1.0 + spread)


@compiled
def sphere_propagation_factor(
    antenna_m,
    target_m,
    ground_range_m,
    effective_radius_m,
    wavelength_m,
    reflection_magnitude,
    reflection_phase_rad,
):
    """Pattern propagation factor over a sphere.

    Parameters
    ----------
    antenna_m, target_m, ground_range_m, effective_radius_m : float
        Heights above zero, distance along the ground, and k·R.
    wavelength_m, reflection_magnitude, reflection_phase_rad : float
        As in `propagation_factor`; the divergence of the echo is applied here.

    Returns
    -------
    float
        F of the voltage one way; zero where the sphere hides the target.
    """
    near_m, grazing_rad, path_difference_m = specular_point(
        antenna_m, target_m, ground_range_m, effective_radius_m
    )
    if grazing_rad <= 0.0:
        return 0.0
    divergence = divergence_factor(near_m, ground_range_m - near_m, grazing_rad, effective_radius_m)
    return propagation_factor(
        path_difference_m, wavelength_m, reflection_magnitude * divergence, reflection_phase_rad
    )


@compiled
def two_way_gain_db(factor):
    """Change of a radar echo's power by the propagation factor.

    Parameters
    ----------
    factor : float
        F of the voltage one way.

    Returns
    -------
    float
        40 log F, at most 12; -400 stands for nothing at all. [dB]
    """
    return 40.0 * np.log10(max(factor, 1e-10))
