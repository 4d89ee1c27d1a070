"""Chunks over a cluster: killed, late and missing workers change nothing but the time it takes."""

import os
import sys
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from socket import SO_REUSEADDR, SOL_SOCKET, socket

import pytest

import rangering.study.cluster as cluster
from rangering.errors import ManyErrors, RangeringError, ScenarioError
from rangering.study.cluster import run_on_cluster
from tests import chunk_work
from tests.unit.test_processes import interrupted

NUMBERS = range(12)

needs_dask = pytest.mark.skipif(not find_spec("distributed"), reason="the extra cluster")


def local_cluster(workers):
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=workers, threads_per_worker=1, memory_limit=0, silence_logs=50,
        dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False},
    )  # fmt: skip


def settings_of_memory_and_threads():
    """Of this process and of all that it starts later."""
    return {name: said for name, said in os.environ.items() if name.startswith(("MALLOC_", "OMP_", "MKL_"))}


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A machine may have far more to do than processors: what must come may take its time."""
    monkeypatch.setattr(cluster, "_CONNECT_S", 120.0)
    monkeypatch.setattr(cluster, "_WORKERS_S", 120.0)


@pytest.fixture(scope="module")
def other():
    """Somebody's cluster of two workers, which are started anew where they die."""
    import dask

    # Of four tries in a row two are left out: each starts a process.
    few = dask.config.set({"distributed.scheduler.allowed-failures": 1})
    with few, local_cluster(2) as there:
        yield there.scheduler_address


@needs_dask
def test_a_killed_worker_and_one_that_hangs_cost_their_chunks_another_try_and_nothing_else(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(cluster, "_LATE_S", 0.5)
    before = settings_of_memory_and_threads()
    there = tmp_path / "there"
    there.mkdir()
    told = []
    run_on_cluster(partial(chunk_work.dies_and_hangs, str(there)), NUMBERS, None, 2, told.append)
    assert told == [pytest.approx((n + 1) / 12) for n in range(12)]
    assert {each.name for each in there.glob("*.begun")} == {
        f"{chunk_work.DEADLY}.begun", f"{chunk_work.ENDLESS}.begun"
    }  # fmt: skip
    assert chunk_work.parts(there) == chunk_work.expected(tmp_path / "here", NUMBERS)
    assert settings_of_memory_and_threads() == before


@needs_dask
def test_a_cluster_of_ours_starts_beside_one_that_holds_the_usual_port(tmp_path):
    with socket() as held:
        held.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        with suppress(OSError):  # somebody else holds it: as good
            held.bind(("127.0.0.1", 8787))
            held.listen()
        run_on_cluster(partial(chunk_work.write, str(tmp_path)), range(1), None, 1)
    assert list(chunk_work.parts(tmp_path)) == ["0.part"]


@needs_dask
def test_a_chunk_that_kills_every_worker_is_named_and_what_is_done_stays(tmp_path, other):
    with pytest.raises(RangeringError, match="killed every worker") as told:
        run_on_cluster(partial(chunk_work.dies_always, str(tmp_path)), range(5), other, 0)
    assert told.value.where == f"--cluster: chunk {chunk_work.DEADLY}"
    assert "0.part" in chunk_work.parts(tmp_path)


@needs_dask
def test_an_error_of_a_chunk_arrives_as_it_was_raised(tmp_path, other):
    with pytest.raises(ManyErrors) as told:
        run_on_cluster(partial(chunk_work.fails, str(tmp_path)), NUMBERS, other, 0)
    assert [each.where for each in told.value.errors] == ["a.toml, [x]", "a.toml, [y]"]


@needs_dask
def test_ctrl_c_stops_the_cluster_and_keeps_what_is_done(tmp_path):
    imports = "from rangering.study.cluster import run_on_cluster"
    call = f"run_on_cluster(partial(slow, {str(tmp_path)!r}), range(3000), None, 2)"
    interrupted(tmp_path, imports, call)
    done = chunk_work.parts(tmp_path)
    assert 2 <= len(done) < 3000
    assert all(len(part) == 800 for part in done.values())


@needs_dask
def test_a_cluster_that_is_there_does_the_work_if_it_has_the_same_version(tmp_path, other, monkeypatch):
    there = tmp_path / "there"
    there.mkdir()
    work = partial(chunk_work.write, str(there))
    run_on_cluster(work, NUMBERS, other, 0)
    assert chunk_work.parts(there) == chunk_work.expected(tmp_path / "here", NUMBERS)
    monkeypatch.setattr(cluster, "__version__", "99.0")
    with pytest.raises(ScenarioError, match=r"another rangering than 99\.0") as told:
        run_on_cluster(work, NUMBERS, other, 0)
    assert "tcp://127.0.0.1" in told.value.where


@needs_dask
def test_a_cluster_without_workers_is_said_to_have_none(monkeypatch):
    monkeypatch.setattr(cluster, "_WORKERS_S", 0.1)
    with local_cluster(0) as empty, pytest.raises(ScenarioError, match="has no workers") as told:
        run_on_cluster(partial(chunk_work.write, "nowhere"), NUMBERS, empty.scheduler_address, 0)
    assert "dask worker tcp://" in told.value.mend


@needs_dask
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "carrier-pigeon://loft"])
def test_an_address_without_a_scheduler_is_named(address, monkeypatch):
    monkeypatch.setattr(cluster, "_CONNECT_S", 0.2)
    with pytest.raises(ScenarioError, match="does not answer as a scheduler") as told:
        run_on_cluster(partial(chunk_work.write, "nowhere"), NUMBERS, address, 0)
    assert (told.value.where, told.value.value) == ("--cluster", address)


def test_a_missing_extra_is_named_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RangeringError, match="not installed") as told:
        run_on_cluster(partial(chunk_work.write, "nowhere"), NUMBERS, None, 2)
    assert told.value.where == "--cluster"
    assert told.value.mend == "pip install rangering[cluster]"


def test_a_number_of_processes_that_cannot_be_is_refused():
    with pytest.raises(ScenarioError, match="no number of processes"):
        run_on_cluster(partial(chunk_work.write, "nowhere"), NUMBERS, None, 0)
