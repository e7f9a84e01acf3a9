"""What the tests share: the program, articles of our own, the default model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "python" / "benches"))

import articles as made  # noqa: E402

import onrecord  # noqa: E402


@pytest.fixture(scope="session")
def model() -> onrecord.Model:
    return onrecord.Model.load()


class Program:
    """The program, run as a user runs it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self, *arguments: object, cwd: Path, status: int = 0) -> bytes:
        command = [str(self.path), *map(str, arguments)]
        ran = subprocess.run(command, cwd=cwd, capture_output=True)
        assert ran.returncode == status, ran.stderr.decode()
        return ran.stdout


@pytest.fixture(scope="session")
def program() -> Program:
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    path = Path(os.environ.get("ONRECORD_PROGRAM", target / "release" / "onrecord"))
    assert path.exists(), f"{path} is missing; build it with `cargo build --release`"
    return Program(path)


@pytest.fixture(scope="session")
def articles() -> list[dict[str, str]]:
    """The article of the repository's fixtures, and a hundred made ones."""
    summit = (ROOT / "tests" / "fixtures" / "summit.txt").read_text("utf-8")
    odd = "“Größe 🎈 matters,” the envoy said.\r\n\r\n“We must pay\u2028more,” she added."
    return [
        {"id": "summit", "text": summit},
        {"id": "odd", "title": "A title", "text": odd},
        {"id": "silent", "text": "It rained."},
        *made.make(100),
    ]


@pytest.fixture
def desk(tmp_path: Path, articles: list[dict[str, str]]) -> Path:
    """A folder with the articles in `news.jsonl`."""
    made.write_jsonl(articles, tmp_path / "news.jsonl")
    return tmp_path


def statements(n: int) -> list[dict[str, object]]:
    """`n` labelled statements from all over the corpus, in its order."""
    lines = (ROOT / "training" / "statements.jsonl").read_text("utf-8").splitlines()
    step = max(1, len(lines) // n)
    return [json.loads(line) for line in lines[::step][:n]]
