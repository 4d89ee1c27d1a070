"""The page on raids: every command on it is one that is there, with options that are there."""

import re

import pytest
import typer

from rangering.cli.app import app
from rangering.report.mission.pictures import drawings, replay_drawings
from tests.conftest import ROOT
from tests.docs.pages import blocks, commands, play
from tests.mission_results import mission, replay

PAGE = (ROOT / "docs/how-to/raid.md").read_text(encoding="utf-8")
COMMANDS = [words for block in blocks(PAGE, "sh") for words in commands(block.text)]
COMMANDS += [words.split()[1:] for words in re.findall(r"`(rangering (?:run|endure|replay) [^`]*)`", PAGE)]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_can_be_typed(words):
    group = typer.main.get_command(app)
    command = group.commands[words[0]]
    with command.make_context(words[0], list(words[1:])) as context:
        assert context.params["scenario" if words[0] != "replay" else "folder"]


def test_what_the_page_tells_to_type_works(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    played = list(play(PAGE, tmp_path, run))
    assert [each.block.language for each in played] == ["sh", "python", "sh", "sh", "sh", "python"]
    stated = [each for each in played if each.stated is not None]
    assert len(stated) == 3
    for each in stated:
        assert each.printed == each.stated, each.block.text
    asked, *_ = (each.printed for each in played[1:2])
    assert sum(int(line.split(": ")[1]) for line in asked.splitlines()) == 200
    assert "the same as in the run, bit for bit" in played[3].printed
    for name in ("raid/report.html", "raid/replay-17/raid.png", "month/endurance.png", "bounds.png"):
        assert (tmp_path / name).is_file(), name
    again = [words for words in COMMANDS if words[:2] == ["replay", "month"]]
    for words in again:
        assert run(*words).status == 0


def test_every_command_of_a_raid_is_on_the_page():
    assert {words[0] for words in COMMANDS} == {"run", "endure", "replay"}


def test_every_layer_and_picture_is_on_the_page():
    told = [*drawings(mission(3, 4, raids=2)), *replay_drawings(replay(0, 4))]
    for each in told:
        assert f"`{each.layer}`" in PAGE
        assert f"`{each.file}`" in PAGE
