"""What `rangering programme backcast` prints."""

import json

import pytest


def test_a_programme_is_printed_with_scores_baselines_series_and_what_is_not_claimed(run):
    status, out, err = run("programme", "backcast", "india-s-400")
    assert (status, err) == (0, "")
    for words in (
        "india-s-400 first-delivery   2019-09  2020-12",
        "> 2026-02",
        "plan + median slip off by, days",
        "skill over the plan",
        "Links of the chain",
        "judged by the last forecast, for it has not happened",
        "of 3 pairs the later was nearer in 3",
        "backcast.slip_spread: 1.6 ratio",
        "Nothing is claimed to be calibrated: 1 programme, fewer than 20 independent ones",
        "Verified against closed forms",
    ):
        assert words in out, words
    assert max(map(len, out.split("Over all")[0].splitlines())) <= 110


def test_json_holds_days_and_nulls_and_no_nan(run):
    out = run("programme", "backcast", "india-s-400", "--json").out
    whole = json.loads(out, parse_constant=lambda word: pytest.fail(word))
    assert whole["schema"] == "rangering.programme.backcast/1"
    rows = {each["case"]["milestone"]: each for each in whole["results"]["scored"]}
    assert rows["first-delivery"]["case"]["on"] == "2019-09-30"
    assert rows["last-delivery"]["crps_d"] is None
    assert rows["first-delivery"]["plan_off_d"] == 349.0
    assert "fewer than 20" in whole["warnings"][0]
    assert len(whole["assumptions"]) == 8


def test_all_programmes_and_a_day(run):
    status, out, _ = run("programme", "backcast", "--on", "2018-12-31", "--evidence", "any-time")
    assert status == 0
    assert "no forecast that could have been made" in out
    assert "turkey-s-400 first-delivery" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("indai-s-400",), "india-s-400"),
        (("--on", "2018"), "write year, month and day"),
        (("--on", "1950-01-01"), "a day between a contract and its deliveries"),
        (("--evidence", "all"), "by-then, any-time"),
    ],
)
def test_what_is_wrong_is_named_with_its_mend(run, words, said):
    status, _, err = run("programme", "backcast", *words)
    assert status == 2
    assert said in err
