"""Python beside the program, on one column of texts: `python benches/throughput.py`.

Both annotate the same articles on the same cores, turn about, `--rounds` times; the best
round counts. The program reads and writes a file; Python starts from an Arrow column.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import tempfile
import time
from pathlib import Path

import articles
import pyarrow as pa

import onrecord


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--articles", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--program", default=articles.ROOT / "target/release/onrecord")
    given = arguments.parse_args()
    made = articles.make(given.articles)
    size = sum(len(each["text"].encode()) for each in made) / 1e6
    print(f"{len(made)} articles, {size:.1f} MB of text")
    column = pa.chunked_array([[each["text"] for each in made]])
    ids = pa.chunked_array([[each["id"] for each in made]])
    model = onrecord.Model.load()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        articles.write_jsonl([{"id": a["id"], "text": a["text"]} for a in made], source)
        target = Path(folder) / "annotated.jsonl"

        def program() -> None:
            command = [given.program, "annotate", source, "--quiet", "--output"]
            subprocess.run([*command, target], check=True)

        works = {
            "program, file to file": program,
            "python, column to table": lambda: model.annotate_table(column, id=ids),
            "python, column to json lines": lambda: model.annotate(column, id=ids).to_jsonl(),
        }
        best: dict[str, tuple[float, float]] = {}
        for _ in range(given.rounds):
            for name, work in works.items():
                target.unlink(missing_ok=True)
                wall, cpu = measured(work)
                print(f"  {name}: {wall:.2f} s, {cpu:.2f} CPU-s", flush=True)
                known = best.get(name, (float("inf"), float("inf")))
                best[name] = (min(wall, known[0]), min(cpu, known[1]))
    reference = best["program, file to file"]
    for name, (wall, cpu) in best.items():
        print(
            f"{name:30} {len(made) / wall:9.0f} articles/s  {wall:7.2f} s  {cpu:7.2f} CPU-s"
            f"  throughput ×{reference[0] / wall:.2f} (by CPU ×{reference[1] / cpu:.2f})"
        )


def measured(work: object) -> tuple[float, float]:
    """Seconds by the clock, and seconds that processors worked, children included."""
    before, start = cpu_seconds(), time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start, cpu_seconds() - before


def cpu_seconds() -> float:
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in each)


if __name__ == "__main__":
    main()
