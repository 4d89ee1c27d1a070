"""Who sees, tells, guides and fires in a raid: radars, pictures, fire units, launchers."""

import math

import numpy as np
import pytest

from rangering.catalog.calibrate import calibrated
from tests.raid_scenes import CATALOG, SECOND_GROUP, SECOND_UNIT, compiled


def test_a_group_has_a_picture_of_what_finds_and_its_engagement_radar_guides():
    made = compiled()
    assert made.names.radars == (
        "G, 91N6E surveillance radar", "F, 96L6E all-altitude radar", "F, 92N6E engagement radar",
    )  # fmt: skip
    assert made.plan.pictures.sees.tolist() == [[True, True, False]]
    assert made.plan.radars.searches.tolist() == [True, True, False]
    assert made.plan.radars.interrogates.tolist() == [True, True, False]
    assert made.plan.radars.unit.tolist() == [-1, -1, 0]


def test_groups_that_are_integrated_share_a_picture():
    apart = compiled(more=SECOND_GROUP.format(group=""))
    assert apart.plan.pictures.sees.shape == (2, 6)
    assert apart.plan.units.picture.tolist() == [0, 1]
    assert (apart.plan.pictures.sees.sum(axis=0) <= 1).all()
    shared = compiled(
        group='integration = "national"', more=SECOND_GROUP.format(group='integration = "alliance"')
    )
    assert shared.plan.pictures.sees.sum() == 4
    assert shared.plan.units.picture.tolist() == [0, 0]
    assert shared.names.pictures == ("G, G2",)


@pytest.mark.parametrize(
    ("links", "alone", "told"),
    [
        ('outage = "10 %"', 1, [False, True, False]),
        ('outage = "10 %"\nfallback = "hold"', -1, None),
        ("", -1, None),
    ],
)
def test_a_fire_unit_left_alone_sees_with_its_own_radars(links, alone, told):
    plan = compiled(more=f"[links]\n{links}").plan
    assert plan.units.alone.tolist() == [alone]
    if told is not None:
        assert plan.pictures.sees[alone].tolist() == told


def test_left_alone_without_a_radar_that_finds_the_engagement_radar_searches_for_itself():
    plan = compiled(unit='elements = ["s-400/92n6e", "s-400/launcher"]', more='[links]\noutage = "5 %"').plan
    assert plan.pictures.sees.tolist() == [[True, False], [False, True]]
    assert plan.radars.searches.tolist() == [True, True]


def test_whom_nobody_tells_finds_for_himself_unless_somebody_outside_does():
    bare = {"unit": 'elements = ["s-400/92n6e", "s-400/launcher"]'}
    plan = compiled(**bare, group="elements = []").plan
    assert plan.radars.searches.tolist() == [True]
    assert plan.pictures.sees.tolist() == [[True]]
    cue = 'elements = []\nexternal_cue = { source = "airborne radar", delay = "7 s", outage = "20 %" }'
    cued = compiled(**bare, group=cue).plan
    assert cued.radars.searches.tolist() == [False]
    assert cued.pictures.cue_delay_s.tolist() == [7.0]
    assert cued.pictures.cue_outage.tolist() == [0.2]
    assert math.isfinite(cued.pictures.cue_period_s)
    assert plan.pictures.cue_delay_s.tolist() == [math.inf]


def test_one_engagement_radar_for_two_fire_units_has_a_row_for_each():
    made = compiled(
        group='elements = ["s-400/91n6e", "s-400/92n6e"]',
        unit='elements = ["s-400/launcher"]',
        more_units=SECOND_UNIT + '  elements = ["s-400/launcher"]\n',
    )
    radars = made.plan.radars
    assert radars.unit.tolist() == [-1, 0, 1]
    assert len(set(radars.id.tolist())) == 3
    assert radars.kind.tolist() == [0, 1, 1]
    assert made.names.radars[2].endswith("for F2")


def test_radars_that_have_lost_as_much_share_their_tables():
    lossy = SECOND_UNIT + '  sensitivity_loss = "6 dB"\n'
    plan = compiled(more_units=SECOND_UNIT).plan
    assert plan.detect.probabilities.shape[:3] == (3, 1, 19)
    worse = compiled(more_units=lossy).plan
    assert worse.detect.probabilities.shape[0] == 5
    assert worse.detect.sensitivity_db[[1, 3]] == pytest.approx(
        worse.detect.sensitivity_db[1] - np.array([0.0, 6.0])
    )


