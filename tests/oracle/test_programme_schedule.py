"""The engine without chance, against a list schedule written apart: every ready programme, every variant."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from rangering.catalog.read import load_catalog
from rangering.programme.compile import compile_programme
from rangering.programme.library import PROGRAMMES
from rangering.programme.models import Programme
from rangering.programme.nominal import capability, schedule
from rangering.programme.plan import Cause, Plan
from rangering.programme.play import play_plan
from rangering.programme.read import load_programme
from rangering.scenario.library import ready

DAYS = 40 * 365.25


def programmes() -> list[Programme]:
    found = [load_programme(name) for name in ready(PROGRAMMES)]
    return [each for whole in found for each in ([whole.variant(v.name) for v in whole.variants] or [whole])]


def without_chance(programme: Programme) -> Plan:
    """Durations as stated, all takes place, nothing is lost or comes from outside, crews stay."""
    plain = programme.model_copy(update={"shocks": (), "components": ()})
    lots = tuple(each.model_copy(update={"spares": {}}) for each in plain.lots)
    plan = compile_programme(plain.model_copy(update={"lots": lots}), load_catalog()).plan
    activities = plan.activities
    sure = activities._replace(
        spread=np.zeros_like(activities.spread),
        likely=np.ones_like(activities.likely),
        repeat_likely=np.zeros_like(activities.repeat_likely),
    )
    return plan._replace(
        activities=sure,
        units=plan.units._replace(attrition_per_d=0.0),
        months=np.linspace(0.0, DAYS, 11),
    )


@pytest.mark.parametrize("programme", programmes(), ids=lambda each: each.title)
def test_without_chance_the_engine_keeps_the_nominal_schedule(programme):
    plan = without_chance(programme)
    out = play_plan(plan, 2, 5)
    nominal = schedule(plan.activities)
    for history in range(2):
        assert_allclose(out.ended_d[history], nominal.ends_d, rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    "programme", [each for each in programmes() if each.full_count], ids=lambda each: each.title
)
def test_without_chance_full_capability_waits_for_the_nominal_path(programme):
    plan = without_chance(programme)
    out = play_plan(plan, 1, 5)
    found = capability(plan, plan.units.full_count)
    by_cause = np.zeros(len(Cause))
    for leg in found.path:
        by_cause[leg.cause] += leg.ends_d - leg.begins_d
    assert by_cause.sum() == pytest.approx(found.day_d)
    assert_allclose(out.waits_d[0], by_cause, rtol=0, atol=1e-6)
