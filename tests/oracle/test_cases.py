"""Every case of the committed case files whose quantity the project knows, at its stated tolerance."""

import pytest

from rangering._jit import COMPILING
from tests.oracle.adapters import ANSWERS
from tests.oracle.answer import answer
from tests.oracle.case import CASES, Case, disagreements, read

FILES = [path for path in sorted(CASES.glob("*.csv")) if path.read_text().startswith("case_id,")]
KNOWN = [case for path in FILES for case in read(path)]
# Topics answered whole, and what is answered of the others: an adapter that vanishes is missed.
WHOLE_TOPICS = ("T01", "T02", "T03", "T04", "T05", "T06", "T08", "T09", "T10")
SINGLE_QUANTITIES = {
    "route_length_and_time",
    "great_circle_on_sphere",
    "closest_approach_and_dwell_in_circle",
    "level_coordinated_turn",
    "time_to_intercept_constant_velocity",
    "straight_flight_quadratic_drag",
    "vertical_fall_quadratic_drag",
    "vacuum_ballistic_flat_earth",
    "vacuum_ballistic_spherical_earth",
    "ideal_rocket_constant_thrust",
    "mode_s_message_decode",
    "adsb_global_position_pair",
    "mode_s_crc24_remainder",
    "cpr_number_of_longitude_zones",
    "asterix_cat034_record",
    "asterix_cat048_record",
    "asterix_cat062_record",
}

_TWO_SIDES = "two forces that shoot at each other: a raid here is met, it does not fight back"
LEFT_OUT = {
    "hughes_salvo_single_exchange": _TWO_SIDES,
    "lanchester_square": _TWO_SIDES,
    "stochastic_lanchester_square_win_probability": _TWO_SIDES,
}


@pytest.mark.parametrize("case", [c for c in KNOWN if c.quantity in ANSWERS], ids=lambda case: case.case_id)
def test_case(case: Case):
    assert disagreements(case, answer(case)) == []


@pytest.mark.skipif(not COMPILING, reason="counts files; nothing to compile")
def test_every_required_quantity_is_answered():
    required = SINGLE_QUANTITIES | {c.quantity for c in KNOWN if c.case_id.startswith(WHOLE_TOPICS)}
    assert required - set(ANSWERS) == set(LEFT_OUT)
    assert {c.quantity for c in KNOWN} >= SINGLE_QUANTITIES
