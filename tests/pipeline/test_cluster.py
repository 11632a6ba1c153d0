"""The same archive on a Dask cluster: the same bytes, and the loss of a worker costs nothing."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from document.errors import ClusterRefused
from pipeline.archive.results import Result
from pipeline.archive.run import Unwatched, convert
from pipeline.workers.dask import LOCAL, DaskCluster, do
from pipeline.workers.job import Job, Settings
from pipeline.workers.supervisor import Limits

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a worker is killed by a signal")


class KillsAWorker(Unwatched):
    """Kills a process of the cluster when the first document is done."""

    def __init__(self, executor: DaskCluster) -> None:
        self._executor, self.killed = executor, 0

    def closed(self, _: Result) -> None:
        if not self.killed:
            self.killed = min(self._executor.processes().values())
            os.kill(self.killed, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.usefixtures("slow_tesseract")
def test_a_cluster_gives_the_same_bytes_also_when_a_worker_is_killed(
    archive: Path, tmp_path: Path
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    settings = Settings(engine="pytesseract")
    executor = DaskCluster(LOCAL, 2)
    killer = KillsAWorker(executor)
    outcome = convert([archive], tmp_path / "out", settings, killer, executor=executor)
    assert killer.killed
    assert outcome.exit_code == 9
    convert([archive], tmp_path / "straight", settings)
    for name in ("records.csv", "reports.csv", "checks.csv"):
        straight = (tmp_path / "straight" / name).read_bytes()
        assert (tmp_path / "out" / name).read_bytes() == straight


def test_a_machine_with_another_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClusterRefused, match="another bangdiem"):
        do(Job(tmp_path / "a.txt", Settings()), Limits(), "1.0+other")


def test_a_cluster_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    monkeypatch.setattr("pipeline.workers.dask.CONNECT_SECONDS", 1)
    with pytest.raises(ClusterRefused, match="cannot be reached"):
        DaskCluster("tcp://127.0.0.1:9", 1)
