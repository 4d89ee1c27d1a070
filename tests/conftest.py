"""What every test shares: where the shared data lies, which way we run, and the order of the last test."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from rangering._jit import COMPILING

ROOT = Path(__file__).parent.parent
os.environ.setdefault("MPLBACKEND", "Agg")
os.environ["RANGERING_OFFLINE"] = "1"
# The first example of a property may wait for the compiler; later runs must not depend on earlier failures.
settings.register_profile("rangering", deadline=None, derandomize=True, database=None)
settings.load_profile("rangering")


VALIDATE = Path(__file__).parent / "validate"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Long statistical tests run where their folder is asked for by name: `make validate`."""
    if collection_path != VALIDATE:
        return None
    asked = [Path(each.split("::")[0]).absolute() for each in config.args]
    return None if any(VALIDATE in (each, *each.parents) for each in asked) else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In plain Python only `both_ways` tests run; the list of kernels nobody reached comes last."""
    if not COMPILING:
        skip = pytest.mark.skip(reason="plain Python is a thousand times slower: compiled runs only")
        for item in items:
            if not item.get_closest_marker("both_ways"):
                item.add_marker(skip)
    items.sort(key=lambda item: "test_kernels_reached" in item.nodeid)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of larger public data; a clone alone has none, and the tests that want it say so."""
    folder = Path(os.environ.get("RANGERING_SHARED", ROOT.parent / "shared"))
    if not (folder / "validation").is_dir():
        pytest.skip("the shared validation data is not here ($RANGERING_SHARED)")
    return folder


class Ran(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command line in this process, as the installed command would."""
    from rangering import cli

    def ran(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["rangering", *words])
        status = 0
        try:
            cli.main()
        except SystemExit as stop:
            status = int(stop.code or 0)
        shown = capsys.readouterr()
        return Ran(status, shown.out, shown.err)

    return ran
