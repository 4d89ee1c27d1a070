"""From a scenario's [identification] to the plan: who knows what, whose north is wrong, what is assumed."""

from math import inf, log, radians

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangering.catalog.mission_facts import resolve_context, resolve_identification
from rangering.mission.compile import compile_mission
from rangering.mission.plan import CIVIL, FRIENDLY, HOSTILE, TRANSPONDER_ON, UNIFORM
from rangering.mission.track_rules import identify_plan
from rangering.scenario.identification import Identification
from tests.raid_scenes import CATALOG, SECOND_GROUP, flight, raid_scene

CORRIDOR = """
[[corridor]]
name = "A1"
point = ["45.0 N, 30.5 W", "45.0 N, 29.0 W"]
width = "10 km"
floor = "FL100"
ceiling = "12000 m amsl"
"""
LONE = {"group": 'alert = "off"', "unit": 'elements = ["s-400/92n6e", "s-400/launcher"]'}
CUE = 'external_cue = { source = "airborne early warning", delay = "7 s" }'


def made(identification="", *, more="", **scenery):
    table = f"[identification]\n{identification}\n" if identification else ""
    return compile_mission(raid_scene(more=table + more, **scenery), CATALOG)


def defaults_of(compiled):
    return {each.quantity.partition("/")[2] for each in compiled.inputs if "identification" in each.quantity}


def test_nothing_stated_asks_nothing_and_assumes_nothing_more():
    plain = made(more=CORRIDOR)
    context, identify = plain.plan.context, plain.plan.identify
    assert not context.looks.any()
    assert not context.plans.any()
    assert (context.climb_m_s, context.heads, identify.pressure_s, identify.workload) == (
        inf,
        False,
        0.0,
        0.0,
    )
    assert (identify.threshold, identify.operator_s, identify.misread_probability) == (0.9, 8.0, 0.0)
    assert not plain.plan.north.probability.any()
    assert len(plain.plan.rare.pick) == 0
    asked = {name.rpartition(".")[2].partition("/")[0] for name in defaults_of(plain)}
    assert not any("corridor" in name or "climb" in name or "filed" in name for name in asked)


def test_corridors_reach_who_shares_a_picture():
    shares = made(more=CORRIDOR, group='integration = "national"').plan.context
    assert (shares.corridors.tolist(), shares.looks.tolist()) == ([True], [True])
    assert (shares.points.tolist(), shares.half_width_m.tolist()) == ([2], [5e3])
    assert shares.floor_m[0] == pytest.approx(3_048.0, rel=2e-3)  # FL100 in the standard atmosphere
    assert shares.ceiling_m[0] == 12_000.0
    # Inside, civil is 0.95 : 0.2 likelier than hostile; outside, 0.05 : 0.8.
    assert shares.corridor[1, CIVIL] - shares.corridor[1, HOSTILE] == pytest.approx(log(0.95 / 0.2))
    assert shares.corridor[0, CIVIL] - shares.corridor[0, HOSTILE] == pytest.approx(log(0.05 / 0.8))
    assert made('corridors = "everybody"', more=CORRIDOR).plan.context.corridors.all()
    nobody = made('corridors = "nobody"', more=CORRIDOR, group='integration = "national"').plan.context
    assert not nobody.corridors.any()


def test_a_fire_unit_without_its_link_is_not_integrated():
    links = "[links]\noutage = 0.2\n"
    context = made(
        'flight_plans = "integrated"', more=links + CORRIDOR, group='integration = "national"'
    ).plan.context
    assert context.plans.tolist() == [True, False]
    assert context.corridors.tolist() == [True, False]
    everybody = made('flight_plans = "everybody"', more=links, group='integration = "national"').plan.context
    assert everybody.plans.tolist() == [True, True]


def test_who_can_ask_transponders():
    assert made().plan.context.interrogates.all()
    links = "[links]\noutage = 0.2\n"
    some = made('interrogators = "integrated"', more=links, group='integration = "national"').plan.context
    assert some.interrogates.tolist() == [True, False]
    assert not made('interrogators = "nobody"').plan.context.interrogates.any()


