"""The plausibility lint finds the claims that the reference notes already doubt."""

import json

from rangering.catalog import load_catalog
from rangering.catalog.check import check
from rangering.catalog.describe import check_text

CATALOG = load_catalog()
REPORT = check(CATALOG)
BY_QUANTITY = {finding.quantity: finding for finding in REPORT.findings}


def test_the_600_km_claim_lies_beyond_the_horizon_of_anything_that_flies():
    finding = BY_QUANTITY["s-400/91n6e.claimed_detection_range"]
    assert finding.value == 600
    # Reference notes, 4.12 (√h1 + √h2) for 10 m and 15 km: 517.6 km.
    assert abs(finding.bound - 517.6) < 0.5
    assert "Army Technology" in finding.source


def test_a_claim_against_a_target_at_5_m_lies_beyond_its_line_of_sight():
    finding = BY_QUANTITY["buk-m3/9s36m.detection_range_target_at_5m_altitude"]
    assert abs(finding.bound - 28.5) < 0.1  # printed in the note of the row


def test_a_missile_that_outreaches_its_radar_is_named():
    assert BY_QUANTITY["s-400/40n6e.range_max"].value == 400
    assert "92N6E" in BY_QUANTITY["s-400/40n6e.range_max"].problem


def test_the_fastest_claim_passes_an_ideal_rocket():
    finding = BY_QUANTITY["s-400/40n6e.speed_max"]
    assert finding.value == 3100
    assert abs(finding.bound - 2675) < 5  # 265 s × 9.81 m/s² × ln 2.8, on paper


def test_sober_claims_pass():
    for quantity in ("nasams/amraam.range_max", "s-400/48n6e.altitude_max", "siper/eirs.detection_range"):
        assert quantity not in BY_QUANTITY


def test_shares_add_up_and_only_the_s_400_runs_without_leave():
    for share in REPORT.shares:
        assert abs(share.grade_a + share.grade_b + share.grade_c + share.grade_d - 1.0) < 1e-12
        assert share.from_defaults <= share.grade_d
        assert share.assumed == (share.from_defaults > 0.5)
    assert [share.system for share in REPORT.shares if not share.assumed] == ["s-400"]


def test_the_report_is_plain_data_and_readable():
    assert len(json.loads(json.dumps(REPORT.as_dict()))["shares"]) == 17
    text = check_text(REPORT)
    assert "s-400/91n6e.claimed_detection_range: 600 km lies beyond the radio horizon" in text
    assert "needs --allow-assumed" in text
