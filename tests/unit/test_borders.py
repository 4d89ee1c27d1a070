"""Borders: places lie in their countries, lines run where atlases draw them, 180° leaves no seam."""

import numpy as np
import pytest

from rangering.report.borders import border_lines, countries, country_at, country_names, land
from rangering.report.plane import Plane


def nearest_m(lines, lat_deg, lon_deg):
    """How close a set of lines comes to a place, corner by corner."""
    from pyproj import Geod

    lat = np.concatenate([line.lat_deg for line in lines])
    lon = np.concatenate([line.lon_deg for line in lines])
    return Geod(ellps="WGS84").inv(np.full(lon.size, lon_deg), np.full(lat.size, lat_deg), lon, lat)[2].min()


@pytest.mark.parametrize(
    ("lat_deg", "lon_deg", "country"),
    [
        (39.93, 32.86, "Turkey"),  # Ankara
        (52.52, 13.40, "Germany"),  # Berlin
        (-29.31, 27.48, "Lesotho"),  # Maseru: a hole in South Africa
        (-25.75, 28.19, "South Africa"),  # Pretoria
        (-17.60, 177.95, "Fiji"),  # inland on Viti Levu, two degrees from the seam
        (66.20, -173.00, "Russia"),  # Chukotka, beyond the seam
        (-80.00, 0.00, "Antarctica"),
        (42.00, 21.43, "North Macedonia"),  # Skopje, under the name in force since 2019
        (43.00, 34.00, None),  # Black Sea
        (0.00, -30.00, None),  # Atlantic
    ],
)
def test_a_known_place_lies_in_its_country(lat_deg, lon_deg, country):
    assert country_at(lat_deg, lon_deg) == country


def test_natural_earth_counts_241_countries_and_territories():
    assert len(countries()) == 241


def test_a_coast_runs_along_the_bosphorus():
    coasts = [line for line in border_lines(41.12, 29.07, 100e3) if line.coast]
    assert (
        nearest_m(coasts, 41.12, 29.07) < 15e3
    )  # the strait is 30 km long; 1:50 million draws a few corners


def test_the_49th_parallel_is_a_border_and_follows_its_parallel():
    borders = [line for line in border_lines(49.0, -104.0, 300e3) if not line.coast]
    assert nearest_m(borders, 49.0, -104.0) < 45e3  # a corner at least every degree, 73 km here
    lat, lon = (np.concatenate([getattr(line, part) for line in borders]) for part in ("lat_deg", "lon_deg"))
    there = (np.abs(lat - 49.0) < 0.05) & (lon > -112.0) & (lon < -97.0)
    assert np.diff(np.sort(lon[there])).max() <= 1.0 + 1e-9


def test_no_line_crosses_a_map_of_fiji():
    lines = border_lines(-17.0, 179.9, 600e3)
    plane = Plane(-17.0, 179.9)
    assert lines
    for line in lines:
        assert np.abs(np.diff(line.lon_deg)).max() < 180.0
        assert not ((np.abs(line.lon_deg) > 179.99).all() and line.lon_deg.size > 1), "the seam is no coast"
        steps_m = np.hypot(*np.diff(plane.to_m(line.lat_deg, line.lon_deg), axis=0).T)
        assert steps_m.max() < 60e3


def test_every_line_comes_once():
    lines = border_lines(47.0, 9.0, 500e3)
    keys = {
        (line.lat_deg.size, *sorted([(line.lat_deg[i], line.lon_deg[i]) for i in (0, -1)])) for line in lines
    }
    assert len(keys) == len(lines)


def test_far_countries_are_left_out():
    names = {country.name for country in land(39.9, 32.9, 300e3)}
    assert "Turkey" in names
    assert not names & {"Brazil", "Australia", "Canada", "Norway"}


def test_names_stand_in_their_countries_and_inside_the_map():
    plane = Plane(39.9, 32.9)
    names = country_names(plane, (0.0, 0.0), 700e3)
    assert names[0].name == "Turkey"
    for name in names:
        for lat_deg, lon_deg in zip(name.lat_deg[:2], name.lon_deg[:2], strict=True):
            assert country_at(float(lat_deg), float(lon_deg)) == name.name
        assert np.abs(plane.to_m(name.lat_deg, name.lon_deg)).max() < 700e3
