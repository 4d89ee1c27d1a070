"""What holds for every interceptor: drag costs reach, farther is never sooner, energy is only lost."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.flight.flyout import BOTTOM_M, STRAIGHT, Arrival, farthest, fill_fly_out
from rangering.flight.point_mass import BURN_STEPS, PointMass, World, fly, standard_air

G = 9.80665
WORLD = World(standard_air(), G, 6_371_008.8)


def missile(mass_kg, ratio, impulse_s, drag_coefficient):
    area_m2 = mass_kg / 6_000.0
    burnt_kg = mass_kg / ratio
    return PointMass(
        mass_kg, burnt_kg, impulse_s * G * (mass_kg - burnt_kg) / 6.0, 6.0,
        drag_coefficient * area_m2, 20.0 * area_m2, 0.26,
    )  # fmt: skip


masses = st.floats(80.0, 2_000.0)
ratios = st.floats(1.5, 2.6)
impulses = st.floats(180.0, 280.0)
drags = st.floats(0.1, 0.6)
ARRIVAL = Arrival(400.0, 20.0, 15_000.0)


@given(mass_kg=masses, ratio=ratios, impulse_s=impulses, drag=drags, more=st.floats(1.05, 3.0))
@settings(max_examples=40)
def test_a_heavier_drag_never_reaches_farther(mass_kg, ratio, impulse_s, drag, more):
    light = farthest(STRAIGHT, 0.5, missile(mass_kg, ratio, impulse_s, drag), WORLD, ARRIVAL)[0]
    heavy = farthest(STRAIGHT, 0.5, missile(mass_kg, ratio, impulse_s, more * drag), WORLD, ARRIVAL)[0]
    assert heavy <= light


@given(mass_kg=masses, ratio=ratios, impulse_s=impulses, drag=drags)
@settings(max_examples=20)
def test_farther_is_never_sooner_and_all_that_is_reached_is_fast_enough(mass_kg, ratio, impulse_s, drag):
    body = missile(mass_kg, ratio, impulse_s, drag)
    time_s, speed_m_s = np.empty((20, 60), np.float32), np.empty((20, 60), np.float32)
    fill_fly_out(750.0, 1_000.0, STRAIGHT, 0.5, body, WORLD, ARRIVAL, time_s, speed_m_s)
    assert (time_s[:, 1:] >= time_s[:, :-1]).all()
    coasting = np.isfinite(time_s) & (time_s > 6.0)
    assert (speed_m_s[coasting] >= 400.0 * (1 - 1e-6)).all()
    assert (speed_m_s[np.isinf(time_s)] == 0.0).all()


@given(
    ratio=ratios,
    impulse_s=impulses,
    drag=drags,
    share=st.floats(0.0, 1.0),
    elevation_rad=st.floats(0.05, 1.5),
)
@settings(max_examples=40)
def test_energy_is_only_lost_after_burn_out(ratio, impulse_s, drag, share, elevation_rad):
    track = np.empty((200, 4))
    body = missile(300.0, ratio, impulse_s, drag)
    count = fly(elevation_rad, share, 0.0, 0.0, 0.5, BOTTOM_M, 100.0, 0.0, body, WORLD, track)
    coast = track[BURN_STEPS:count]
    potential = G * coast[:, 2] / (1.0 + coast[:, 2] / WORLD.earth_radius_m)
    energy = 0.5 * coast[:, 3] ** 2 + potential
    assert (np.diff(energy) <= 1e-6 * energy[0]).all()
