"""Chunks over a cluster: killed, late and missing workers change nothing but the time it takes."""

import sys
from functools import partial
from importlib.util import find_spec

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
        n_workers=workers, threads_per_worker=1, dashboard_address=None, memory_limit=0, silence_logs=50
    )


@needs_dask
def test_a_worker_killed_in_the_middle_costs_its_chunk_another_try_and_nothing_else(tmp_path):
    there = tmp_path / "there"
    there.mkdir()
    told = []
    run_on_cluster(partial(chunk_work.dies_once, str(there)), NUMBERS, None, 2, told.append)
    assert told == [pytest.approx((n + 1) / 12) for n in range(12)]
    assert (there / f"{chunk_work.DEADLY}.begun").exists()
    assert chunk_work.parts(there) == chunk_work.expected(tmp_path / "here", NUMBERS)


@needs_dask
def test_a_chunk_that_kills_every_worker_is_named_and_what_is_done_stays(tmp_path):
    import dask

    # Of four tries in a row two are left out: each starts a process.
    few = dask.config.set({"distributed.scheduler.allowed-failures": 1})
    with few, pytest.raises(RangeringError, match="killed every worker") as told:
        run_on_cluster(partial(chunk_work.dies_always, str(tmp_path)), range(5), None, 2)
    assert told.value.where == f"--cluster: chunk {chunk_work.DEADLY}"
    assert "0.part" in chunk_work.parts(tmp_path)


@needs_dask
def test_a_late_chunk_is_given_to_a_second_worker(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_LATE_S", 0.5)
    there = tmp_path / "there"
    there.mkdir()
    # Without a copy this takes 600 s.
    run_on_cluster(partial(chunk_work.late_once, str(there)), NUMBERS, None, 2)
    assert chunk_work.parts(there) == chunk_work.expected(tmp_path / "here", NUMBERS)


@needs_dask
def test_an_error_of_a_chunk_arrives_as_it_was_raised(tmp_path):
    with pytest.raises(ManyErrors) as told:
        run_on_cluster(partial(chunk_work.fails, str(tmp_path)), NUMBERS, None, 2)
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
def test_a_cluster_that_is_there_does_the_work_if_it_has_the_same_version(tmp_path, monkeypatch):
    there = tmp_path / "there"
    there.mkdir()
    with local_cluster(1) as other:
        work = partial(chunk_work.write, str(there))
        run_on_cluster(work, NUMBERS, other.scheduler_address, 0)
        assert chunk_work.parts(there) == chunk_work.expected(tmp_path / "here", NUMBERS)
        monkeypatch.setattr(cluster, "__version__", "99.0")
        with pytest.raises(ScenarioError, match=r"another rangering than 99\.0") as told:
            run_on_cluster(work, NUMBERS, other.scheduler_address, 0)
        assert "tcp://127.0.0.1" in told.value.where


@needs_dask
def test_a_cluster_without_workers_is_said_to_have_none(monkeypatch):
    monkeypatch.setattr(cluster, "_CONNECT_S", 1.0)
    with local_cluster(0) as empty, pytest.raises(ScenarioError, match="has no workers") as told:
        run_on_cluster(partial(chunk_work.write, "nowhere"), NUMBERS, empty.scheduler_address, 0)
    assert "dask worker tcp://" in told.value.mend


@needs_dask
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "carrier-pigeon://loft"])
def test_an_address_without_a_scheduler_is_named(address, monkeypatch):
    monkeypatch.setattr(cluster, "_CONNECT_S", 1.0)
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