def test_the_sensitivity_is_the_claim_by_swerlings_formula():
    # 92N6E: 200 km at 1 m² with Pd 0.5 and Pfa 1e-6, Swerling 1: SNR = ln Pfa / ln Pd - 1.
    plan = compiled().plan
    snr = math.log(1e-6) / math.log(0.5) - 1.0
    expected_db = 10.0 * math.log10(snr) + 40.0 * math.log10(200e3)
    assert plan.detect.sensitivity_db[plan.radars.kind[2]] == pytest.approx(expected_db, abs=1e-3)
    assert plan.detect.cross_section_db[0, 0] == pytest.approx(-10.0)  # cruise missile, 0.1 m² from ahead


def test_angles_err_by_the_beam_over_the_monopulse_slope():
    measure = compiled().plan.measure
    beam_rad = math.radians(2.0)  # 92N6E
    assert measure.azimuth_cell_rad[2] == pytest.approx(beam_rad)
    assert measure.azimuth_slope_rad[2] == pytest.approx(beam_rad / (1.6 * math.sqrt(2.0)))
    assert measure.azimuth_floor_rad[2] == pytest.approx(0.05 * beam_rad)
    assert (measure.range_sigma_m < measure.range_cell_m).all()


def test_nothing_fails_unless_the_scenario_says_so():
    assert np.isinf(compiled().plan.radars.mean_up_s).all()
    assert np.isinf(compiled().plan.launchers.mean_up_s).all()
    failing = compiled(more='[failures]\nenabled = true\nmean_time_to_repair = "3 h"').plan
    assert np.isfinite(failing.radars.mean_up_s).all()
    assert (failing.radars.mean_repair_s == 3 * 3600.0).all()
    assert (failing.launchers.mean_repair_s == 3 * 3600.0).all()


LOADED = """
  [[group.fire_unit.missile]]
  type = "s-400/48n6e3"
  ready = 10
  reloads = 7
  [[group.fire_unit.missile]]
  type = "s-400/9m96e2"
  ready = 16
"""


def test_launchers_are_filled_one_after_another_with_one_type_each():
    made = compiled(unit="launchers = 4\n" + LOADED)
    launchers = made.plan.launchers
    assert made.names.types == ("s-400/48n6e3", "s-400/9m96e2")
    assert launchers.load.tolist() == [[4, 0], [4, 0], [2, 0], [0, 16]]
    assert launchers.store.tolist() == [[7, 0]]
    assert made.plan.loads.tolist() == [[10, 16]]
    assert (np.count_nonzero(launchers.load, axis=1) == 1).all()
    assert made.names.launchers[3] == "F, launcher 4"


def test_a_delivery_is_shared_out_as_the_load_is():
    endurance = '[endurance]\nresupply = 7\nduration = "30 d"\nraid_interval = "7 d"\n'
    plan = compiled({"repeated": True}, unit="launchers = 4\n" + LOADED, more=endurance).plan
    assert plan.endure.resupply.sum() == 7
    assert plan.endure.resupply.tolist() == [[3, 4]]  # 2.69 and 4.31
    assert plan.endure.raids == 5  # after 0, 7, 14, 21 and 28 days
    assert compiled(more=endurance).plan.endure.raids == 1


def test_channels_come_as_one_reading_of_the_engagement_radar():
    units = compiled().plan.units
    assert (units.targets.tolist(), units.missiles.tolist()) == ([10], [20])
    drawn = {"s-400/92n6e.targets_engaged": 6.0, "s-400/92n6e.missiles_guided": 12.0}
    units = compiled({"reading": drawn}).plan.units
    assert (units.targets.tolist(), units.missiles.tolist()) == ([6], [12])


def test_doctrine_is_the_groups_else_the_scenarios():
    own = 'doctrine = { firing = "salvo", salvo_size = 3, weapons = "free", reserve = "25 %", max_shots = 6 }'
    rules = compiled(group=own, unit=LOADED, more=SECOND_GROUP.format(group="")).plan.rules
    assert rules.looks.tolist() == [False, True]
    assert rules.salvo.tolist() == [3, 2]
    assert rules.weapons.tolist() == [0, 1]
    assert rules.reserve.tolist() == [7, 0]  # a quarter of 26, rounded up
    assert rules.most_shots[0] == 6
    assert rules.most_shots[1] > 1000


