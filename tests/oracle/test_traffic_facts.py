"""Facts of two real recordings, worked out elsewhere, found again through our reader.

Source: validation/traffic/traffic_facts.json of the shared data; distances there by pymap3d, PROJ and
geographiclib. A clone alone has no recordings and skips.
"""

import json
from datetime import datetime

import numpy as np
import pytest

from rangering.constants import FOOT_M, WGS84_A_M, WGS84_INVERSE_FLATTENING
from rangering.earth.geodesy import geodesic_inverse, geodetic_to_ecef
from rangering.traffic.gather import Area, Wanted, gather
from rangering.traffic.models import joined, picked
from rangering.traffic.reading.detect import form_of, reader_of
from rangering.traffic.reading.options import Options

NAMES = ("ankara_thy1920_2020-04-23.csv", "switzerland_2018-08-01_11h.csv")


@pytest.fixture(scope="module", params=NAMES)
def recording(request, shared):
    """One file: its facts, its fixes as read and not cleaned, and its path."""
    folder = shared / "validation" / "traffic"
    if not (folder / request.param).is_file():
        pytest.skip(f"{request.param} is not among the shared data")
    told = json.loads((folder / "traffic_facts.json").read_text(encoding="utf-8"))
    (facts,) = (each for each in told["files"] if each["file"] == request.param)
    path = folder / request.param
    assert form_of(path) == "traffic"
    options = Options()
    fixes = joined(list(reader_of("traffic")([path], options)))
    options.ledger.closed(len(fixes.time_s))
    return facts, fixes, path


def distances_m(from_deg, fixes):
    lat, lon = (np.radians(each) for each in from_deg)
    return geodesic_inverse(lat, lon, np.radians(fixes.lat_deg), np.radians(fixes.lon_deg))[0]


def unix(text):
    return datetime.fromisoformat(text).timestamp()


def test_counts_and_times(recording):
    facts, fixes, _ = recording
    assert len(fixes.time_s) == facts["rows"]
    assert len(np.unique(fixes.address)) == facts["aircraft"]
    assert len(np.unique(fixes.callsign)) == facts["callsigns"]
    assert fixes.time_s.min() == unix(facts["first_time"])
    assert fixes.time_s.max() == unix(facts["last_time"])
    assert int(np.isnan(fixes.pressure_altitude_m).sum()) == facts["rows_without_altitude"]
    feet = fixes.pressure_altitude_m.astype(float) / FOOT_M
    assert feet.max() == pytest.approx(facts["max_altitude_ft"], abs=0.01)
    assert int((feet > 28_500.01).sum()) == facts["rows_above_fl285"]


def test_distances_from_a_site(recording):
    facts, fixes, _ = recording
    site = facts["site"]
    away_m = distances_m((site["lat_deg"], site["lon_deg"]), fixes)
    inside = away_m <= facts["radius_km"] * 1000.0
    assert int(inside.sum()) == facts["rows_within_radius_ground"]
    assert len(np.unique(fixes.address[inside])) == facts["aircraft_within_radius"]
    nearest = int(np.argmin(away_m))
    assert away_m[nearest] == pytest.approx(facts["nearest_ground_distance_m"], abs=0.1)
    assert f"{fixes.address[nearest]:06x}" == facts["nearest_ground_row"]["icao24"]
    assert fixes.time_s[nearest] == unix(facts["nearest_ground_row"]["timestamp"])
    earth = (WGS84_A_M, 1.0 / WGS84_INVERSE_FLATTENING)
    at = np.array([
        geodetic_to_ecef(np.radians(lat), np.radians(lon), height, *earth)
        for lat, lon, height in zip(fixes.lat_deg, fixes.lon_deg, fixes.pressure_altitude_m, strict=True)
    ])  # fmt: skip
    stood = geodetic_to_ecef(np.radians(site["lat_deg"]), np.radians(site["lon_deg"]), site["h_m"], *earth)
    slant_m = np.linalg.norm(at - np.array(stood), axis=1)
    assert slant_m.min() == pytest.approx(facts["min_slant_range_m"], abs=0.1)


def test_speeds_and_lengths_of_tracks(recording):
    facts, fixes, _ = recording
    lengths, speeds = {}, []
    for address in np.unique(fixes.address):
        own = picked(fixes, fixes.address == address)
        own = picked(own, np.argsort(own.time_s, kind="stable"))
        radians = np.radians(own.lat_deg), np.radians(own.lon_deg)
        step_m = geodesic_inverse(radians[0][:-1], radians[1][:-1], radians[0][1:], radians[1][1:])[0]
        lengths[f"{address:06x}"] = step_m.sum()
        speeds.append(step_m / np.diff(own.time_s))
    for address, length_m in facts["longest_tracks_m"].items():
        assert lengths[address] == pytest.approx(length_m, abs=0.1)
    implied = np.concatenate(speeds)
    assert int((implied > 400.0).sum()) == facts["successive_fix_pairs_implying_over_400_ms"]
    assert implied.max() == pytest.approx(facts["max_implied_speed_ms"], abs=0.01)


def test_cleaning_keeps_real_traffic(recording):
    # Both were cleaned by those who published them: hardly a row may go, and none for a jump.
    facts, _, path = recording
    found = gather([path])
    assert found.dropped.rows_read == facts["rows"]
    assert found.dropped.rows_kept >= 0.99 * facts["rows"]
    assert "impossible speed" not in found.dropped.counts
    assert len({track.address for track in found.tracks}) >= facts["aircraft"] - 2


def test_the_area_takes_the_rows_the_facts_count(recording):
    facts, _, path = recording
    site = facts["site"]
    area = Area(site["lat_deg"], site["lon_deg"], facts["radius_km"] * 1000.0)
    dropped = gather([path], Wanted(area=area)).dropped
    assert dropped.counts["outside the area"] == facts["rows"] - facts["rows_within_radius_ground"]
