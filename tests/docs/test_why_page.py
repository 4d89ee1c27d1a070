"""What the page on `rangering why` tells a reader to type works, and says what the page says."""

import re
import shlex

from tests.conftest import ROOT

PAGE = (ROOT / "docs/how-to/why.md").read_text(encoding="utf-8")


def blocks(language):
    """The fenced blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_command_runs_and_writes_its_picture(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (block,) = blocks("sh")
    ran = run(*shlex.split(block)[1:])
    assert ran.status == 0, ran.err
    assert (tmp_path / "why.png").exists()
    assert "terrain" in ran.out


def test_the_python_runs(capsys):
    (block,) = blocks("python")
    exec(compile(block, "why.md", "exec"), {})
    shown = capsys.readouterr().out
    assert "terrain behind 700 m at 15.0 km" in shown
    assert "seen from 994 m above sea level" in shown
