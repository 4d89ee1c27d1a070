"""The page on studies: what it tells to type works and prints what it says; what takes long can be typed."""

import pytest
import typer

from rangering.cli.app import app
from tests.conftest import ROOT
from tests.docs.pages import blocks, commands, play

PAGE = (ROOT / "docs/how-to/study.md").read_text(encoding="utf-8")
COMMANDS = [words for block in blocks(PAGE, "sh", "console") for words in commands(block.text)]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_can_be_typed(words):
    command, rest = typer.main.get_command(app), list(words)
    while hasattr(command, "commands"):
        command = command.commands[rest.pop(0)]
    with command.make_context(words[0], rest) as context:
        assert context.params


def test_what_the_page_tells_to_type_works(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    played = list(play(PAGE, tmp_path, run))
    stated = [each for each in played if each.stated is not None]
    assert len(stated) == 4
    for each in stated:
        assert each.printed == each.stated, each.block.text
    assert "Stopped when precise" in played[-1].printed
    assert (tmp_path / "study/bands/manifest.json").is_file()
    assert "chunks finished" in run("study", "status", "study").out


def test_every_command_of_a_study_is_on_the_page():
    assert {words[0] for words in COMMANDS} == {"study", "sensitivity", "compare", "run", "sweep"}
    for name in typer.main.get_command(app).commands["study"].commands:
        assert f"rangering study {name}" in PAGE


def test_shares_of_readings_are_not_called_probabilities():
    for name in ("how-to/study.md", "explanation/studies.md"):
        words = " ".join((ROOT / "docs" / name).read_text(encoding="utf-8").split())
        for sentence in words.split(". "):
            if "share of readings" in sentence.lower() and "probabilit" in sentence:
                assert " no probabilit" in sentence or "not a probability" in sentence, sentence
