"""What a sensitivity says beside its indices: other assumptions, the first two, the worth of a design."""

import csv
from dataclasses import replace

import numpy as np

from rangering.report.study import tables
from rangering.report.study.record import document
from rangering.report.study.words import first_sentence, first_unknown
from rangering.report.study.write import write_study
from rangering.units import plain
from tests.study_results import AXES, sensitivity, stood


def test_every_assumption_has_its_columns_in_the_csv(tmp_path):
    found = sensitivity()
    write_study(found, stood(), tmp_path)
    with (tmp_path / "unknowns.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["unknown"]: row for row in csv.DictReader(file)}
    seen = set()
    for axis, _, *cells in tables.assumed_lines(found):
        for other, cell in zip(found.others, cells, strict=True):
            total, low, high = (
                rows[axis][f"{name} {other.variant.name}"] for name in ("total", "total_low", "total_high")
            )
            if cell == "none":
                assert (total, low, high) == ("0.0", "0.0", "0.0")
            elif cell == "–":
                assert (total, low, high) == ("", "", "")
            else:
                assert cell == f"{plain(float(total))} ({tables.between(float(low), float(high))})"
            seen.add(cell if cell in ("none", "–") else "index")
    assert seen == {"none", "–", "index"}


def test_the_first_two_together_are_told_with_what_chance_leaves():
    pair = sensitivity().pair
    words = tables.pair_words(pair, str, "leakers")
    assert f"down with {pair.axes[0]}" in words
    assert f"across with {pair.axes[1]}" in words
    assert f"standard error of {plain(0.1)}" in words  # its variance is 0.01 in every row
    assert tables.pair_columns(pair) == ("", "4.7 %", "23 %", "50 %", "77 %", "95 %")
    nothing = pair._replace(split=pair.split._replace(first=np.full(2, np.nan)))
    assert "is not told from chance" in tables.pair_words(nothing, str, "leakers")


def test_a_measure_that_nothing_moves_has_no_first_place():
    made = sensitivity()
    still = tuple(swing._replace(low=0.74, high=0.74 + 1e-6) for swing in made.swings.swings)
    flat = replace(made, swings=made.swings._replace(swings=still))
    assert first_sentence(flat, stood()) == "No unknown alone moves leakers by what can be seen: 0.74."


def test_a_balanced_design_says_what_it_is_worth():
    # One unknown of slope 12: 12 / sqrt(12 * 64) at random, and a 64th of that where it is balanced.
    made = sensitivity()
    slopes = np.where(np.array(made.screening.axes) == made.indices.axes[0], 12.0, 0.0)
    words = tables.spread_readings_words(replace(made, screening=made.screening._replace(mu=slopes)))
    assert "64 readings errs by 0.43 with readings at random, by 0.007 with a Sobol" in words


def test_the_first_unknown_is_told_under_every_assumption():
    def with_totals(indices, first, low=0.6):
        total = np.where(np.array(indices.axes) == first, 0.7, 0.1)
        return indices._replace(total=total, total_low=total - 0.7 + low, total_high=total + 0.05)

    def found(*firsts, low=0.6):
        """The made-up study with these unknowns first."""
        made = sensitivity()
        others = tuple(
            each._replace(indices=with_totals(each.indices, first, low))
            for each, first in zip(made.others, firsts[1:], strict=True)
        )
        return replace(made, indices=with_totals(made.indices, firsts[0], low), others=others)

    kill, rcs, origin = "s-400/48n6e3.single_shot_kill_probability", "target/cruise-missile.rcs", AXES[1]
    same = found(kill, kill, kill, kill)
    assert first_unknown(same, str).startswith(
        f"The first unknown is the same under all four assumptions: {kill}"
    )
    changed = found(kill, kill, origin, rcs)
    assert first_unknown(changed, str) == (
        f"The first unknown changes: as stated and otherwise {kill} (total index 0.70, 95 % interval 0.60 "
        f"to 0.75); if claims of one origin err alike, {origin} (0.70, 95 % interval 0.60 to 0.75); if every "
        f"value between the bounds is as likely, {rcs} (0.70, 95 % interval 0.60 to 0.75)."
    )
    loose = found(kill, kill, kill, rcs, low=0.1)
    assert "0.10 to 0.75, which is not told from it" in first_unknown(loose, str)
    record = document(changed, stood())["results"]["first_unknown"]
    assert record["same"] is False
    assert [each["axis"] for each in record["by_assumption"]] == [kill, kill, origin, rcs]
    assert "credibility of claims for S-400 Triumf" in record["words"]
    alone = replace(sensitivity(), others=())
    assert "other assumptions were left out" in first_unknown(alone, str)
    gone = same.indices._replace(total=np.full(len(same.indices.axes), np.nan))
    assert "not told from chance" in first_unknown(replace(same, indices=gone), str)
