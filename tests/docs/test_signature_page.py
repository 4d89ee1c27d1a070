"""The page on signatures: what it tells to type works and prints what it says; every option is on it."""

import re

import typer

from rangering.catalog.events import load_events
from rangering.cli.app import app
from rangering.coverage.signature import THRESHOLD_DB
from rangering.coverage.signature_results import OPPORTUNITY
from tests.conftest import ROOT
from tests.docs.pages import play

PAGE = (ROOT / "docs/how-to/signature.md").read_text(encoding="utf-8")


def test_what_the_page_tells_to_type_works(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    played = list(play(PAGE, tmp_path, run))
    assert [each.block.language for each in played] == ["sh", "python"]
    (stated,) = [each for each in played if each.stated is not None]
    assert stated.printed == stated.stated
    named = set(re.findall(r"`(\w+\.(?:html|csv|json))`", PAGE))
    assert named <= {path.name for path in (tmp_path / "patrol").iterdir()}


def test_every_option_of_the_command_is_on_the_page():
    command = typer.main.get_command(app).commands["signature"]
    common = {"--no-defaults", "--quiet", "-q", "--catalog", "--json", "--help"}
    for option in command.params:
        for name in set(option.opts) - common:
            if name.startswith("--"):
                assert name in PAGE, name


def test_the_page_says_what_is_measured_and_whose_reason_it_is():
    assert OPPORTUNITY.split(":")[0].removeprefix("This ").lower() in " ".join(PAGE.split()).lower()
    assert f"{THRESHOLD_DB:g} dB is about what one look needs" in PAGE
    known = {event.id: event for event in load_events(programmes=("turkey-f-35",))}
    for each in re.findall(r"`(turkey-f-35\.[\w-]+)`", PAGE):
        assert known[each].dates[1].year == 2019
    assert known["turkey-f-35.removal-reason"].source in " ".join(PAGE.split())
