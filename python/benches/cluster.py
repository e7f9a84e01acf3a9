"""What a test and a benchmark of a Spark job share: a cluster of two real workers, its
input, and the means to kill one of its processes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession


def start(rows_a_batch: int = 4000) -> SparkSession:
    """Two executors of one core and 1 GiB, each a process of its own."""
    # Workers run the interpreter that runs this, whatever else is called python3.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("onrecord")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", str(rows_a_batch))
    )
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def write_parquet(articles: list[dict[str, str | None]], folder: Path, n_files: int) -> None:
    """The articles' `id` and `text` in `n_files` Parquet files."""
    folder.mkdir(parents=True)
    size = -(-len(articles) // n_files)
    for number in range(n_files):
        part = articles[number * size : (number + 1) * size]
        columns = {
            name: pa.array([each.get(name) for each in part], pa.string())
            for name in ("id", "text")
        }
        pq.write_table(pa.table(columns), folder / f"part-{number:03d}.parquet")


def processes(words: str) -> list[int]:
    """Processes under this one whose command line holds `words`; others are left alone."""
    parents: dict[int, int] = {}
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            status = (entry / "stat").read_text()
        except OSError:
            continue  # It ended meanwhile.
        pid = int(entry.name)
        parents[pid] = int(status.rpartition(")")[2].split()[1])
        if words in command:
            found.append(pid)

    def is_ours(pid: int) -> bool:
        while pid in parents and pid != os.getpid():
            pid = parents[pid]
        return pid == os.getpid()

    return sorted(pid for pid in found if is_ours(pid))


def executors() -> list[int]:
    """The executors of this process's cluster: a JVM each."""
    return processes("CoarseGrainedExecutorBackend")


def workers() -> list[int]:
    """Their Python workers, and the daemons that these were forked from."""
    return processes("pyspark.daemon")
