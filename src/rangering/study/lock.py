"""One run at a time on one study: a second one is told who is at work.

The lock is the operating system's (`flock` on the file ``lock``), so it goes with its process, however that
ends: a run that was killed leaves its words behind but no lock, and the next one takes over. Worker processes
of a run do not hold it: one that outlives a killed run keeps nobody out, and what it still writes is whole
and has the same bytes.

On network folders Linux passes `flock` on to the server (NFS with its lock service, SMB, Lustre mounted with
``flock``), and it holds between machines. Where the server keeps no locks the run is refused, because nobody
could be kept out; a mount with ``nolock`` or ``local_lock`` keeps out runs on the same machine alone. There,
two runs waste work on each other, but chunks are still whole and equal.
"""

import json
import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rangering.errors import OutputError, StudyError

NAME = "lock"
# Whoever asks for the state of a study holds its lock for a moment.
_TRIES, _PAUSE_S = 4, 0.05
_held: set[int] = set()
_hooked = False


class Lock:
    """The right to work on a study.

    Parameters
    ----------
    folder : Path
        Of the study; it must be there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this process has it."""
        return self.handle is not None and self.handle in _held

    def take(self) -> str:
        """Take it.

        Returns
        -------
        str
            Whose run ended without a word, where one did; else empty.

        Raises
        ------
        StudyError
            Another run has it, or the folder keeps no locks.
        OutputError
            The folder cannot be written.
        """
        import fcntl

        path = self.folder / NAME
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            problem = f"cannot be written: {error.strerror or error}"
            raise OutputError(
                problem, where=str(self.folder), mend="name a folder that can be written"
            ) from None
        try:
            for _ in range(_TRIES):
                with suppress(BlockingIOError):
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                time.sleep(_PAUSE_S)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _words(_read(handle))
            os.close(handle)
            raise StudyError(
                f"is being worked on by {holder}", where=str(self.folder),
                mend="wait for that run, or end it; what it has finished is kept",
            ) from None  # fmt: skip
        except OSError as error:
            os.close(handle)
            raise StudyError(
                f"lies where files cannot be locked: {error.strerror or error}", where=str(self.folder),
                mend="name a folder on a disk of this machine, or on a mount that keeps locks",
            ) from None  # fmt: skip
        left = _read(handle)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        said = {"process": os.getpid(), "host": os.uname().nodename, "since": now}
        os.ftruncate(handle, 0)
        # A full disk must not stop a run that has its lock: the words are for people.
        with suppress(OSError):
            os.pwrite(handle, json.dumps(said).encode(), 0)
        _hold(handle)
        self.handle = handle
        return f"{_words(left)} ended without a word; its chunks are kept" if left else ""

    def give_back(self) -> None:
        """Let others in; nothing happens where it is not held."""
        if self.handle is None or not self.held:
            return
        handle, self.handle = self.handle, None
        _held.discard(handle)
        os.ftruncate(handle, 0)
        os.close(handle)


def holder(folder: Path) -> str:
    """Who is at work on a study, in words; empty where nobody is."""
    import fcntl

    try:
        handle = os.open(folder / NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        # Shared: two that only look do not stand in each other's way.
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _words(_read(handle))
    except OSError:
        return ""
    finally:
        os.close(handle)
    return ""


def _hold(handle: int) -> None:
    global _hooked
    _held.add(handle)
    if not _hooked:
        # A forked worker shares the open file, and with it the lock, until it closes it.
        os.register_at_fork(after_in_child=_let_go)
        _hooked = True


def _let_go() -> None:
    for handle in _held:
        os.close(handle)
    _held.clear()


def _read(handle: int) -> dict[str, Any]:
    try:
        said = json.loads(os.pread(handle, 4096, 0).decode())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _words(said: dict[str, Any]) -> str:
    if not said:
        return "another process"
    return f"process {said.get('process')} on {said.get('host')} since {said.get('since')}"
