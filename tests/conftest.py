"""What every test shares: where the shared data lies, which way we run, and the order of the last test."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from rangering._jit import COMPILING

ROOT = Path(__file__).parent.parent
os.environ.setdefault("MPLBACKEND", "Agg")
os.environ["RANGERING_OFFLINE"] = "1"
# The first example of a property may wait for the compiler; later runs must not depend on earlier failures.
settings.register_profile("rangering", deadline=None, derandomize=True, database=None)
settings.load_profile("rangering")


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
