"""The tutorial runs from top to bottom in an empty folder, and prints what the page says it prints."""

import re

import pytest

from tests.conftest import ROOT
from tests.docs.pages import play

TUTORIALS = ROOT / "docs" / "tutorials"


@pytest.mark.parametrize("name", sorted(path.name for path in TUTORIALS.glob("*.md")))
def test_it_runs_and_prints_what_it_says(name, run, tmp_path, monkeypatch):
    pytest.importorskip("xarray")
    monkeypatch.chdir(tmp_path)
    page = (TUTORIALS / name).read_text(encoding="utf-8")
    played = list(play(page, tmp_path, run))
    assert len(played) >= 10
    for each in played:
        if each.stated is not None:
            assert each.printed == each.stated, each.block.text
        elif each.block.language == "python":
            assert not each.printed, each.block.text
    for picture in re.findall(r"savefig\(\"([\w.-]+)\"\)", page):
        assert (tmp_path / picture).stat().st_size > 10_000, picture


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.stem)
def test_links_of_the_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
