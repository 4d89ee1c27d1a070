"""The command line that gives an answer again, put together from what was typed."""

import shlex
from collections.abc import Sequence

Typed = str | int | float | Sequence[object] | None


def command_line(words: str, *arguments: str, **options: Typed) -> str:
    """A command line as it would be typed; pages and records carry it.

    Parameters
    ----------
    words : str
        The command, such as ``"programme run"``.
    arguments : str
        What follows it without a name, a scenario for instance.
    options : str, int, float, bool, sequence or None
        By their names, ``_`` for ``-``, a single letter for a short one, in the order they shall stand. None
        and False are left out, True stands by its name alone, and each of a sequence gets the name.

    >>> command_line("coverage", "my ridge.toml", pd=0.8, posting=None, seed=1, catalog=["a.toml"])
    "rangering coverage 'my ridge.toml' --pd 0.8 --seed 1 --catalog a.toml"
    """
    typed = ["rangering", *words.split(), *arguments]
    for name, stated in options.items():
        flag = f"--{name.replace('_', '-')}" if len(name) > 1 else f"-{name}"
        if isinstance(stated, bool) or stated is None:
            typed += [flag] if stated else []
        else:
            several = [stated] if isinstance(stated, str | int | float) else stated
            typed += [word for each in several for word in (flag, _word(each))]
    return shlex.join(typed)


def _word(stated: object) -> str:
    return f"{stated:g}" if isinstance(stated, float) else str(stated)
