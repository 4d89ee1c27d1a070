"""The page on exposure: what it tells to type works and prints what it says."""

import tomllib

from rangering.scenario.flights import Traffic
from tests.conftest import ROOT
from tests.docs.pages import blocks, play

PAGE = (ROOT / "docs/how-to/exposure.md").read_text(encoding="utf-8")


def test_what_the_page_tells_to_type_works(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for each in play(PAGE, tmp_path, run):
        if each.stated is not None:
            assert each.printed == each.stated
    for name in ("report.html", "exposure.png", "flights.csv", "exposure.json"):
        assert f"`{name}`" in PAGE
        assert (tmp_path / "sky" / name).is_file()


def test_the_traffic_table_reads():
    (block,) = blocks(PAGE, "toml")
    (table,) = tomllib.loads(block.text)["traffic"]
    assert Traffic.model_validate(table).classes["C172"] == "target/light-aircraft"
