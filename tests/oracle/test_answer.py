"""What `answer` understands, what it refuses, and how a results file looks.

Unseen case files are run through it: a case whose meaning is not certain must be listed, never guessed.
"""

import json
from math import pi
from pathlib import Path
from typing import Any

import pytest

from rangering.errors import ScenarioError
from tests.oracle.adapters import ANSWERS
from tests.oracle.answer import LONGEST_REASON, answer, main
from tests.oracle.case import CASES, Case, disagreements, read
from tests.oracle.inputs import Inputs, Unanswerable

COLUMNS = "case_id,quantity,inputs_json,expected"
KNOWN = [
    case
    for path in sorted(CASES.glob("*.csv"))
    if path.read_text().startswith("case_id,")
    for case in read(path)
    if case.quantity in ANSWERS
]
ONE_EACH = {case.quantity: case for case in KNOWN}.values()

FAR = {"lat1_deg": 10, "lon1_deg": 10, "lat2_deg": 40, "lon2_deg": 100}
EARTH = {"effective_earth_factor": "4/3", "earth_radius_m": 6371000}
RAIN = {"frequency_GHz": 10, "rain_rate_mm_h": 20}
DETECTION = {"swerling": 1, "pfa": 1e-6, "n_pulses": 10, "snr_per_pulse_dB": 10}
MAST = {"antenna_height_m": 30}
GAS = {"frequency_GHz": 10, "antenna_height_m": 1000}
SHOTS = {"single_shot_kill_probability": 0.7, "max_shots": 2}
RADAR = {
    "peak_power_W": 1e5, "antenna_gain_dBi": 38, "frequency_Hz": 3e9, "rcs_m2": 1, "range_m": 1e5,
    "reference_temperature_K": 290, "noise_bandwidth_Hz": 1e6, "noise_figure_dB": 3, "losses_dB": 6,
}  # fmt: skip


def ask(quantity: str, **inputs: Any) -> Any:
    """The answer to a made-up case."""
    return answer(Case("made-up", quantity, inputs, None, 0.0, 0.0, {}, CASES))


@pytest.mark.parametrize("case", ONE_EACH, ids=lambda case: case.quantity)
def test_a_key_no_adapter_knows_is_named(case):
    with pytest.raises(Unanswerable, match="unknown inputs: colour, flavour_m"):
        answer(case._replace(inputs=case.inputs | {"flavour_m": 1.0, "colour": "red"}))


DESCRIBED = [(c, key) for c in ONE_EACH for key, value in c.inputs.items() if isinstance(value, str)]


@pytest.mark.parametrize(("case", "key"), DESCRIBED, ids=lambda each: each if isinstance(each, str) else "")
def test_a_description_no_adapter_stands_for_is_refused(case, key):
    with pytest.raises((Unanswerable, FileNotFoundError)):
        answer(case._replace(inputs=case.inputs | {key: "something else"}))


OTHER_UNITS = {
    "_m": [("_km", 1e-3), ("_cm", 100.0), ("_ft", 1 / 0.3048), ("_nmi", 1 / 1852)],
    "_deg": [("_rad", pi / 180), ("_mrad", pi / 0.18)],
    "_GHz": [("_MHz", 1e3), ("_Hz", 1e9)],
    "_MHz": [("_GHz", 1e-3), ("_kHz", 1e3)],
    "_hPa": [("_Pa", 100.0), ("_mbar", 1.0)],
    "_kt": [("_ms", 1852 / 3600), ("_km_h", 1.852)],
    "_m_s": [("_km_s", 1e-3)],
    "_g_m3": [("_kg_m3", 1e-3)],
    "_W": [("_kW", 1e-3)],
    "_s": [("_ms", 1e3)],
    "_per_s": [("_per_min", 60.0), ("_per_h", 3600.0)],
}
# The longest ending is the unit: a density in g/m³ is no length.
REWRITTEN = [
    (case, key, key.removesuffix(unit) + other, factor)
    for case in ONE_EACH
    for key, value in case.inputs.items()
    if isinstance(value, int | float)
    for unit in [max((u for u in OTHER_UNITS if key.endswith(u)), key=len, default="")]
    for other, factor in OTHER_UNITS.get(unit, [])
]


@pytest.mark.parametrize(
    ("case", "key", "other", "factor"), REWRITTEN, ids=lambda x: x if type(x) is str else ""
)
def test_a_case_in_another_unit_has_the_same_answer(case, key, other, factor):
    inputs = {k: v for k, v in case.inputs.items() if k != key} | {other: case.inputs[key] * factor}
    assert disagreements(case, answer(case._replace(inputs=inputs))) == []


def test_a_quantity_stated_twice_is_refused():
    with pytest.raises(Unanswerable, match="distance_km"):
        ask("free_space_basic_transmission_loss", distance_m=1000, distance_km=1, frequency_GHz=3)


