"""Python gives what the program gives, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import articles as made
import pyarrow as pa
import pyarrow.parquet as pq
from conftest import ROOT, Program, statements

import onrecord


def test_versions_are_one(program: Program, tmp_path: Path) -> None:
    version = program.run("--version", cwd=tmp_path).decode().split()
    assert version == ["onrecord", onrecord.__version__]


def test_records_are_the_programs(
    model: onrecord.Model, program: Program, desk: Path, articles: list[dict[str, str]]
) -> None:
    expected = program.run("annotate", "news.jsonl", cwd=desk)
    assert expected.count(b"\n") == len(articles)
    found = model.annotate(articles, source="news.jsonl")
    assert found.to_jsonl() == expected
    lines = expected.decode().split("\n")[:-1]
    assert [each.to_json() for each in found] == lines


def test_evidence_is_the_programs(
    model: onrecord.Model, program: Program, desk: Path, articles: list[dict[str, str]]
) -> None:
    expected = program.run("annotate", "news.jsonl", "--explain=3", cwd=desk)
    assert model.annotate(articles, source="news.jsonl", explain=3).to_jsonl() == expected


def test_extraction_is_the_programs(
    program: Program, desk: Path, articles: list[dict[str, str]]
) -> None:
    expected = program.run("extract", "news.jsonl", cwd=desk)
    assert onrecord.extract(articles, source="news.jsonl").to_jsonl() == expected


def test_bad_articles_are_passed_over_with_the_same_words(
    model: onrecord.Model, program: Program, tmp_path: Path
) -> None:
    bad = [{"text": "“We must pay more,” she said."}, {"text": " "}, {"id": "b", "text": None}]
    (tmp_path / "bad.jsonl").write_text("\n".join(json.dumps(each) for each in bad))
    program.run("annotate", "bad.jsonl", "--output", "out.jsonl", "--quiet", cwd=tmp_path, status=1)
    found = model.annotate(bad, source="bad.jsonl", errors="keep")
    assert found.to_jsonl() == (tmp_path / "out.jsonl").read_bytes()
    lines = (tmp_path / "out.jsonl.skipped.jsonl").read_text("utf-8").splitlines()
    reasons = [json.loads(line)["reason"] for line in lines]
    skipped = [found[place] for place in found.skipped]
    assert [each.error for each in skipped if isinstance(each, onrecord.Skipped)] == reasons
    assert found.skipped == (1, 2)


def test_labels_of_statements_are_the_programs(
    model: onrecord.Model, program: Program, tmp_path: Path
) -> None:
    given = statements(300)
    made.write_jsonl(given, tmp_path / "statements.jsonl")  # type: ignore[arg-type]
    for explain in (0, 2):
        flags = [f"--explain={explain}"] if explain else []
        expected = program.run("classify", "statements.jsonl", *flags, cwd=tmp_path)
        names = ("id", "text", "form", "cue", "sentence", "before", "title")
        known = [{name: each.get(name) for name in names} for each in given]
        found = model.classify(known, source="statements.jsonl", explain=explain)
        assert found.to_jsonl() == expected


def test_tables_are_the_programs_parquet(
    model: onrecord.Model, program: Program, desk: Path, articles: list[dict[str, str]]
) -> None:
    program.run("annotate", "news.jsonl", "--output", "out.parquet", "--quiet", cwd=desk)
    expected = pq.read_table(desk / "out.parquet")
    found = model.annotate_table(articles, source="news.jsonl")
    silent = found.filter(pa.compute.is_null(found["statement"]))
    assert "silent" in silent["id"].to_pylist()
    rows = found.filter(pa.compute.is_valid(found["statement"])).drop_columns(["error"])
    assert rows.column_names == expected.column_names
    assert rows.to_pylist() == expected.to_pylist()


def test_explanations_are_the_programs(model: onrecord.Model, program: Program) -> None:
    text = "Allies must double what they spend on ammunition."
    out = program.run("explain", text, "--cue", "urged", "--json", cwd=ROOT)
    expected = json.loads(out)
    found = model.explain(text, cue="urged")
    assert list(found) == list(expected)
    for head, labels in found.items():
        for label, record in zip(labels, expected[head], strict=True):
            assert label.label == record["label"] and label.score == record["score"]
            weights = [each.weight for each in label.contributions]
            assert weights == [each["weight"] for each in record["contributions"]]
            assert abs(label.intercept + sum(weights) - label.score) < 1e-5


def test_a_model_trained_here_has_the_programs_bytes(program: Program, tmp_path: Path) -> None:
    made.write_jsonl(statements(1500), tmp_path / "data.jsonl")  # type: ignore[arg-type]
    (tmp_path / "mine.toml").write_text(
        'folds = 3\n[features.kinds]\nwords = {}\n[[heads]]\nname = "sentiment"\n'
        'kind = "exclusive"\ncosts = [1.0]\n'
    )
    program.run(
        "train", "--data", "data.jsonl", "--config", "mine.toml", "--output", "model", cwd=tmp_path
    )
    training = onrecord.train(
        tmp_path / "data.jsonl", tmp_path / "mine.toml", tmp_path / "here" / "model"
    )
    names = sorted(path.name for path in (tmp_path / "model").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "here" / "model").iterdir())
    for name in names:
        expected = (tmp_path / "model" / name).read_bytes()
        assert (tmp_path / "here" / "model" / name).read_bytes() == expected, name
    settings = {
        "folds": 3,
        "features": {"kinds": {"words": {}}},
        "heads": [{"name": "sentiment", "kind": "exclusive", "costs": [1.0]}],
    }
    again = onrecord.train(tmp_path / "data.jsonl", settings)
    assert again.model == training.model
    report = training.model.evaluate(statements(400), draws=20)
    made.write_jsonl(statements(400), tmp_path / "held_out.jsonl")  # type: ignore[arg-type]
    flags = ["--data", "held_out.jsonl", "--model", "model", "--draws", "20", "--json", "-"]
    expected = json.loads(program.run("evaluate", *flags, cwd=tmp_path))
    assert report.to_dict()["heads"] == expected["heads"]
    macro_f1 = report.heads["sentiment"].overall["macro_f1"]
    assert macro_f1.value == expected["heads"][0]["overall"]["macro_f1"]["value"]
    assert macro_f1.interval is not None and macro_f1.interval[0] <= macro_f1.interval[1]
