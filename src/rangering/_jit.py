"""The one place that chooses how kernels are compiled.

Numba's disk cache notices a change neither in a called function of another file nor in a flag, so the cache
folder is named by a hash of every kernel source, of the shapes that kernels read, and of the versions: a
changed kernel can never meet stale machine code. Setting that folder is the one thing an import of rangering
does to the process.

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


_SHAPES = ("_jit.py", "constants.py", "codes.py", "plan.py", "state.py", "tracks.py")
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
        # A kernel called with a constant would be compiled anew for every constant: twenty copies of one draw.
        from numba.core import types

        plain: Any = types.unliteral
        return by_value(tuple(map(plain, args)), {name: plain(kind) for name, kind in kws.items()})

    setattr(dispatcher, by_value.__name__, by_type)
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


def hold(values):  # type: ignore[no-untyped-def]
    """Nested named tuples as something that costs one word to hand on; in plain Python the tuples themselves.

    A tuple of hundreds of arrays is passed on element by element, and a chain of kernels that hand it to each other
    then takes minutes to compile. Called inside a kernel, this gives the same fields behind a pointer.
    """
    return values


if COMPILING:
    from numba.core import types as _numba_types
    from numba.experimental import structref as _numba_structref
    from numba.extending import overload as _overload

    _types: Any = _numba_types
    _structref: Any = _numba_structref

    def _behind_pointer(values: Any) -> Any:
        """The type of pointer to a type of named tuple: one class a kind of tuple, one type a set of fields."""
        held = getattr(sys.modules[__name__], f"Held{values.instance_class.__name__}")
        kinds = [
            _behind_pointer(kind) if isinstance(kind, _types.NamedTuple) else _types.unliteral(kind)
            for kind in values.types
        ]
        return held(list(zip(values.fields, kinds, strict=True)))

    def __getattr__(name: str) -> Any:
        """The class of a pointer, made when first asked for: by a kernel, or by the cache that names it."""
        if not name.startswith("Held"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = _structref.register(type(name, (_types.StructRef,), {"__module__": __name__}))
        return globals()[name]

    @_overload(hold)
    def _hold_compiled(values):  # type: ignore[no-untyped-def]
        if not isinstance(values, _types.NamedTuple):
            return lambda values: values
        lines = ["def build(values):", "    held = new(kind)"]
        for field, kind in zip(values.fields, values.types, strict=True):
            taken = f"values.{field}"
            lines.append(
                f"    held.{field} = {f'hold({taken})' if isinstance(kind, _types.NamedTuple) else taken}"
            )
        scope = {"hold": hold, "new": _structref.new, "kind": _behind_pointer(values)}
        exec("\n".join([*lines, "    return held"]), scope)
        return scope["build"]
