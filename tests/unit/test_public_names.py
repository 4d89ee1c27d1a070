"""The names a person imports from the package: each is there, and does its work as it was promised."""

import inspect

import pytest

import rangering


@pytest.mark.parametrize("name", rangering.__all__)
def test_a_public_name_loads_and_is_told_by_dir(name: str):
    assert getattr(rangering, name) is not None
    assert name in dir(rangering)


@pytest.mark.parametrize(
    ("name", "first", "keywords"),
    [
        ("map_coverage", "scenario", {"samples"}),
        ("map_exposure", "scenario", {"samples", "edges", "step_s"}),
        ("simulate", "scenario", {"replicates", "seed", "jobs", "fidelity", "samples"}),
        ("endure", "scenario", {"days", "replicates", "seed", "jobs", "fidelity", "samples"}),
        ("replay", "scenario", {"replicate", "seed", "fidelity", "days"}),
    ],
)
def test_what_runs_a_scenario_takes_it_first_and_the_rest_by_name(name: str, first: str, keywords: set[str]):
    parameters = inspect.signature(getattr(rangering, name)).parameters
    by_name = {each for each, of in parameters.items() if of.kind is of.KEYWORD_ONLY}
    assert next(iter(parameters)) == first
    assert keywords <= by_name
    assert by_name == set(parameters) - {first}


def test_a_name_that_is_not_there_is_said_to_be_missing():
    with pytest.raises(AttributeError, match="has no attribute 'simulated'"):
        _ = rangering.simulated
