"""The page on programmes: what it tells to type works and prints what it says."""

from typing import get_args

import typer

from rangering.cli.app import app
from rangering.programme.models import Programme
from tests.conftest import ROOT
from tests.docs.pages import play

PAGE = (ROOT / "docs/how-to/programme.md").read_text(encoding="utf-8")


def test_what_the_page_tells_to_type_works(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    played = list(play(PAGE, tmp_path, run))
    assert (tmp_path / "mine.toml").is_file()
    stated = [each for each in played if each.stated is not None]
    assert len(stated) == 2
    for each in stated:
        assert each.printed == each.stated
    for folder in ("small", "second", "assembly", "record"):
        assert (tmp_path / folder / "report.html").is_file()


def test_every_command_of_a_programme_is_on_the_page():
    for name in typer.main.get_command(app).commands["programme"].commands:
        assert f"rangering programme {name}" in PAGE, name


def test_every_table_of_a_programme_is_on_the_page():
    for name, field in Programme.model_fields.items():
        key = field.alias or name
        if get_args(field.annotation) and key in (
            "lot",
            "class",
            "component",
            "licence",
            "shock",
            "option",
            "variant",
        ):
            assert f"[[{key}]]" in PAGE, key
        elif name in (
            "contract",
            "supplier",
            "installation",
            "crews",
            "activation",
            "missiles",
            "upkeep",
            "figures",
        ):
            assert f"[{key}]" in PAGE, key
