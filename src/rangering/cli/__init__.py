"""Words on a terminal: the commands, and how they end.

Exit status 0 done, 2 something in the user's input, 1 our fault. Engines are imported inside the command
that needs them, so that help comes at once.
"""

import errno
import os
import sys
from io import TextIOWrapper


def main() -> None:
    """The ``rangering`` command."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")  # a terminal without "²" still gets its table
        sys.exit(_run())
    except KeyboardInterrupt:
        print("\nstopped; nothing half-written is left", file=sys.stderr)
        sys.exit(130)
    except MemoryError:
        print("error: this machine has not enough memory for that", file=sys.stderr)
        print("       ask for a coarser posting or fewer altitudes", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        if error.errno == errno.EPIPE:  # the reader, such as `head`, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        if error.errno == errno.ENOSPC:
            print("error: the disk is full", file=sys.stderr)
            sys.exit(2)
        _own(error)
    except Exception as error:
        _own(error)


def _run() -> int:
    from rangering.cli.app import app
    from rangering.cli.terminal import fail
    from rangering.errors import RangeringError

    try:
        app()
    except RangeringError as error:
        return fail(error, as_json="--json" in sys.argv)
    return 0


def _own(error: Exception) -> None:
    """Say that a failure is ours, and how to tell us."""
    if os.environ.get("RANGERING_DEBUG"):
        raise error
    print(f"rangering failed, and the fault is ours: {type(error).__name__}: {error}", file=sys.stderr)
    print("Run it again with RANGERING_DEBUG=1 and send us what it prints.", file=sys.stderr)
    sys.exit(1)
