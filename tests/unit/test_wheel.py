"""What the wheel holds: the ready scenarios and the data that the package reads."""

from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_the_ready_scenarios_and_the_catalog_are_in_the_wheel():
    wheel = pytest.importorskip("hatchling.builders.wheel")
    packed = {
        Path(each.distribution_path).as_posix()
        for each in wheel.WheelBuilder(str(ROOT)).recurse_included_files()
    }
    assert {f"rangering/scenarios/{path.name}" for path in (ROOT / "scenarios").glob("*.toml")} <= packed
    programmes = (ROOT / "scenarios" / "programmes").glob("*.toml")
    assert {f"rangering/scenarios/programmes/{path.name}" for path in programmes} <= packed
    data = (ROOT / "src" / "rangering").rglob("*.toml")
    assert {path.relative_to(ROOT / "src").as_posix() for path in data} <= packed
    assert "rangering/report/html/style.css" in packed
