"""Chunks of work over the workers of a cluster (dask.distributed), each of which writes its own part.

The scheduler sees a number for each chunk and nothing of its result. A worker that is killed loses the chunk
it was at, which another takes; a chunk that several workers died of is named and ends the run. Towards the
end, a chunk that takes far longer than others is given to a second worker, and whoever is first counts: parts
are the same whoever writes them, and are written in one move. So results depend on none of this.
A scheduler runs whatever it is sent. Its port belongs on a network of people who trust each other, or behind
TLS (address `tls://…`, certificates by dask's own settings).
Source: documentation of dask.distributed, "Resilience" and "Scheduling policies"; copies of late tasks: Dean
and Ghemawat, "MapReduce", OSDI (2004), section 3.6.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from statistics import median
from time import monotonic
from typing import Any

from rangering import __version__
from rangering.errors import RangeringError, ScenarioError
from rangering.study.processes import Perform, Progress, require_workers

_TICK_S = 0.5  # how often somebody looks for late chunks and lost workers
_LATE = 3.0  # times the median of all chunks
_LATE_S = 2.0  # and at least so much more: copies of short chunks cost more than they save
_CONNECT_S = 15.0  # until a scheduler answers
_WORKERS_S = 15.0  # and then has a worker
_ALONE_S = 120.0  # without any worker before one gives up

SETTINGS: dict[str, Any] = {
    # Statistics that nobody looks at: as they come they take a tenth of a core beside two workers, so a
    # fortieth.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.client.scheduler-info-interval": "60s",
    "distributed.scheduler.active-memory-manager.start": False,  # results stay with no worker
    # Else this very process, and all it starts later, would have other settings of memory and threads.
    "distributed.nanny.pre-spawn-environ": {},
    "distributed.scheduler.http.routes": [],
    "distributed.comm.timeouts.connect": "300s",  # workers on a machine with far more to do than cores
}
"""Settings of a cluster of our own while it runs; somebody else's cluster keeps its own."""


def run_on_cluster(
    perform: Perform,
    numbers: Sequence[int],
    address: str | None,
    workers: int,
    progress: Progress | None = None,
) -> None:
    """Do every chunk, on a cluster that is there or on one started here and stopped at the end.

    Parameters
    ----------
    perform : callable
        Does the chunk of a number and writes its part where all workers can write. It travels with every
        number: a function of a module, or `functools.partial` of one with little more than a path. A chunk
        may be done twice, even at the same time.
    numbers : sequence of int
        Of the chunks to be done.
    address : str, optional
        Of the scheduler, such as ``"tcp://10.0.0.7:8786"``; without, a cluster of processes on this machine.
    workers : int
        Processes of that cluster, one thread each; with an address it says nothing.
    progress : callable, optional
        Told the share done, after each chunk.

    Raises
    ------
    RangeringError
        dask.distributed is not installed; the cluster cannot be reached, has no workers or another version
        of rangering; a chunk killed every worker it was given to; or what `perform` raised. What is done
        stays done.
    """
    if address is None:
        require_workers(workers, "--jobs")
    _require_distributed()
    tell = progress or (lambda _share: None)
    if not numbers:
        return
    with _connected(address, min(workers, len(numbers))) as client:
        if address is not None:
            _require_same_version(client, address)
        _Run(client, perform, numbers).until_done(tell)


