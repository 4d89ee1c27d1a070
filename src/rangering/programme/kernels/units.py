"""Fire units: delivered, installed, crewed, put into service.

Trained crews go to installed fire units in the order of the plan; who has too few is not in service.
"""

import numpy as np

from rangering._jit import compiled
from rangering.programme.kernels import codes
from rangering.programme.kernels.parts import start_unit
from rangering.programme.kernels.queue import note


@compiled
def serve(plan, state, seed, history, out, k, now_d, by):
    """Say anew which fire units are crewed and in service, and when that was first enough.

    `by` is the activity whose end brought this about, negative for none.
    """
    force, units = state.force, plan.units
    pool, having, serving = state.counters[codes.CREWS], 0, 0
    for unit in range(len(units.crews_needed)):
        crewed = force.installed[unit] == 1 and pool >= units.crews_needed[unit]
        if crewed:
            pool -= units.crews_needed[unit]
            having += 1
        force.crewed[unit] = 1 if crewed else 0
        serves = 1 if crewed and force.released[unit] == 1 else 0
        if serves != force.in_service[unit]:
            note(state, now_d, codes.IN_SERVICE_NOW if serves == 1 else codes.OUT_OF_SERVICE, unit, 0)
        force.in_service[unit] = serves
        serving += serves
        if serves == 1 and force.running[unit] == 0:
            start_unit(plan, state, seed, history, unit, now_d)
    state.counters[codes.NOW_CREWED] = having
    state.counters[codes.NOW_SERVING] = serving
    if 0 < units.initial_count <= serving and not np.isfinite(out.times_d[k, codes.INITIAL]):
        out.times_d[k, codes.INITIAL] = now_d
    if 0 < units.full_count <= serving and not np.isfinite(out.times_d[k, codes.FULL]):
        out.times_d[k, codes.FULL] = now_d
        state.counters[codes.FULL_BY] = by
        state.counters[codes.FULL_AFTER] = state.counters[codes.LAST_ENDED]


@compiled
def is_available(force, unit):
    """Whether a fire unit in service has all parts working that it needs."""
    return force.in_service[unit] == 1 and force.short[unit] == 0
