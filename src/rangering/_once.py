"""One process compiles a kernel; others that want it meanwhile wait, and load what it has made.

Left to itself every process compiles what the disk does not hold yet, and the last to end overwrites the
same machine code. Here a compilation first takes the operating system's lock on a file of the kernel's name.
A kernel holds its own while the kernels it calls take theirs; as no kernel calls itself, processes that
wait for one another never do so in a circle.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


def compile_once(dispatcher: Any, lock: Path) -> Callable[[Any], Any]:
    """The dispatcher's own `compile`, by one process at a time.

    Parameters
    ----------
    dispatcher : numba.core.registry.CPUDispatcher
        Of the kernel.
    lock : Path
        A file of this kernel's, in a folder that this machine's processes share; made where it is missing.

    Returns
    -------
    Callable
        To be set in place of ``dispatcher.compile``.
    """
    from numba.core.compiler_lock import global_compiler_lock

    compile_here = dispatcher.compile

    def compile_alone(signature: Any) -> Any:
        # Numba's lock first: two threads that took the two in turn would wait for each other.
        with global_compiler_lock, _held(lock):
            return compile_here(signature)

    return compile_alone


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """With the lock on a file; without one where the system or the folder keeps none, and compiled twice."""
    handle = None
    with suppress(ImportError, OSError):
        import fcntl

        path.parent.mkdir(exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if handle is not None:
            # Closing is enough, but for a fork that shares the open file.
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_UN)
            os.close(handle)
