"""Ready scenarios give what they gave when their numbers were frozen."""

import copy
import json

import pytest

from tests.golden import harness
from tests.golden.cases import BOTH_WAYS, CASES
from tests.golden.renew import renew


@pytest.mark.both_ways
@pytest.mark.parametrize("name", BOTH_WAYS)
def test_it_is_unchanged_with_the_compiler_on_and_off(name):
    harness.check(name, CASES[name]())


@pytest.mark.parametrize("name", sorted(CASES.keys() - set(BOTH_WAYS)))
def test_it_is_unchanged(name):
    harness.check(name, CASES[name]())


def test_a_change_is_told_and_how_to_renew():
    name = next(iter(CASES))
    kept = harness.frozen(name)
    changed = copy.deepcopy(kept)
    key = next(iter(changed["rows"]))
    changed["rows"][key]["seen"] += 2e-6
    with pytest.raises(AssertionError, match="seen was") as caught:
        harness.check(name, changed)
    assert f"python -m tests.golden.renew {name}" in str(caught.value)
    # Elsewhere the last bit may differ: 2e-6 of the ring is less than the cells on its edge.
    harness.check(name, changed | {"machine": "another"})
    del changed["rows"][key]
    assert any("no longer there" in text for text in harness.changes(name, changed))


def test_freezing_keeps_every_number(tmp_path, monkeypatch):
    name = next(iter(CASES))
    kept = harness.frozen(name)
    monkeypatch.setattr(harness, "FOLDER", tmp_path)
    assert harness.changes(name, kept) == [f"{name} was never frozen"]
    harness.freeze(name, kept)
    assert json.loads((tmp_path / f"{name}.json").read_text()) == kept


def test_an_unknown_case_is_named(capsys):
    assert renew(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