def test_levels_and_wavelengths_are_understood():
    snr_db = ask("radar_equation_snr", **RADAR)
    inputs = {k: v for k, v in RADAR.items() if k not in ("peak_power_W", "rcs_m2", "frequency_Hz")}
    levels = {"peak_power_dBW": 50, "rcs_dBsm": 0, "wavelength_m": 299_792_458 / 3e9}
    assert ask("radar_equation_snr", **inputs, **levels) == pytest.approx(snr_db, abs=1e-9)


# Clarke 1866, International 1924, Bessel 1841, Airy 1830, Krassovsky 1940 and GRS 80: a and 1/f of IOGP's
# EPSG registry, ellipsoids 7008, 7022, 7004, 7001, 7024 and 7019.
ELLIPSOIDS = {
    "Clarke 1866": (6378206.4, 294.978698213898),
    "clrk66": (6378206.4, 294.978698213898),
    "International 1924": (6378388.0, 297.0),
    "Bessel 1841": (6377397.155, 299.1528128),
    "airy 1830": (6377563.396, 299.3249646),
    "Krassovsky 1940": (6378245.0, 298.3),
    "GRS 1980": (6378137.0, 298.257222101),
    "grs-80": (6378137.0, 298.257222101),
    "wgs84": (6378137.0, 298.257223563),
    "WGS 84": (6378137.0, 298.257223563),
}


@pytest.mark.parametrize("name", ELLIPSOIDS)
def test_ellipsoids_by_name_number_and_flattening(name):
    a_m, inverse = ELLIPSOIDS[name]
    named = ask("geodesic_inverse", **FAR, ellipsoid=name)
    stated = [{"inverse_flattening": inverse}, {"flattening": 1 / inverse}, {"b_m": a_m - a_m / inverse}]
    for each in stated:
        numbered = ask("geodesic_inverse_custom_ellipsoid", **FAR, a_m=a_m, **each)
        assert numbered == pytest.approx(named, rel=1e-12, abs=1e-6)


@pytest.mark.parametrize(
    "sphere", [{"inverse_flattening": "inf"}, {"inverse_flattening": 0}, {"flattening": 0}]
)
def test_a_sphere_by_its_flattening(sphere):
    """A quarter of the equator."""
    ends = {"lat1_deg": 0, "lon1_deg": 0, "lat2_deg": 0, "lon2_deg": 90}
    result = ask("geodesic_inverse_custom_ellipsoid", **ends, a_m=6.4e6, **sphere)
    assert result["distance_m"] == pytest.approx(6.4e6 * pi / 2)


@pytest.mark.parametrize("factor", [4 / 3, "4/3", "1.3333333333333333"])
def test_k_however_it_is_written(factor):
    assert ask(
        "max_line_of_sight_ground_arc", h1_m=24, h2_m=100, effective_earth_factor=factor, earth_radius_km=6371
    ) == pytest.approx(
        ask("max_line_of_sight_ground_arc", antenna_height_m=24, target_height_m=100, **EARTH), rel=1e-12
    )


def test_a_plane_is_an_infinite_k():
    """A ridge twice as high as the antenna, half-way: three times as high at the target."""
    inputs = {"ridge_crest_amsl_m": 200, "ridge_distance_m": 1e4, "target_ground_distance_m": 2e4}
    flat = ask(
        "masked_height_behind_single_ridge", antenna_height_amsl_m=100, effective_earth_factor="inf", **inputs
    )
    assert flat == pytest.approx(300.0)


@pytest.mark.parametrize(
    ("names", "tilt_deg"), [(("horizontal", "H"), 0), (("vertical", "V"), 90), (("circular", "RHCP"), 45)]
)
def test_polarizations_by_name(names, tilt_deg):
    tilted = ask("rain_specific_attenuation", **RAIN, polarization_tilt_deg=tilt_deg)
    for name in names:
        assert ask("rain_specific_attenuation", **RAIN, polarization=name) == tilted


