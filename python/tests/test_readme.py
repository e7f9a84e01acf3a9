"""The README's examples run as they stand, in order, in one folder."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT

README = ROOT / "python" / "README.md"


def blocks(mark: str) -> list[str]:
    return re.findall(rf"^```{mark}\n(.*?)^```", README.read_text("utf-8"), re.M | re.S)


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(ROOT / "training" / "statements.jsonl", tmp_path / "quotes.jsonl")
    shutil.copy(ROOT / "training" / "held_out.jsonl", tmp_path / "held_out.jsonl")
    monkeypatch.chdir(tmp_path)
    examples = blocks("python")
    assert len(examples) >= 4
    names: dict[str, object] = {}
    for number, example in enumerate(examples):
        if "onrecord.spark" in example:
            continue  # test_spark.py runs it.
        exec(compile(example, f"README.md, example {number + 1}", "exec"), names)
