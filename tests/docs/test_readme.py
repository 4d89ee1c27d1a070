"""What README tells a newcomer to type works, and what it promises is there."""

import re

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands() -> list[list[str]]:
    """Every rangering command of the shell blocks, as words."""
    lines = [line.partition("#")[0].split() for block in blocks("sh") for line in block.splitlines()]
    return [words[1:] for words in lines if words and words[0] == "rangering"]


def test_the_commands_run_in_their_order(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(commands()) >= 7
    for words in commands():
        ran = run(*words)
        assert ran.status == 0, (words, ran.err)


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
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_share_at_100_m_near_ankara_is_what_the_command_says(run, tmp_path):
    stated = re.search(
        r"fire units near Ankara see ([\d.]+) % of their 400 km circles", " ".join(README.split())
    )
    assert stated is not None
    from rangering import load_scenario, map_coverage

    scenario = load_scenario("ankara-2020")
    result = map_coverage(scenario, posting_m=2000.0)
    row = next(r for r in result.table if r.of == "all radars" and r.ring == "press circle")
    assert row.altitude == "100 m agl"
    assert 100 * row.seen_share == pytest.approx(float(stated[1]), abs=0.06)  # a digit printed, 2 km nodes


def test_every_command_is_named_in_readme_or_its_own_help(run):
    shown = run("--help").out
    for name in re.findall(r"^  (\w+)  ", shown, re.MULTILINE):
        assert name in README or name == "schema", name