class _Run:
    """Who does what, what is done, and what is late."""

    def __init__(self, client: Any, perform: Perform, numbers: Sequence[int]) -> None:
        self.client, self.perform, self.numbers = client, perform, numbers
        self.left: Iterator[int] = iter(numbers)
        self.handed_out = 0
        self.running: dict[int, list[Any]] = {}
        """Futures of a chunk that is not done: one, or two where it was late."""
        self.since: dict[int, float] = {}
        self.took_s: list[float] = []
        self.ended: SimpleQueue[tuple[int, Any]] = SimpleQueue()
        self.threads: dict[str, int] = {}
        self.seen_workers = monotonic()

    def until_done(self, tell: Progress) -> None:
        """Hand out, wait, look after; on an error or Ctrl-C take back what is not done."""
        try:
            self._look_after()
            while len(self.took_s) < len(self.numbers):
                self._hand_out()
                try:
                    number, future = self.ended.get(timeout=_TICK_S)
                except Empty:
                    self._look_after()
                    continue
                if number in self.running:  # else its copy was first
                    _require_done(number, future)
                    self._finish(number)
                    tell(len(self.took_s) / len(self.numbers))
        finally:
            taken_back = [each for copies in self.running.values() for each in copies]
            if taken_back:
                self.client.cancel(taken_back, force=True)

    def _hand_out(self) -> None:
        """As many as there are threads, and no more.

        A chunk that waits at a worker while another kills it would share the blame; and so the scheduler
        never holds more chunks than threads. Handing out the next takes milliseconds.
        """
        room = max(sum(self.threads.values()), 1)
        while len(self.running) < room and self.handed_out < len(self.numbers):
            number = next(self.left)
            self.handed_out += 1
            self.since[number] = monotonic()
            self.running[number] = [self._submit(number)]

    def _submit(self, number: int, among: Sequence[str] | None = None) -> Any:
        future = self.client.submit(self.perform, number, pure=False, workers=among)
        future.add_done_callback(lambda done: self.ended.put((number, done)))
        return future

    def _finish(self, number: int) -> None:
        copies = self.running.pop(number)
        # Forgotten at once: what a worker has done need not be done again because that worker died later.
        if len(copies) > 1:
            self.client.cancel(copies, force=True)
        for each in copies:
            each.release()
        self.took_s.append(monotonic() - self.since.pop(number))
        if len(self.took_s) % 1000 == 0:
            self._count_threads()

    def _look_after(self) -> None:
        """Nothing was done for a while: who is there, and is anything late?"""
        self._count_threads()
        if self.threads:
            self.seen_workers = monotonic()
        elif monotonic() - self.seen_workers > _ALONE_S:
            raise RangeringError(
                f"has had no worker for {_ALONE_S:g} s", where="--cluster",
                mend="what is done is kept: start workers, then give the same command again",
            )  # fmt: skip
        if self.handed_out == len(self.numbers) and self.took_s and len(self.threads) > 1:
            self._copy_late()

    def _count_threads(self) -> None:
        self.threads = dict(self.client.nthreads())

    def _copy_late(self) -> None:
        """A second worker for what takes far longer than the others did."""
        usual_s = median(self.took_s[-10_000:])
        late_s = max(_LATE * usual_s, usual_s + _LATE_S)
        now = monotonic()
        late = [n for n, copies in self.running.items() if len(copies) == 1 and now - self.since[n] > late_s]
        if not late:
            return
        holds = {key: worker for worker, keys in self.client.processing().items() for key in keys}
        for number in late:
            holder = holds.get(self.running[number][0].key)
            others = [worker for worker in self.threads if worker != holder]
            self.running[number].append(self._submit(number, others))


def _require_done(number: int, future: Any) -> None:
    """Raises what went wrong with a chunk, in words where it was not the chunk itself."""
    from distributed import KilledWorker

    if future.status == "finished":
        return
    if future.status in ("cancelled", "lost"):
        raise RangeringError(
            "was lost", where="--cluster: the scheduler",
            mend="what is done is kept: the same command goes on from there",
        )  # fmt: skip
    error = future.exception()
    if isinstance(error, KilledWorker):
        raise RangeringError(
            "killed every worker it was given to, perhaps for want of memory",
            where=f"--cluster: chunk {number}",
            mend="what is done is kept; give workers more memory, or fewer to a machine, and the same "
            "command goes on",
        ) from error
    raise error


@contextmanager
def _connected(address: str | None, workers: int) -> Iterator[Any]:
    """A client of the cluster that is asked for; one that was started here stops afterwards."""
    import dask
    from distributed import Client, LocalCluster

    if address is not None:
        try:
            client = Client(address, timeout=_CONNECT_S, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ScenarioError(
                "does not answer as a scheduler", where="--cluster", value=address,
                mend='such as "tcp://10.0.0.7:8786"; dask scheduler prints its address when it starts',
            ) from error  # fmt: skip
        with client:
            yield client
        return
    with dask.config.set(SETTINGS):
        # No limit of memory: the system's own holds, as for plain processes. Without an address of its own
        # the scheduler would listen for browsers at the port that every other cluster wants.
        cluster = LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, memory_limit=0, silence_logs=50,
            dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False},
        )  # fmt: skip
        with cluster, Client(cluster, set_as_default=False) as client:
            client.register_plugin(_deaf_to_interrupts())
            yield client


def _deaf_to_interrupts() -> Any:
    """Ctrl-C reaches all processes of a terminal; workers leave it to who started them."""
    import signal

    from distributed import WorkerPlugin

    class Deaf(WorkerPlugin):  # type: ignore[misc]
        def setup(self, worker: Any) -> None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    return Deaf()


def _require_same_version(client: Any, address: str) -> None:
    """Raises ScenarioError where no worker comes, or one would work out something else."""
    try:
        client.wait_for_workers(1, timeout=_WORKERS_S)
    except TimeoutError as error:
        raise ScenarioError(
            "has no workers", where="--cluster", value=address, mend=f"dask worker {address} starts one"
        ) from error
    for worker, version in client.run(_version, on_error="return").items():
        if version != __version__:
            found = version if isinstance(version, str) else "none that can be imported"
            raise ScenarioError(
                f"has another rangering than {__version__}", where=f"--cluster: worker {worker}", value=found,
                mend=f"pip install 'rangering[cluster]=={__version__}' there",
            )  # fmt: skip


def _version() -> str:
    return __version__


def _require_distributed() -> None:
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise RangeringError(
            "needs dask.distributed, which is not installed", where="--cluster",
            mend="pip install rangering[cluster]",
        ) from error  # fmt: skip
