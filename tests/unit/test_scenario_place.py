"""Positions and altitudes: every way to write them, and what a flight level is worth on a given day."""

import pytest
from pydantic import ValidationError

from rangering.scenario.place import Altitude, Position


@pytest.mark.parametrize(
    ("stated", "lat", "lon"),
    [
        ("40.0789 N, 32.5656 E", 40.0789, 32.5656),
        ("36.5858 N 84.2667 W", 36.5858, -84.2667),
        ("33.9° S, 151.2° E", -33.9, 151.2),
        ("-33.9, 151.2", -33.9, 151.2),
        ("−33.9; −70.7", -33.9, -70.7),
        ("90 N, 0 E", 90.0, 0.0),
        ("0, -180", 0.0, -180.0),
        ("32.5656 E, 40.0789 N", 40.0789, 32.5656),
        ("70.7° W; 33.9° S", -33.9, -70.7),
        ({"lat": 40, "lon": 32.5}, 40.0, 32.5),
    ],
)
def test_a_position_may_be_written_in_several_ways(stated, lat, lon):
    position = Position.model_validate(stated)
    assert (position.latitude_deg, position.longitude_deg) == (lat, lon)


@pytest.mark.parametrize(
    "stated",
    ["", "Ankara", "40.08", "-40 S, 32 E", "991 N, 32 E", "40 N, 181 E", "E, N", "32 E, 40", 40, None],
)
def test_what_is_no_position_is_refused(stated):
    with pytest.raises(ValidationError):
        Position.model_validate(stated)


def test_a_latitude_of_991_is_named():
    with pytest.raises(ValidationError, match=r"latitude 991°.*-90° to 90°"):
        Position.model_validate("991 N, 32 E")
    with pytest.raises(ValidationError, match="lat"):
        Position.model_validate({"lat": 991, "lon": 32})


def test_altitudes_are_read_with_their_reference():
    assert Altitude.read("300 m agl") == Altitude(300.0, "agl")
    assert Altitude.read("10000 ft AMSL") == Altitude(
        pytest.approx(3048.0), "amsl"
    )  # 0.3048 m to the foot, exactly
    assert Altitude.read("FL330") == Altitude(pytest.approx(10058.4), "FL")  # 33,000 ft
    assert Altitude.read(" fl 50 ").written == "FL050"


@pytest.mark.parametrize(
    "stated", ["300 m", "300", "300 agl", "-1 m agl", "FL1000", "81 km amsl", 300, "m agl", "agl"]
)
def test_what_is_no_altitude_is_refused_with_a_mend(stated):
    with pytest.raises(Exception, match="300 m agl"):
        Altitude.read(stated)


def test_above_ground_and_above_sea_differ_by_the_ground():
    assert Altitude.read("300 m agl").above_sea_m(981.0, 101_325.0, 0.0) == 1281.0
    assert Altitude.read("300 m amsl").above_sea_m(981.0, 101_325.0, 0.0) == 300.0


def test_a_flight_level_sinks_27_ft_for_each_hectopascal_below_standard():
    # ICAO Doc 8168 and every flying school: about 27 to 28 ft per hPa near sea level.
    standard_m = Altitude.read("FL010").above_sea_m(0.0, 101_325.0, 0.0)
    low_m = Altitude.read("FL010").above_sea_m(0.0, 100_325.0, 0.0)
    assert (standard_m - low_m) / 0.3048 / 10 == pytest.approx(27.5, abs=0.5)


def test_a_flight_level_lies_4_percent_higher_for_each_10_degrees_above_standard():
    # ICAO Doc 8168, temperature correction: 4 % of height per 10 degrees, rounded to one figure.
    standard_m = Altitude.read("FL100").above_sea_m(0.0, 101_325.0, 0.0)
    warm_m = Altitude.read("FL100").above_sea_m(0.0, 101_325.0, 10.0)
    assert warm_m / standard_m - 1 == pytest.approx(0.04, abs=0.005)
