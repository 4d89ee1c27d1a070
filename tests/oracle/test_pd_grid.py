"""The published grid of detection probabilities: the exact sum to 1e-6, the table within its stated error."""

import csv
from functools import lru_cache

import pytest

from rangering.radar.decibel import ratio_from_db
from rangering.radar.detection import detection_probability, detection_threshold
from rangering.radar.detection_table import tabulate_detection, tabulated_probability
from tests.oracle.case import CASES

with open(CASES / "04_pd_grid.csv", encoding="utf-8", newline="") as _file:
    GRID = [
        (
            float(row["pfa"]),
            int(row["n_pulses"]),
            float(row["snr_per_pulse_dB"]),
            swerling,
            float(row[column]),
        )
        for row in csv.DictReader(_file)
        for swerling, column in enumerate(f"pd_swerling{case}" for case in range(5))
    ]
EXACT = 1e-6  # stated with the grid
TABLE = 5e-6 + 5e-9  # stated in detection_table, and the grid's last digit

table_of = lru_cache(tabulate_detection)


@pytest.mark.both_ways
@pytest.mark.parametrize("swerling", range(5))
def test_the_exact_sum_meets_the_grid(swerling):
    for pfa, n_pulses, snr_db, case, printed in GRID:
        if case == swerling:
            snr_ratio = ratio_from_db(snr_db)
            pd = detection_probability(snr_ratio, detection_threshold(pfa, n_pulses), pfa, n_pulses, swerling)
            assert pd == pytest.approx(printed, abs=EXACT), (pfa, n_pulses, snr_db)


@pytest.mark.parametrize("swerling", range(5))
def test_the_table_meets_the_grid_within_its_stated_error(swerling):
    for pfa, n_pulses, snr_db, case, printed in GRID:
        if case == swerling:
            table = table_of(pfa, n_pulses, swerling)
            pd = tabulated_probability(ratio_from_db(snr_db), table)
            assert pd == pytest.approx(printed, abs=TABLE), (pfa, n_pulses, snr_db)
