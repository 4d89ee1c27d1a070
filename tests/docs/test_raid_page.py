"""The page on raids: every command on it is one that is there, with options that are there."""

import re

import pytest
import typer

from rangering.cli.app import app
from rangering.report.mission.pictures import drawings, replay_drawings
from tests.conftest import ROOT
from tests.docs.pages import blocks, commands
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


def test_every_command_of_a_raid_is_on_the_page():
    assert {words[0] for words in COMMANDS} == {"run", "endure", "replay"}


def test_every_layer_and_picture_is_on_the_page():
    told = [*drawings(mission(3, 4, raids=2)), *replay_drawings(replay(0, 4))]
    for each in told:
        assert f"`{each.layer}`" in PAGE
        assert f"`{each.file}`" in PAGE