@pytest.mark.parametrize(
    ("shifts", "repeated", "factor", "relief_s"),
    [("", True, 1.2, 600.0), ("shifts = 2", True, 1.2, 600.0), ("shifts = 1", True, 1.0, 0.0),
     ("shifts = 3", False, 1.0, 0.0)],
)  # fmt: skip
def test_only_where_one_crew_takes_over_from_another_is_there_a_relief(shifts, repeated, factor, relief_s):
    made = compiled({"repeated": repeated}, more=f'[crews]\n{shifts}\nshift_length = "6 h"\n')
    assert (made.plan.endure.relief_factor, made.plan.endure.relief_s) == (factor, relief_s)
    assert made.plan.endure.shift_s == 6 * 3600.0
    counted = {each.field for each in made.inputs} & {"relief_ratio", "relief_time_s"}
    assert len(counted) == (2 if factor > 1.0 else 0)


@pytest.mark.parametrize(
    ("name", "value", "link", "field", "nominal"),
    [("guidance_detection", 0.7, "units", "guided_pd", 0.5),
     ("guidance_missed_looks", 5.0, "rules", "coast_s", 7.0),  # 3.5 looks of the 92N6E, every 2 s
     ("self_defence_distance", 8_000.0, "rules", "self_defence_m", 10_000.0),
     ("self_defence_time", 60.0, "rules", "self_defence_s", 90.0)],
)  # fmt: skip
def test_what_nobody_publishes_of_guidance_and_self_defence_is_the_catalogs(
    name, value, link, field, nominal
):
    """Numbers of the plan are the class defaults', move with a reading, and count where they are used."""

    def plan_of(options, **changes):
        made = compiled(options, **changes)
        return getattr(getattr(made.plan, link), field).tolist(), {each.quantity for each in made.inputs}

    key = f"default/every.fire_unit.{name}"
    held = {"more": '[doctrine]\nweapons = "hold"\n'}
    found, used = plan_of({}, **held)
    assert found == [nominal]
    assert key in used
    moved, _ = plan_of({"reading": {key: value}}, **held)
    assert moved == [2.0 * value if field == "coast_s" else value]
    _, used = plan_of({})
    assert (key in used) == (not name.startswith("self_defence"))


def test_a_fire_zone_bounds_where_a_unit_may_fire_at_targets():
    rules = compiled(unit='fire_zone = { min = "5 km", max = "60 km" }', more_units=SECOND_UNIT).plan.rules
    assert rules.zone_min_m.tolist() == [5_000.0, 0.0]
    assert rules.zone_max_m.tolist() == [60_000.0, math.inf]


@pytest.mark.parametrize(
    ("state", "ready_s"),
    [("", 0.0), ('alert = "standby"\n  time_to_ready = "5 min"', 300.0), ('alert = "off"', math.inf)],
)
def test_a_fire_unit_is_ready_when_its_alert_says(state, ready_s):
    made = compiled(more_units=SECOND_UNIT + f"  {state}\n")
    assert made.plan.units.ready_s.tolist() == [0.0, ready_s]
    assert len(made.names.radars) == (3 if ready_s == math.inf else 5)
    assert 1 not in made.plan.radars.unit or ready_s < math.inf


def test_a_system_claim_decides_its_farthest_missile_and_caps_the_others():
    def reaches(reading):
        made = compiled({"reading": reading})
        return dict(zip(made.names.types, made.plan.missiles.range_max_m, strict=True))

    claimed, independent = reaches({}), reaches({"s-400.reach": 200e3})
    assert claimed["s-400/40n6e"] == calibrated(CATALOG, "s-400/40n6e", reach_m=400e3).reach_m > 300e3
    assert independent["s-400/40n6e"] == pytest.approx(200e3, rel=0.03)
    assert claimed["s-400/48n6e3"] > 240e3
    assert independent["s-400/48n6e3"] == 200e3
    assert independent["s-400/9m96e"] == claimed["s-400/9m96e"] == pytest.approx(40e3, rel=0.03)
