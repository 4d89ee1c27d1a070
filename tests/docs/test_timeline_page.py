"""The page on capability over time: what it tells to type works and leaves what it says."""

import typer

from rangering.cli.app import app
from tests.conftest import ROOT
from tests.docs.pages import blocks, commands

PAGE = (ROOT / "docs/how-to/timeline.md").read_text(encoding="utf-8")


def test_what_the_page_tells_to_type_works(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    typed = [words for block in blocks(PAGE, "sh") for words in commands(block.text)]
    assert [words[:2] for words in typed] == [["programme", "force"]] * 2 + [["timeline", "turkey-s-400"]]
    for words in typed:
        ran = run(*words, "--quiet")
        assert ran.status == 0, (words, ran.err)
    assert "Mürted" in (tmp_path / "force.toml").read_text(encoding="utf-8")
    assert run("check", "force.toml").status == 0
    for name in ("report.html", "timeline.png", "quarters.csv", "study.json"):
        assert f"`{name}`" in PAGE
        assert (tmp_path / "timeline" / name).is_file()


def test_commands_too_long_to_play_can_be_typed():
    (words,) = [words for block in blocks(PAGE, "text") for words in commands(block.text)]
    command = typer.main.get_command(app).commands[words[0]]
    with command.make_context(words[0], list(words[1:])) as context:
        assert context.params["variant"] == ["none", "assembly"]
        assert context.params["embargo"] is True