def test_a_north_misleads_who_rests_on_one_emplacement():
    stated = 'misalignment_probability = 0.1\nmisalignment = "20 deg"\nmisalignment_law = "uniform"'
    both = made(stated).plan.north
    assert both.site.tolist() == [-1]  # surveillance and acquisition radar stand at two emplacements
    lone = made(stated, **LONE).plan.north
    assert (lone.site.tolist(), lone.unit.tolist(), lone.law) == ([0], [0], UNIFORM)
    assert (lone.probability.tolist(), lone.stated_rad.tolist()) == ([0.1], [0.0])
    assert lone.size_rad == pytest.approx(radians(20.0))
    for group in ('alert = "off"\nintegration = "national"', f'alert = "off"\n{CUE}'):
        assert made(stated, **(LONE | {"group": group})).plan.north.site.tolist() == [-1]
    link = made(stated, more="[links]\noutage = 0.2\n").plan
    assert (link.north.site.tolist(), link.pictures.unit.tolist()) == ([-1, 0], [-1, 0])
    two = made(stated, more=SECOND_GROUP.format(group='alert = "off"'), **LONE).plan.north
    assert len(set(two.id.tolist())) == len(two.id)


def test_a_stated_north_is_not_drawn_and_is_told():
    unit = LONE["unit"] + '\nmisalignment = "-107 deg"'
    compiled = made("misalignment_probability = 0.5", **(LONE | {"unit": unit}))
    north = compiled.plan.north
    assert north.probability.tolist() == [0.0]
    assert north.stated_rad[0] == pytest.approx(radians(-107.0))
    assert any("F -107 deg" in each and "evidence" in each for each in compiled.remarks)
    seen = made(unit='misalignment = "5 deg"')
    assert any("misleads nobody" in each for each in seen.remarks)


def test_what_is_stated_stands_in_for_the_class_default():
    stated = (
        'climb = true\napproach = true\ntime_pressure = "2 min"\nmisalignment_probability = 0.01\n'
        'wrongly_decoded_probability = 0.01\nflight_plans = "everybody"'
    )
    compiled = made(stated, more=CORRIDOR + "[crews]\nworkload_targets = 4\n")
    asked = {each.field for each in compiled.inputs}
    assert {"climb_ratio", "approach_distance_m", "pressed_probability", "misalignment_rad"} <= asked
    assert {"wrong_code_ratio", "filed_probability", "workload_fraction"} <= asked
    assert "corridor_civil_probability" not in asked  # the group stands alone
    identify = compiled.plan.identify
    assert (identify.workload, identify.workload_free, identify.pressed) == (0.1, 4, 0.6)
    assert identify.filed_probability.tolist() == [0.01, 0.95]
    told = stated + '\nmisalignment = "3 deg"\npressed_probability = 0.5\nworkload = 0.3'
    other = made(told, more="[crews]\nworkload_targets = 4\n")
    assert not {"misalignment_rad", "pressed_probability", "workload_fraction"} & {
        each.field for each in other.inputs
    }
    assert (other.plan.identify.workload, other.plan.identify.pressed) == (0.3, 0.5)


def test_training_scales_time_and_doubt_and_replies_are_what_is_stated():
    identify = made("training_ratio = 2.0\nreply_probability = 0.5\ngarbled_probability = 0.1").plan.identify
    assert (identify.operator_s, identify.threshold) == (16.0, pytest.approx(0.8))
    assert identify.reply_probability[TRANSPONDER_ON].tolist() == [0.5, 0.5, 0.5]
    assert identify.silent_probability == pytest.approx(1.0 - 0.98 * 0.9)
    # What the crew expects of an answer does not change with what happens.
    assert np.array_equal(identify.reply, made().plan.identify.reply)
    assert made("training_ratio = 5.0\npressed_probability = 0.4").plan.identify.pressed == pytest.approx(
        1 / 3
    )


@given(
    heard=st.floats(0.02, 1.0), silent=st.floats(0.0, 0.9), taken=st.floats(0.0, 0.01),
    reply=st.none() | st.floats(0.0, 1.0),
)  # fmt: skip
def test_an_answer_that_is_read_right_never_speaks_for_hostile(heard, silent, taken, reply):
    """Nor does any silence speak against it, whatever a scenario states."""
    facts = resolve_identification(CATALOG, "s-400")._replace(
        reply_probability=heard,
        silent_friend_probability=silent,
        false_friend_probability=min(taken, heard * (1 - silent)),
    )
    context = resolve_context(CATALOG, "s-400", fields=())
    plan = identify_plan(facts, Identification(reply_probability=reply), context, None)
    for side in (FRIENDLY, CIVIL):
        gain = plan.reply[side, HOSTILE] - plan.reply[side, side]
        assert gain <= 1e-12
        assert plan.silence[HOSTILE] - plan.silence[side] >= gain


def test_a_flight_of_every_transponder_compiles():
    guests = "".join(
        flight("civil_flight", name=f"guest {kind}", more=f'transponder = "{kind}"')
        for kind in ("on", "off", "garbled")
    )
    assert made("wrongly_decoded_probability = 0.2", more=guests).plan.flights.transponder.tolist() == [
        1,
        0,
        2,
    ]
