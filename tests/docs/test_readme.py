"""What README tells a newcomer to type works, and what it promises is there."""

import re

import pytest
import typer

from rangering.cli.app import app
from tests.conftest import ROOT
from tests.docs import pages

README = (ROOT / "README.md").read_text(encoding="utf-8")
(FIVE_LINES,) = (each.text for each in pages.blocks(README, "text"))  # of the raid that README plays


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language."""
    return [each.text for each in pages.blocks(README, language)]


def test_the_commands_run_in_their_order(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    typed = [words for block in blocks("sh") for words in pages.commands(block)]
    assert len(typed) >= 8
    for words in typed:
        # A map as it is typed takes half a minute; on a coarser grid the same is read, drawn and written.
        coarse = ["--posting", "500 m"] if words[0] == "coverage" else []
        ran = run(*words, *coarse)
        assert ran.status == 0, (words, ran.err)
        if words[0] == "run":
            assert FIVE_LINES in ran.out
    assert (tmp_path / "map" / "report.html").exists()


def test_the_python_runs(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), {})
    assert "of the ring" in capsys.readouterr().out
    assert (tmp_path / "ridge.png").exists()


def test_the_scenario_reads(tmp_path):
    from rangering import load_scenario

    (text,) = blocks("toml")
    (tmp_path / "tiles").mkdir()  # what lies in it is only looked at when the map is drawn
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    assert load_scenario(tmp_path / "mine.toml").fire_units[0].name == "F1"


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)|<img src=\"([^\"]+)\"", README):
        target = target[0] or target[1]
        assert (ROOT / target).exists(), target


def test_the_share_at_100_m_near_ankara_is_what_the_command_says(run, tmp_path):
    stated = re.search(
        r"fire units near Ankara see ([\d.]+) % of their 400 km circles, band ([\d.]+) to ([\d.]+) %",
        " ".join(README.split()),
    )
    assert stated is not None
    from rangering import load_scenario, map_coverage

    scenario = load_scenario("ankara-2020")
    result = map_coverage(scenario, posting_m=2000.0)
    row = next(r for r in result.table if r.of == "all radars" and r.ring == "press circle")
    assert row.altitude == "100 m agl"
    found = (row.seen_share, row.seen_band.low, row.seen_band.high)
    for share, printed in zip(found, stated.groups(), strict=True):
        assert 100 * share == pytest.approx(float(printed), abs=0.06)  # a digit printed, 2 km nodes


def test_every_command_is_named_in_readme():
    for words in commands_of(typer.main.get_command(app)):
        assert f"rangering {' '.join(words)}" in README or f"`{words[-1]}`" in README, words


def commands_of(command, words=()):
    """Every command with the words that lead to it."""
    if not hasattr(command, "commands"):
        yield words
        return
    for name, inner in command.commands.items():
        yield from commands_of(inner, (*words, name))
