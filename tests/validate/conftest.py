"""What the long statistical tests share: the figures they found, shown as a table at the end."""

from collections.abc import Callable

import pytest

_FOUND: list[str] = []


@pytest.fixture
def figure() -> Callable[[str, str, str], None]:
    """Note one line for the table of benchmarks/README.md: what, what is to be reached, what was measured."""

    def noted(what: str, reach: str, measured: str) -> None:
        _FOUND.append(f"| {what} | {reach} | {measured} |")

    return noted


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table, as it stands in the file."""
    if _FOUND:
        terminalreporter.section("the tool's own statistics")
        terminalreporter.write_line("| what | reach | measured |\n|---|---|---|\n" + "\n".join(_FOUND))
