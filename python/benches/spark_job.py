"""A Spark job beside the program, on the same articles and cores.

`python benches/spark_job.py` makes articles, writes them as Parquet, lets the program
annotate them (Parquet to Parquet, as many threads as there are workers) and a job on two
worker processes (`local-cluster[2,1,1024]`, Parquet to Parquet), turn about; then a job
of which a worker is killed half-way (`kill -9`, first a Python worker, then an executor).
It checks that every job's records are the program's and prints the cost of an article.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import articles
import cluster

from onrecord.spark import annotate


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--articles", type=int, default=50_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--program", default=articles.ROOT / "target/release/onrecord")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        run(given, Path(name))


def run(given: argparse.Namespace, folder: Path) -> None:
    made = articles.make(given.articles)
    size = sum(len(each["text"].encode()) for each in made) / 1e6
    print(f"{len(made)} articles, {size:.1f} MB of text")
    cluster.write_parquet(list(made), folder / "news", 16)
    start = time.perf_counter()
    session = cluster.start()
    session.range(2).count()
    print(f"cluster started in {time.perf_counter() - start:.1f} s")
    news = session.read.parquet(str(folder / "news"))

    def program(output: str, *flags: str) -> None:
        (folder / output).unlink(missing_ok=True)
        command = [given.program, "annotate", folder / "news", "--quiet", "--threads", "2"]
        subprocess.run([*command, *flags, "--output", folder / output], check=True)

    def job(output: str, form: str) -> None:
        shutil.rmtree(folder / output, ignore_errors=True)
        annotate(news, form=form, source="-").write.parquet(str(folder / output))

    program("records.jsonl")
    expected = {}
    for line in (folder / "records.jsonl").read_text("utf-8").split("\n")[:-1]:
        record = json.loads(line)
        expected[record["id"]] = line.replace(f'"source":"{record["source"]}"', '"source":"-"')

    def check(output: str) -> None:
        rows = session.read.parquet(str(folder / output)).collect()
        found = {row["id"]: row["record"] for row in rows}
        assert len(rows) == len(expected) and found == expected, f"{output}: records differ"
        print(f"{output}: {len(rows)} records, each the program's")

    cost: dict[str, list[tuple[float, float]]] = {"program": [], "job": []}
    for _ in range(given.rounds):
        cost["program"].append(measured(lambda: program("out.parquet")))
        cost["job"].append(measured(lambda: job("statements", "statements")))
        for name, rounds in cost.items():
            print(f"{name:8} {rounds[-1][0]:.2f} s, {rounds[-1][1]:.2f} CPU-s", flush=True)
    wall = min(cost["job"])[0] / min(cost["program"])[0]
    cpu = min(c for _, c in cost["job"]) / min(c for _, c in cost["program"])
    print(f"cost of an article: ×{wall:.2f} by the clock, ×{cpu:.2f} by CPU (best rounds)")

    job("job", "records")
    check("job")
    for what, victims in (("Python worker", cluster.workers), ("executor", cluster.executors)):
        output = f"job after the loss of its {what}"
        work = threading.Thread(target=job, args=(output, "records"))
        work.start()
        time.sleep(0.4 * min(cost["job"])[0])
        victim = victims()[-1]
        assert work.is_alive(), "the job was over before anything could be killed"
        os.kill(victim, signal.SIGKILL)
        work.join()
        assert victim not in victims(), f"{victim} lives on"
        check(output)
    session.stop()


def measured(work: object) -> tuple[float, float]:
    """Seconds by the clock, and seconds that this process and all below it worked."""
    before, start = cpu_seconds(), time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start, cpu_seconds() - before


def cpu_seconds() -> float:
    """CPU of this process, of its descendants that live, and of those that ended."""
    tick = os.sysconf("SC_CLK_TCK")
    total = 0.0
    for pid in {os.getpid(), *cluster.processes("")}:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(each) for each in fields[11:15]) / tick
    return total


if __name__ == "__main__":
    sys.exit(main())
