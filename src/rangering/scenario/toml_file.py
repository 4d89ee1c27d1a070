"""From a path or a name to the tables of a TOML file; whatever is there instead is named.

Only the text is read here: what the tables mean is `rangering.scenario.faults`' business.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from rangering.errors import ScenarioError, nearest
from rangering.scenario.habits import mend_toml
from rangering.scenario.library import SCENARIOS, Shelf, ready

_MOST_BYTES = 10_000_000
_DEEPEST = 20
_PLACE = re.compile(r"(.*?) \(at (.*?)\)", re.DOTALL)
_LINE_COLUMN = re.compile(r"line (\d+), column (\d+)")


def find(source: str | Path, shelf: Shelf = SCENARIOS) -> Path:
    """The file a person means: a path, or the name of a ready one.

    Raises
    ------
    ScenarioError
        Nothing is there, or no file; the nearest names are given.
    """
    choices = f"name a TOML file, or a ready {shelf.word}: {', '.join(ready(shelf))}"
    if not str(source).strip():
        raise ScenarioError("names no file", where=shelf.word, value=str(source), mend=choices)
    path = Path(source)
    try:
        if path.is_file():
            return path
        if str(source) in ready(shelf):
            return ready(shelf)[str(source)]
        if path.is_dir():
            problem, known = "is a folder, not a file", sorted(str(p) for p in path.glob("*.toml"))
        elif path.exists():
            raise ScenarioError("is not a regular file", where=str(source), mend="name a TOML file")
        else:
            beside = {str(p) for p in path.parent.glob("*.toml")} if path.parent.is_dir() else set()
            problem, known = "does not exist", sorted({*beside, *ready(shelf)})
    except (OSError, ValueError) as error:
        problem = f"is not a path that can be read ({getattr(error, 'strerror', None) or error})"
        raise ScenarioError(problem, where=repr(str(source)[:80]), mend="name a TOML file") from None
    raise ScenarioError(problem, where=str(source), mend=nearest(str(source), known) or choices)


def read_tables(path: Path, shelf: Shelf = SCENARIOS) -> dict[str, Any]:
    """The tables of a TOML file, as Python dictionaries and lists.

    Raises
    ------
    ScenarioError
        Unreadable, too large, binary, empty, or not TOML; for the last one with line and column.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ScenarioError(
                "is larger than 10 MB", where=str(path), mend=f"this is no {shelf.word}; name another file"
            )
        data = path.read_bytes()
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise ScenarioError(problem, where=str(path), mend="check its permissions") from None
    return parse(data, str(path), shelf)


def parse(data: bytes, name: str, shelf: Shelf = SCENARIOS) -> dict[str, Any]:
    """The tables of the bytes of a TOML file called `name`; raises as `read_tables` does."""
    text_mend = f"a {shelf.word} is a text file in TOML, encoded in UTF-8"
    if b"\0" in data:
        raise ScenarioError("is a binary file", where=name, mend=text_mend)
    try:
        tables = tomllib.loads(data.decode("utf-8-sig"))
        if not tables:
            mend = f"start from a ready one: {shelf.start}"
            raise ScenarioError("is empty: it states nothing", where=name, mend=mend)
        _refuse_monsters(tables, name)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ScenarioError("is not UTF-8 text", where=f"{name}, line {line}", mend=text_mend) from None
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(str(error), data, name) from None
    except RecursionError:
        raise ScenarioError(
            "is nested too deeply", where=name, mend=f"a {shelf.word} nests four tables at most"
        ) from None
    except ValueError as error:  # numbers and dates that Python itself refuses
        raise ScenarioError(
            f"holds an impossible value: {error}", where=name, mend="look for a huge number"
        ) from None
    return tables


def _no_toml(said: str, data: bytes, name: str) -> ScenarioError:
    """What the TOML reader said, with the line it stopped at as written."""
    found = _PLACE.fullmatch(said)
    problem, place = (found[1], f"{name}, {found[2]}") if found else (said, name)
    at = _LINE_COLUMN.fullmatch(found[2]) if found else None
    if at is None:
        return ScenarioError(f"is not TOML: {problem}", where=place, mend="mend that line")
    # As the TOML reader counts: a line ends at \n alone.
    line = data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")[int(at[1]) - 1]
    mend = mend_toml(line, int(at[2]))
    return ScenarioError(f"is not TOML: {problem}", where=place, value=line.strip(), mend=mend)


def _refuse_monsters(tables: dict[str, Any], name: str) -> None:
    """TOML promises 64-bit integers; larger ones and endless nesting would break every message about them."""
    level: list[Any] = [tables]
    for _ in range(_DEEPEST):
        level = [
            part
            for x in level
            for part in (x.values() if isinstance(x, dict) else x if isinstance(x, list) else ())
        ]
        if any(isinstance(part, int) and not -(2**63) <= part < 2**63 for part in level):
            raise ScenarioError(
                "holds an integer of more than 64 bits", where=name, mend="shorten the number"
            )
        if not level:
            return
    raise ScenarioError("is nested too deeply", where=name, mend="a scenario nests four tables at most")