REFUSED = {
    "no polarization": ("rain_specific_attenuation", RAIN),
    "unknown polarization": ("rain_specific_attenuation", RAIN | {"polarization": "slant"}),
    "two polarizations": (
        "rain_specific_attenuation",
        RAIN | {"polarization": "V", "polarization_tilt_deg": 0},
    ),
    "below P.838": ("rain_coefficients", {"frequency_GHz": 0.5}),
    "Swerling 5": ("detection_probability", DETECTION | {"swerling": 5}),
    "Swerling in words": ("detection_probability", DETECTION | {"swerling": "one"}),
    "half a pulse": ("detection_probability", DETECTION | {"n_pulses": 10.5}),
    "Pfa above 1": ("detection_probability", DETECTION | {"pfa": 2}),
    "no scan": ("cumulative_detection_independent_scans", {"pd_per_scan": 0.5, "scans": 0}),
    "a run that never comes": ("expected_scans_to_m_consecutive_hits", {"pd_per_scan": 0, "m": 2}),
    "no flattening": ("geodesic_inverse_custom_ellipsoid", FAR | {"a_m": 6.4e6}),
    "unknown ellipsoid": ("geodesic_inverse", FAR | {"ellipsoid": "Everest"}),
    "a sphere of no radius": ("geodesic_inverse", FAR | {"ellipsoid": "sphere"}),
    "latitude 95°": ("geodesic_inverse", FAR | {"lat1_deg": 95}),
    "centre of the Earth": ("ecef_to_geodetic", {"x_m": 10000, "y_m": 0, "z_m": 100}),
    "k below 0": ("radar_horizon_smooth_earth", MAST | {"effective_earth_factor": -2}),
    "k missing": ("radar_horizon_smooth_earth", MAST),
    "k null": ("radar_horizon_smooth_earth", MAST | {"effective_earth_factor": None}),
    "horizon of a plane": ("radar_horizon_smooth_earth", MAST | {"effective_earth_factor": "inf"}),
    "mirrored beyond the horizon": (
        "specular_point_curved_earth",
        EARTH | {"antenna_height_m": 10, "target_height_m": 300, "ground_arc_m": 200000},
    ),
    "gas down into the ground": ("gaseous_attenuation_whole_atmosphere_one_way", GAS | {"elevation_deg": -1}),
    "ray into the ground": (
        "target_height_from_range_elevation_exponential_atmosphere",
        {"elevation_deg": -1, "path_length_m": 100000, "antenna_height_m": 100},
    ),
    "range 0": ("radar_equation_snr", RADAR | {"range_m": 0}),
    "a kill more than certain": ("shoot_look_shoot", SHOTS | {"single_shot_kill_probability": 1.5}),
    "looks that err": ("shoot_look_shoot", SHOTS | {"assessment": "90 % right"}),
    "too many missiles to prove the optimum": (
        "weapon_target_assignment_optimum",
        {
            "kill_probability_weapon_by_target": [
                [(7 * w + t * t) % 31 / 31 for t in range(9)] for w in range(24)
            ],
            "target_values": [9, 7, 8, 3, 5, 6, 4, 2, 1],
        },
    ),
    "a stream all at once on channels never busy": (
        "deterministic_stream_on_c_channels",
        {"raid_size": 4, "spacing_s": 0, "channel_busy_s": 0, "channels": 2},
    ),
    "true for a number": ("radar_equation_snr", RADAR | {"rcs_m2": True}),
    "three waypoint columns": (
        "route_length_and_time",
        {"waypoints_lat_lon_deg": [[1, 2, 3], [4, 5, 6]], "ground_speed_kt": 400},
    ),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_uncertain_or_outside_the_model_is_refused(why):
    quantity, inputs = REFUSED[why]
    with pytest.raises((Unanswerable, ScenarioError)):
        ask(quantity, **inputs)


def test_a_descending_ray_through_the_air_loses_more_than_a_level_one():
    level_db, down_db = (
        ask("gaseous_attenuation_whole_atmosphere_one_way", **GAS, elevation_deg=e) for e in (0, -0.5)
    )
    assert down_db > level_db


@pytest.mark.parametrize("service", ["deterministic", "constant"])
def test_a_constant_service_halves_the_waits_of_every_class(service):
    classes = {"arrival_rates_per_s_highest_first": [0.2, 0.1, 0.3], "mean_service_s": 1.2}
    exponential = ask("mm1_nonpreemptive_priority_waits", **classes, service="exponential")
    constant = ask("mm1_nonpreemptive_priority_waits", **classes, service=service)
    assert constant == pytest.approx([wait / 2 for wait in exponential])


def test_reading_notes_what_was_not_read():
    given = Inputs({"wind_kt": 10, "place": "Mürted"}, Path())
    assert given.has("wind", "m_s")
    assert given.unread() == ["place", "wind_kt"]
    assert given("wind", "m_s") == pytest.approx(5.144, abs=5e-4)
    assert given.unread() == ["place"]


def test_a_results_file_is_json_and_the_rest_is_listed_a_line_each(tmp_path, capsys):
    rows = {
        "good": ("m_of_n_probability", {"p": 0.5, "m": 3, "n": 5}),
        "new": ("phase_of_the_moon", {}),
        "nan": ("albersheim_required_snr", {"pd": 1, "pfa": 1e-6, "n_pulses": 1}),
        "text": ("detection_probability", DETECTION | {"swerling": "one\ntwo\nthree" * 99}),
        "list": ("m_of_n_probability", [1, 2]),
    }
    lines = [f'{case},{q},"{json.dumps(i).replace(chr(34), chr(34) * 2)}",' for case, (q, i) in rows.items()]
    (tmp_path / "cases.csv").write_text("\n".join([COLUMNS, *lines]), encoding="utf-8")
    main(tmp_path / "cases.csv", tmp_path / "results.jsonl")
    results = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    assert results == [{"case_id": "good", "value": pytest.approx(0.5)}]
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["1 answered", "unknown quantity: phase_of_the_moon (1 cases)"]
    assert [line.split(":")[1].strip() for line in said[2:]] == ["nan", "text", "list"]
    assert max(map(len, said)) < LONGEST_REASON + 40
