"""What ran: version, hashes of what went in, seed, machine.

No clock and no path: the same inputs on the same machine give the same record, byte for byte.
"""

import platform
from collections.abc import Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

CAVEAT = "Verified against closed forms; not validated against combat data; conditional on public claims."
"""The line that every output carries."""


def digest(content: bytes) -> str:
    """SHA-256 of some bytes, as hexadecimal text."""
    return sha256(content).hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of what a file holds, as hexadecimal text; its size does not matter."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def record(inputs: Mapping[str, str], seed: int | None = None, *, kernels: bool = True) -> dict[str, Any]:
    """How a result came about.

    Parameters
    ----------
    inputs : mapping of str to str
        What went in and its SHA-256, such as ``{"scenario": "9f…", "catalog": "04…"}``.
    seed : int, optional
        Of the draws, where there were any.
    kernels : bool
        Whether kernels took part. Where none did their compiler, half a second, is not loaded to be asked.

    Returns
    -------
    dict
        Ready for JSON.
    """
    # Reading a catalog need not wait for these: 30 ms, and half a second where kernels are compiled.
    from importlib.metadata import version

    compiled = False
    if kernels:
        from rangering._jit import COMPILING

        compiled = COMPILING

    ran: dict[str, Any] = {
        "rangering": version("rangering"),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "machine": f"{platform.system()} {platform.machine()}",
        "compiled": compiled,
        "inputs": dict(inputs),
        "caveat": CAVEAT,
    }
    return ran if seed is None else ran | {"seed": seed}
