"""Wrong words to `programme force` and `timeline`: where, which value, what is wrong, and the mend."""

import pytest

from tests.force_scenes import STEPS

FORCE = ("programme", "force", "turkey-s-400", "-n", "2", "--readings", "0", "--on")
OVER = ("timeline", "turkey-s-400")
CASES = [
    ("no date", (*FORCE, "15.5.2020"), ("--on", "15.5.2020", "is no date", "--on 2020-05-15")),
    ("before the contract", (*FORCE, "2017-04-10"),
     ("--on", "2017-04-10", "before the contract", "signed on 2017-04-11", "give a date from 2017-04-11")),
    ("beyond the horizon", (*FORCE, "2037-04-12"),
     ("--on", "2037-04-12", "beyond the horizon of 20 years", "horizon_years")),
    ("no history", ("programme", "force", "turkey-s-400", "-n", "0", "--on", "2020-05-15"),
     ("-n", "0", "no number of histories")),
    ("a scenario of another system", ("programme", "force", "japan-pac-3", "-n", "2", "--readings", "0",
     "--on", "2020-05-15", "--scenario", "first-raid"),
     ("first-raid, group", "no fire unit of patriot", "s-400", 'system = "patriot"')),
    ("no force to write", (*FORCE, "2017-05-15", "--scenario", "first-raid"),
     ("--on", "0", "no scenario holds it", "take a later date")),
    ("nothing to write", (*FORCE, "2020-05-15", "--out", "{tmp}/force.toml"),
     ("--out", "a force is written as a scenario", "--scenario")),
    ("no file name", (*FORCE, "2020-05-15", "--scenario", "first-raid", "--out", "{tmp}"),
     ("--out", "is no name of a scenario file")),
    ("no variant", (*FORCE, "2020-05-15", "--variant", "none"), ("--variant", "none", "is no variant")),
    ("no raid", (*OVER, "ankara-2020"),
     ("ankara-2020, raid", "has no raid to run", "[[raid]]")),
    ("another system", ("timeline", "japan-pac-3", "first-raid"),
     ("first-raid, group", "no fire unit of patriot", "japan-pac-3")),
    ("a single reading", (*OVER, "first-raid", "--readings", "1"),
     ("--readings, -n, --histories", "(1, 20, 200)", "at least two of each")),
    ("quarters beyond the horizon", (*OVER, "first-raid", "--quarters", "81"),
     ("--quarters", "81", "horizon of 20 years", "give 1 to 80")),
    ("no quarter", (*OVER, "first-raid", "--quarters", "0"), ("--quarters", "0", "is no number of quarters")),
    ("no variant of a timeline", (*OVER, "first-raid", "--variant", "x"), ("--variant", "is no variant")),
    ("no programme", ("timeline", "turkey-s-40", "first-raid"), ("turkey-s-40", "turkey-s-400")),
    ("both fidelities", (*OVER, "first-raid", "--fidelity", "both"), ("--fidelity", "both")),
]  # fmt: skip


@pytest.mark.parametrize(("words", "told"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_wrong_is_told_with_its_mend(run, tmp_path, words, told):
    done = run(*(word.replace("{tmp}", str(tmp_path)) for word in words), "--quiet")
    assert done.status == 2, done.err
    assert done.out == ""
    assert "Traceback" not in done.err
    problem, mend = done.err.splitlines()
    assert problem.startswith("error: ")
    assert mend.startswith("       ")
    for part in told:
        assert part in done.err, done.err
    assert list(tmp_path.iterdir()) == []


def test_no_embargo_in_the_file(run, tmp_path):
    (tmp_path / "steps.toml").write_text(STEPS, encoding="utf-8")
    done = run("timeline", str(tmp_path / "steps.toml"), "first-raid", "--embargo", "--quiet")
    assert done.status == 2
    assert 'steps.toml, shock: has no shock of kind = "spares embargo"' in done.err


def test_a_file_that_is_there_is_kept(run, tmp_path):
    kept = tmp_path / "force.toml"
    kept.write_text("mine", encoding="utf-8")
    done = run(*FORCE, "2022-05-15", "--scenario", "ankara-raid", "--out", str(kept), "--quiet")
    assert done.status == 2
    assert "is there already" in done.err
    assert kept.read_text(encoding="utf-8") == "mine"
