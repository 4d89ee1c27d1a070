"""Groups of options: what is typed reaches the body of a command, each under its own name."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from rangering.cli.options import RunOptions, SeenOptions, StudyOptions, stated, taking

_TYPED = {
    "seed": (("--seed", "7"), 7),
    "jobs": (("--jobs", "3"), 3),
    "cluster": (("--cluster", "local"), "local"),
    "fidelity": (("--fidelity", "both"), "both"),
    "days": (("--days", "2.5"), 2.5),
    "samples": (("--samples", "9"), 9),
    "no_defaults": (("--no-defaults",), True),
    "allow_assumed": (("--allow-assumed",), True),
    "out": (("--out", "raid"), "raid"),
    "quiet": (("-q",), True),
    "extra": (("--catalog", "a.toml", "--catalog", "b.toml"), (Path("a.toml"), Path("b.toml"))),
    "as_json": (("--json",), True),
}


@pytest.fixture(params=[RunOptions, StudyOptions, SeenOptions])
def asked(request):
    """A group, and how a command that takes it is typed; returns what its body was given."""
    given = []
    app = typer.Typer()

    @app.command()
    @taking(request.param)
    def body(scenario: str, extent: int = 5, *, options: RunOptions | StudyOptions | SeenOptions) -> None:
        given.append((scenario, extent, options))

    def typed(*words):
        ran = CliRunner().invoke(app, list(words))
        assert ran.exit_code == 0, ran.output
        return given.pop()

    return request.param, typed


def test_every_option_of_a_group_reaches_the_body_under_its_name(asked):
    group, typed = asked
    names = stated(group()).keys()
    words = [word for name in names for word in _TYPED[name][0]]
    scenario, extent, options = typed("ridge", "--extent", "8", *words)
    assert (scenario, extent) == ("ridge", 8)
    assert stated(options) == {name: _TYPED[name][1] for name in names}


def test_options_left_out_have_the_defaults_of_their_group(asked):
    group, typed = asked
    scenario, extent, options = typed("ridge")
    assert (scenario, extent, options) == ("ridge", 5, group())
    assert stated(options)["extra"] == ()
