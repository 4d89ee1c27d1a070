"""What is no scenario file, or is none at all: said in words, whatever the bytes or the path."""

import pytest

from rangering.errors import ScenarioError
from rangering.scenario.read import check_scenario, load_scenario
from tests.scenario_texts import GOOD, errors_of


@pytest.mark.parametrize(
    ("data", "phrases"),
    [
        (b"", ("x.toml: is empty", "--copy")),
        (b"  # only a comment\n", ("is empty",)),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ("is a binary file", "UTF-8")),
        (b'title = "\xff"', ("x.toml, line 1: is not UTF-8 text",)),
        (b'title = "a"\nk 4\n', ("x.toml, line 2, column 3: 'k 4' is not TOML",)),
        (b'title = "a', ("is not TOML",)),
        (b'title = "a"\ntitle = "b"\n', ("is not TOML", "line 2")),
        (b"x = 0x" + b"f" * 60, ("more than 64 bits",)),
        (b"x = " + b"9" * 5000, ("impossible value",)),
        (b"x = " + b"[" * 3000 + b"]" * 3000, ("nested too deeply",)),
        (b"x = " + b"[" * 30 + b"]" * 30, ("nested too deeply",)),
        (b"x = 2026-13-45", ("is not TOML",)),
        ("title = “a”\n".encode(), ("'title = “a”' is not TOML", "typographic quotes", "straight")),
        (b"k = 1,5\n", ("'k = 1,5' is not TOML", "use a decimal point")),
        (b"targets = [heli]\n", ("'targets = [heli]'", 'straight quotes: "heli"')),
        (b"\xef\xbb\xbfk = 1\r\ntargets = [heli]\r\n", ("line 2", "'targets = [heli]'")),
    ],
)
def test_what_is_no_scenario_file_is_said_to_be_so(data, phrases):
    errors = errors_of(data)
    line = " | ".join(error.sentence() for error in errors)
    assert len(errors) == 1, line
    for phrase in phrases:
        assert phrase in line, line


def test_a_file_of_windows_reads_as_any_other():
    assert errors_of(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == []


def test_a_missing_file_names_the_nearest_ready_scenario(tmp_path):
    (tmp_path / "island.toml").write_text(GOOD)
    with pytest.raises(ScenarioError, match=r"ankara2020: does not exist .*did you mean ankara-2020"):
        load_scenario("ankara2020")
    with pytest.raises(ScenarioError, match=r"does not exist .*island\.toml"):
        load_scenario(tmp_path / "iland.toml")


def test_a_folder_is_not_a_scenario(tmp_path):
    with pytest.raises(ScenarioError, match="is a folder"):
        load_scenario(tmp_path)


def test_no_name_at_all_is_said_to_be_so():
    (error,) = check_scenario("")
    assert error.sentence().startswith("scenario: '' names no file (name a TOML file")


@pytest.mark.parametrize("name", ["/dev/null", "\0", "a" * 5000, ""])
def test_odd_paths_are_refused_in_words(name):
    assert len(check_scenario(name)) == 1
