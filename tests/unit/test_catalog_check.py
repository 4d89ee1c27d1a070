"""The plausibility lint finds the claims that the reference notes already doubt."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rangering.catalog import check as check_module
from rangering.catalog import load_catalog
from rangering.catalog.check import check
from rangering.catalog.describe import check_text
from rangering.constants import EARTH_RADIUS_M, STANDARD_K

CATALOG = load_catalog()
REPORT = check(CATALOG)
BY_QUANTITY = {finding.quantity: finding for finding in REPORT.findings}
DISAGREEING = {pair.quantity: pair for pair in REPORT.disagreements}


def test_the_600_km_claim_lies_beyond_the_horizon_of_anything_that_flies():
    finding = BY_QUANTITY["s-400/91n6e.claimed_detection_range"]
    assert finding.value == 600
    # Reference notes, 4.12 (√h1 + √h2) for 10 m and 15 km: 517.6 km.
    assert abs(finding.bound - 517.6) < 0.5
    assert "Army Technology" in finding.source


def test_a_claim_against_a_target_at_5_m_lies_beyond_its_line_of_sight():
    finding = BY_QUANTITY["buk-m3/9s36m.detection_range_target_at_5m_altitude"]
    assert abs(finding.bound - 28.5) < 0.1  # printed in the note of the row


def test_a_missile_that_outreaches_our_reading_of_its_radar_is_no_physical_finding():
    assert not {"s-400/40n6e.range_max", "samp-t/aster-30.range_max"} & set(BY_QUANTITY)
    pair = DISAGREEING["s-400/40n6e.range_max"]
    assert (pair.value, pair.other_value, pair.unit) == (400, 340, "km")
    assert pair.other == ("s-400/92n6e.claimed_detection_range",)
    assert "92N6E" in pair.problem
    assert "CSIS" in pair.source
    assert "Army Recognition" in pair.other_source


def test_our_own_reading_is_called_ours():
    pair = DISAGREEING["samp-t/aster-30.range_max"]
    assert pair.other == ("samp-t/arabel.detection_range", "default/long.radar.reference_rcs")
    assert (pair.grade, pair.other_grade) == ("B", "D")
    assert "our assumption" in pair.other_source
    # 100 km is where a claim ends; that the display ends there too nobody says.
    patriot = DISAGREEING["patriot/pac-2-gem-t.range_max"]
    assert (patriot.other_value, patriot.other_grade) == (100, "D")


def test_one_type_of_radar_with_two_powers_is_flagged(tmp_path: Path):
    assert not any("same type" in pair.problem for pair in REPORT.disagreements)
    path = tmp_path / "mine.toml"
    path.write_text(
        """
[entry."mine/96l6e"]
kind = "radar"
title = "96L6E by another road"
role = "acquisition"
range_class = "long"
[entry."mine/96l6e".quantities.claimed_detection_range]
value = [300, 400, 400]
unit = "km"
grade = "C"
source = "a brochure"
"""
    )
    pairs = [pair for pair in check(load_catalog([path])).disagreements if "same type" in pair.problem]
    assert {pair.entry for pair in pairs} == {"mine/96l6e"}
    assert "a brochure" in pairs[0].source
    assert pairs[0].value == pytest.approx(400 / 10**0.25, abs=0.05)
    assert pairs[0].other_value == 169
    assert pairs[0].other == ("s-400/96l6e.detection_range_rcs_1m2",)


@pytest.mark.parametrize("height_m", [0.0, 5.0, 24.0, 1e3, 15e3])
def test_the_horizon_of_the_lint_is_the_horizon_of_the_engines(height_m: float):
    from rangering.earth.horizon import horizon_m

    engine_m = horizon_m(height_m, STANDARD_K * EARTH_RADIUS_M)
    assert check_module._horizon_m(height_m) == pytest.approx(engine_m, rel=1e-9, abs=1e-6)


def test_the_lint_waits_for_no_compiler():
    code = (
        "import sys; from rangering.catalog import load_catalog; from rangering.catalog.check import check; "
        "check(load_catalog()); print([m for m in ('numba', 'scipy', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_fastest_claim_passes_an_ideal_rocket():
    finding = BY_QUANTITY["s-400/40n6e.speed_max"]
    assert finding.value == 3100
    assert abs(finding.bound - 2675) < 5  # 265 s × 9.81 m/s² × ln 2.8, on paper


def test_sober_claims_pass():
    for quantity in ("nasams/amraam.range_max", "s-400/48n6e.altitude_max", "siper/eirs.detection_range"):
        assert quantity not in BY_QUANTITY
        assert quantity not in DISAGREEING


def test_shares_add_up_and_only_the_s_400_runs_without_leave():
    for share in REPORT.shares:
        assert abs(share.grade_a + share.grade_b + share.grade_c + share.grade_d - 1.0) < 1e-12
        assert share.from_defaults <= share.grade_d
        assert share.assumed == (share.from_defaults > 0.5)
    assert [share.system for share in REPORT.shares if not share.assumed] == ["s-400"]


def test_the_report_is_plain_data_and_readable():
    plain = json.loads(json.dumps(REPORT.as_dict()))
    assert len(plain["shares"]) == 20  # 17 systems and a generic class for each range
    assert len(plain["disagreements"]) == len(REPORT.disagreements) == 5
    text = check_text(REPORT)
    assert "claims that physics does not allow: 3" in text
    assert "figures that do not fit together: 5" in text
    assert "at fault" not in text
    assert "s-400/91n6e.claimed_detection_range: 600 km lies beyond the radio horizon" in text
    assert "needs --allow-assumed" in text
