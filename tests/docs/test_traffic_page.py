"""The page on recorded traffic: what it tells to type works and prints what it says."""

import typer

from rangering.cli.app import app
from rangering.scenario.traffic_pattern import load_pattern
from rangering.traffic.reading.detect import FORMS
from tests.conftest import ROOT
from tests.docs.pages import blocks, play

PAGE = (ROOT / "docs/how-to/traffic.md").read_text(encoding="utf-8")


def test_what_the_page_tells_to_type_works(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stated = [each for each in play(PAGE, tmp_path, run) if each.stated is not None]
    assert len(stated) == 4
    for each in stated:
        assert each.printed == each.stated
    assert (tmp_path / "part.parquet").is_file()


def test_every_command_option_and_form_is_on_the_page():
    commands = typer.main.get_command(app).commands["traffic"].commands
    for name, command in commands.items():
        assert f"rangering traffic {name}" in PAGE, name
        for each in command.params:
            for option in each.opts:
                assert not option.startswith("--") or option in ("--quiet", "--help") or option in PAGE, (
                    option
                )
    for form in FORMS:
        assert f"`{form}`" in PAGE, form


def test_the_pattern_of_the_page_reads(tmp_path):
    (written,) = [each.text for each in blocks(PAGE) if each.language == "toml"]
    path = tmp_path / "own.toml"
    path.write_text(written, encoding="utf-8")
    assert [flow.name for flow in load_pattern(path).flows] == ["east"]
