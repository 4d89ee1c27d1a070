"""CSV as we write it: full figures, and no text that a spreadsheet would work out."""

import csv

import numpy as np
import pytest

from rangering.report.csv_file import shown, write_csv


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+ab", "-ab", "@SUM(A1)", "\tab", "--5", "=1"])
def test_a_text_that_reads_as_a_formula_gets_an_apostrophe(text):
    assert shown(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-12.5", "+3", "-1e-05", "A=B", "THY-1", "", "–", "flight, engageable"])
def test_numbers_and_other_texts_stay_as_they_are(text):
    assert shown(text) == text


def test_numbers_are_whole_and_what_is_none_is_empty():
    cells = [-0.1, np.float64(1 / 3), 7, None, float("nan"), -float("inf")]
    assert [shown(each) for each in cells] == ["-0.1", "0.3333333333333333", "7", "", "", ""]


def test_remarks_stand_above_the_heading_on_one_line_each(tmp_path):
    path = tmp_path / "a.csv"
    write_csv(path, [["flight", "h"], ["=A1,\nB", 2.5]], remarks=["Said\nonce.", "And twice."])
    first, second, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert (first, second) == ("# Said once.\n", "# And twice.\n")
    assert list(csv.reader(rest)) == [["flight", "h"], ["'=A1,\nB", "2.5"]]
