"""The one place that chooses how kernels are compiled.

Numba's disk cache notices a change neither in a called function of another file nor in a flag, so the cache
folder is named by a hash of every kernel source, of the shapes that kernels read, and of the versions: a
changed kernel can never meet stale machine code. Setting that folder is the one thing an import of rangering
does to the process. A kernel is compiled by one process at a time, see `_once`.

With ``NUMBA_DISABLE_JIT=1`` every kernel runs as plain Python, numba is not even imported, and the kernels
that were called are remembered, so that a test can name those that nobody tried both ways.
"""

import os
import sys
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

COMPILING = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")

kernels: set[str] = set()
"""Every kernel defined so far, as ``module.name``."""
reached: set[str] = set()
"""With the compiler off: every kernel called so far."""


_SHAPES = ("_jit.py", "_held.py", "constants.py", "codes.py", "plan.py", "state.py", "tracks.py")
"""Files that hold no kernel but what kernels are compiled with: constants, codes, tuples of arrays."""


def _sources_hash() -> str:
    digest = sha256(sys.version.encode())
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        text = path.read_bytes()
        if b"_jit import" in text or path.name in _SHAPES:
            digest.update(path.relative_to(package).as_posix().encode() + text)
    return digest.hexdigest()[:16]


def user_folder(name: str) -> Path:
    """A folder of ours in the user's cache, made if need be; a temporary one where no home can be written."""
    stated = os.environ.get("RANGERING_CACHE") or os.environ.get("XDG_CACHE_HOME")
    base = Path(stated) if stated else Path.home() / ".cache"
    folder = base / "rangering" / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError:
        from tempfile import gettempdir

        folder = Path(gettempdir()) / f"rangering-{os.getuid() if hasattr(os, 'getuid') else 0}" / name
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def cache_folder() -> Path:
    """Where machine code of these very sources is kept."""
    return user_folder(f"kernels-{_sources_hash()}")


def compiled_before() -> bool:
    """Whether this machine holds machine code for these sources already; else the first call waits for it."""
    return not COMPILING or any(cache_folder().rglob("*.nbi"))


if COMPILING:
    _folder = str(cache_folder())
    os.environ["NUMBA_CACHE_DIR"] = _folder
    if "numba" in sys.modules:  # numba read its settings before us
        sys.modules["numba"].config.CACHE_DIR = _folder


def _define(function: Kernel, *, parallel: bool) -> Kernel:
    name = f"{function.__module__}.{function.__qualname__}"
    kernels.add(name)
    if not COMPILING:

        @wraps(function)
        def plain(*args: Any) -> Any:
            reached.add(name)
            return function(*args)

        return cast(Kernel, plain)

    from numba import njit

    # numpy's error model: 1/0 is inf, as in plain Python with numpy floats; the default raises in a kernel.
    compiler = njit(cache=True, nogil=True, error_model="numpy", parallel=parallel)
    dispatcher = compiler(function)
    by_value = dispatcher.get_call_template

    def by_type(args: Any, kws: Any) -> Any:
        # A kernel called with a constant would be compiled anew for every constant: twenty copies of one
        # draw.
        from numba.core import types

        plain: Any = types.unliteral
        return by_value(tuple(map(plain, args)), {name: plain(kind) for name, kind in kws.items()})

    setattr(dispatcher, by_value.__name__, by_type)
    from rangering._once import compile_once

    setattr(dispatcher, dispatcher.compile.__name__, compile_once(dispatcher, Path(_folder) / "locks" / name))
    return cast(Kernel, dispatcher)


def compiled(function: Kernel) -> Kernel:
    """A serial kernel: numbers in, numbers out, callable from any thread."""
    return _define(function, parallel=False)


def compiled_parallel(function: Kernel) -> Kernel:
    """A flat kernel whose ``prange`` loops write disjoint cells, so that threads cannot change a bit."""
    return _define(function, parallel=True)


thread_range: type[range] = range
"""``prange`` where there is a compiler, ``range`` where there is none."""
if COMPILING:
    from numba import prange

    thread_range = prange


def hold(values: Any) -> Any:
    """Nested named tuples as something that costs one word to hand on; in plain Python the tuples themselves.

    A tuple of hundreds of arrays is passed on element by element, and a chain of kernels that hand it to each
    other then takes minutes to compile. A kernel that is given what this returns sees the same fields behind
    a pointer. It takes no part in counting references, so a field costs a load and no more: where arrays are
    must not change while a kernel runs, and what is held lives at least as long as what this returned.

    Parameters
    ----------
    values : named tuple
        Of C-contiguous arrays, ints, floats, bools, and named tuples of these.

    Returns
    -------
    Pointer, or in plain Python `values`
    """
    if not COMPILING:
        return values
    from rangering._held import Pointer

    return Pointer(values)
