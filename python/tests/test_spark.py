"""A job on two real worker processes gives the program's records, whatever dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import articles as made
import pytest
from conftest import Program, statements

import onrecord

pytest.importorskip("pyspark")

import cluster
from pyspark.sql import Row, SparkSession

from onrecord import spark as on_spark


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    session = cluster.start(rows_a_batch=500)
    yield session
    session.stop()


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3,000 articles as Parquet, and as JSON lines for the program; three are bad."""
    folder = tmp_path_factory.mktemp("spark")
    articles = made.make(3000)
    made.write_jsonl(articles, folder / "articles.jsonl")
    bad = [{"id": "null", "text": None}, {"id": "blank", "text": " "}, {"id": "", "text": ""}]
    cluster.write_parquet([*articles, *bad], folder / "articles", 8)
    return folder


def expected(program: Program, folder: Path) -> dict[str, str]:
    flags = ["--field", "title=none", "--quiet", "-"]
    command = [str(program.path), "annotate", *flags]
    lines = (folder / "articles.jsonl").read_bytes()
    out = subprocess.run(command, input=lines, capture_output=True, check=True).stdout
    return {json.loads(line)["id"]: line for line in out.decode().split("\n")[:-1]}


def test_records_are_the_programs_and_bad_rows_stay_rows(
    session: SparkSession, news: Path, program: Program
) -> None:
    frame = session.read.parquet(str(news / "articles"))
    assert frame.rdd.getNumPartitions() > 1
    on_spark.annotate(frame, form="records").write.parquet(str(news / "records"))
    rows = session.read.parquet(str(news / "records")).collect()
    good = {row["id"]: row["record"] for row in rows if row["error"] is None}
    assert good == expected(program, news)
    bad = [(row["record"], row["error"]) for row in rows if row["error"] is not None]
    names = {row["id"] for row in rows if row["error"] is not None}
    empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert names == {"null", "blank", empty}
    assert len(bad) == 3 and all(record is None for record, _ in bad)
    assert {error.split(";")[0] for _, error in bad} == {
        'field "text" is missing',
        'field "text" is empty',
    }


def test_statements_are_columns(session: SparkSession, news: Path, model: onrecord.Model) -> None:
    frame = session.read.parquet(str(news / "articles"))
    said = on_spark.annotate(frame, model=model)
    assert said.schema == on_spark.schema(model)
    found = said.where("error is null").groupBy("id").count().collect()
    assert len(found) == 3000
    labels = said.selectExpr("explode(stance) as label").distinct().collect()
    assert {row["label"] for row in labels} == set(model.heads[0].labels)


def test_a_model_of_ones_own_is_broadcast(session: SparkSession, news: Path) -> None:
    heads = [{"name": "tone", "kind": "exclusive", "costs": [1.0]}]
    config = {"folds": 2, "features": {"kinds": {"words": {}}}, "heads": heads}
    data = [{"text": each["text"], "tone": each["sentiment"]} for each in statements(300)]
    mine = onrecord.train(data, config).model
    frame = session.read.parquet(str(news / "articles")).limit(50)
    rows = on_spark.annotate(frame, model=mine).where("error is null").collect()
    assert {row["tone"] for row in rows} <= set(mine.heads[0].labels)
    assert {row["model_sha256"] for row in rows} == {mine.sha256}


def test_a_killed_worker_costs_no_record(
    session: SparkSession, news: Path, program: Program
) -> None:
    frame = session.read.parquet(str(news / "articles")).where("text is not null")
    before = cluster.executors()
    assert len(before) == 2, before
    rows: list[Row] = []
    many = frame.unionAll(frame).unionAll(frame).unionAll(frame).repartition(16)
    annotated = on_spark.annotate(many, form="records")
    job = threading.Thread(target=lambda: rows.extend(annotated.collect()))
    job.start()
    deadline = time.monotonic() + 60
    while not cluster.workers() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    assert job.is_alive(), "the job was over before anything could be killed"
    os.kill(before[0], signal.SIGKILL)
    job.join(300)
    assert not job.is_alive(), "the job hangs"
    assert before[0] not in cluster.executors(), "nothing was killed"
    good = [row for row in rows if row["error"] is None]
    assert len(good) == 4 * 3000
    assert {row["id"]: row["record"] for row in good} == expected(program, news)


def test_the_readmes_example_runs(tmp_path: Path, session: SparkSession, news: Path) -> None:
    from test_readme import blocks

    example = next(block for block in blocks("python") if "onrecord.spark" in block)
    script = example.replace('"news.parquet"', repr(str(news / "articles")))
    script = script.replace('"statements.parquet"', repr(str(tmp_path / "statements.parquet")))
    exec(compile(script, "README.md", "exec"), {})
    assert session.read.parquet(str(tmp_path / "statements.parquet")).count() > 3000
