"""The house itself: who may import whom, what may be committed, and that importing changes nothing."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_imports_point_down():
    pytest.importorskip("importlinter")
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def tracked_files() -> list[Path]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split()]


def test_no_lock_names_an_index_host():
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert not re.search(r"https?://|--(extra-)?index-url|/simple\b", lock.read_text()), lock.name


def test_nothing_committed_names_a_machine_path():
    homes = re.compile(r"(^|[\s\"'=(])/(home|root|work|Users)/\w")
    for path in tracked_files():
        if (
            path.suffix in {".py", ".md", ".toml", ".lock", ".cff", ""}
            and path.is_file()
            and path.name != "LICENSE"
        ):
            found = homes.search(path.read_text(errors="replace"))
            assert found is None, f"{path.relative_to(ROOT)}: {found.group() if found else ''}"


def test_importing_the_package_loads_no_engine():
    heavy = ("numba", "scipy", "rasterio", "matplotlib", "pydantic")
    code = f"import sys, rangering; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_lines_are_at_most_110_columns():
    for path in tracked_files():
        if path.suffix == ".py" and path.is_file():
            long = [n for n, line in enumerate(path.read_text().splitlines(), 1) if len(line) > 110]
            assert not long, f"{path.relative_to(ROOT)}: lines {long}"
