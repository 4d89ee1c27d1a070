"""Every kernel is tried both ways: an index out of range is silent when compiled and loud in plain Python."""

import pkgutil
from importlib import import_module

import pytest

import rangering
from rangering._jit import COMPILING, kernels, reached


@pytest.mark.both_ways
def test_every_kernel_is_reached_by_a_both_ways_test(request: pytest.FixtureRequest):
    if COMPILING:
        pytest.skip("calls are only counted with the compiler off (make test runs it so)")
    if request.config.getoption("keyword") or len(request.config.args) > 1 or "::" in request.config.args[0]:
        pytest.skip("only a whole run can tell")
    for module in pkgutil.walk_packages(rangering.__path__, "rangering."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    assert sorted(kernels - reached) == []
