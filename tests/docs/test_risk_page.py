"""The page on `rangering risk`: its Python prints what the page says; its commands name real options."""

import contextlib
import io

import pytest

from rangering._jit import COMPILING
from tests.conftest import ROOT
from tests.docs.pages import blocks, commands

PAGE = (ROOT / "docs/how-to/risk.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not COMPILING, reason="hundreds of replicates")
def test_the_python_prints_what_the_page_says():
    (code,) = blocks(PAGE, "python")
    (stated,) = blocks(PAGE, "text")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code.text, "risk.md", "exec"), {})
    assert printed.getvalue() == stated.text


def test_its_commands_are_real(run):
    told = [words for block in blocks(PAGE, "sh") for words in commands(block.text)]
    assert [words[:2] for words in told] == [["risk", "civil-risk"]] * 2
    shown = run("risk", "--help").out
    for words in told:
        assert all(word in shown for word in words if word.startswith("--"))
