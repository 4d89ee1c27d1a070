"""Words on a terminal: the commands, and how they end.

Exit status 0 done, 2 something in the user's input, 1 our fault. Engines are imported inside the command
that needs them, so that help comes at once.
"""

import os
import sys


def main() -> None:
    """The ``rangering`` command."""
    from rangering.cli.app import app
    from rangering.cli.terminal import fail
    from rangering.errors import RangeringError

    try:
        app()
    except RangeringError as error:
        sys.exit(fail(error))
    except KeyboardInterrupt:
        print("\nstopped; nothing half-written is left", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except MemoryError:
        print(
            "error: this machine has not enough memory for that (ask for a coarser posting)", file=sys.stderr
        )
        sys.exit(2)
    except Exception as error:
        if os.environ.get("RANGERING_DEBUG"):
            raise
        kind = type(error).__name__
        print(f"rangering failed, and the fault is ours: {kind}: {error}", file=sys.stderr)
        print("Run it again with RANGERING_DEBUG=1 and send us what it prints.", file=sys.stderr)
        sys.exit(1)
