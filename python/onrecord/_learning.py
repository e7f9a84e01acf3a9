"""Training and evaluation, on files or on what is in memory.

The library reads files; data in memory is written to a temporary one first, called
``statements.jsonl``, and messages name its lines.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from . import _onrecord
from ._errors import InputError, OnrecordError
from ._model import Model, Path
from ._types import Estimate, HeadEvaluation, HeadFigures, LabelEvaluation, LabelFigures

PathOrRecords = Any
"""A path, several paths, mappings (``{"text": …, "stance": […]}``), or a data frame."""


@dataclass(frozen=True, slots=True)
class Training:
    """What training made."""

    model: Model
    heads: tuple[HeadFigures, ...]
    """Cross-validated figures; :meth:`Model.evaluate` judges on data never seen."""
    n_statements: int
    n_groups: int
    n_terms: int
    n_tokens: int


def train(
    data: PathOrRecords,
    config: Path | Mapping[str, Any] | None = None,
    output: Path | None = None,
    *,
    threads: int | None = None,
) -> Training:
    """Learns a model from labelled statements.

    ``data`` has, for each statement, ``text``, a field for each head and, where known,
    ``group``, ``form``, ``cue``, ``sentence``, ``before``, ``title`` and ``origin``.
    ``config`` is a path to a TOML file or the same as a mapping; where it is missing, the
    heads are ``stance`` and ``sentiment``. The model directory is written to ``output``
    where that is given. The same data and configuration give the same bytes.
    """
    path, settings, folder = _config(config)
    with _files({"statements": data}) as (files, temporary):
        target = os.path.join(temporary, "model") if output is None else os.fspath(output)
        figures, sizes = _onrecord.train(
            files["statements"], target, path, settings, folder, threads or 0
        )
        model = Model.load(target, threads=threads)
        if output is None:
            # The directory will not outlast this call; the model keeps its files itself.
            kept = _onrecord.Model.from_files(model.name, model._inner.files())
            model = Model(kept, threads)
    return Training(model, tuple(map(_head_figures, json.loads(figures)["heads"])), *sizes)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a model is worth on labelled statements it has not seen."""

    n_statements: int
    heads: Mapping[str, HeadEvaluation]
    reached: bool
    """False where a figure that was required was not reached."""
    _inner: _onrecord.Evaluation = field(repr=False, compare=False)

    @classmethod
    def of(
        cls,
        model: Model,
        data: PathOrRecords,
        *,
        training: PathOrRecords | None = None,
        articles: PathOrRecords | None = None,
        behaviour: PathOrRecords | None = None,
        batch: PathOrRecords | None = None,
        against: Path | None = None,
        group: str = "group",
        slices: Sequence[str] = (),
        draws: int = 1000,
        seed: int = 1,
        worst: int = 12,
        require: str = "",
    ) -> Evaluation:
        """Judges ``model`` on ``data``; ``Model.evaluate`` passes on to this.

        ``training`` is what the model was trained on (baselines, drift), ``articles`` have
        gold statements, ``behaviour`` are behavioural cases, ``batch`` new statements
        without labels, ``against`` another model directory. ``group`` names the field whose
        equal values are drawn together, ``slices`` fields to part the data by; ``draws``
        bootstrap draws with ``seed`` stand behind each interval. ``require`` names figures
        that must be reached, such as ``macro_f1=0.70``.
        """
        given = {
            "statements": data,
            "training": training,
            "articles": articles,
            "behaviour": behaviour,
            "batch": batch,
        }
        with _files(given) as (files, temporary):
            inner, reached = _onrecord.Evaluation.judge(
                model._inner,
                files["statements"],
                files["training"],
                _one("articles", files["articles"]),
                _one("behaviour", files["behaviour"]),
                _one("batch", files["batch"]),
                None if against is None else os.fspath(against),
                group,
                list(slices),
                draws,
                seed,
                worst,
                require,
                temporary,
                model.threads or 0,
            )
        value = json.loads(inner.json())
        heads = {head["name"]: _head_evaluation(head) for head in value["heads"]}
        return cls(value["provenance"]["n_statements"], heads, reached, inner)

    def to_dict(self) -> dict[str, Any]:
        """All of it: schema ``onrecord/evaluation/1``."""
        value: dict[str, Any] = json.loads(self._inner.json())
        return value

    def to_json(self) -> str:
        """All of it as JSON, as ``onrecord evaluate --json`` writes it."""
        return self._inner.json()

    def to_latex(self) -> str:
        """Tables for a paper."""
        return self._inner.latex()

    def to_html(self) -> str:
        """A page with charts; it holds no script."""
        return self._inner.html()

    def __str__(self) -> str:
        return self._inner.text()


@contextmanager
def _files(given: Mapping[str, Any]) -> Iterator[tuple[dict[str, list[str]], str]]:
    """Paths for what is given, and the folder that stands for memory in messages."""
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        files = {name: _paths(name, data, folder) for name, data in given.items()}
        try:
            yield files, folder
        except OnrecordError as error:
            words = str(error).replace(folder + os.sep, "")
            raise type(error)(words) from None


def _paths(name: str, data: PathOrRecords | None, folder: str) -> list[str]:
    if data is None:
        return []
    if isinstance(data, (str, os.PathLike)):
        return [os.fspath(data)]
    if hasattr(data, "to_dicts"):
        data = data.to_dicts()
    elif hasattr(data, "to_pylist"):
        data = data.to_pylist()
    elif hasattr(data, "to_dict") and not isinstance(data, Mapping):
        data = data.to_dict("records")
    items = list(data)
    if items and all(isinstance(item, (str, os.PathLike)) for item in items):
        return [os.fspath(item) for item in items]
    path = os.path.join(folder, f"{name}.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        for number, item in enumerate(items):
            if not isinstance(item, Mapping):
                raise InputError(
                    f"{name} {number + 1} is of type {type(item).__name__}; expected a mapping "
                    "with text and labels, or a path"
                )
            known = {key: value for key, value in item.items() if not _is_missing(value)}
            file.write(json.dumps(known, ensure_ascii=False, default=_plain) + "\n")
    return [path]


def _is_missing(value: Any) -> bool:
    # Data frames write a number that is none where a field is missing.
    return value is None or (isinstance(value, float) and value != value)


def _plain(value: Any) -> Any:
    """Arrays and sets as lists, numbers of NumPy as numbers."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise InputError(f"a value of type {type(value).__name__} cannot stand in a statement")


def _one(name: str, paths: list[str]) -> str | None:
    if len(paths) > 1:
        raise InputError(f"{name} names {len(paths)} files; expected one")
    return paths[0] if paths else None


def _config(
    config: Path | Mapping[str, Any] | None,
) -> tuple[str | None, str | None, str]:
    if isinstance(config, Mapping):
        return None, json.dumps(config, default=_plain), os.getcwd()
    return (None if config is None else os.fspath(config)), None, os.getcwd()


def _head_figures(head: dict[str, Any]) -> HeadFigures:
    names = ("label", "n", "threshold", "precision", "recall", "f1", "average_precision")
    labels = tuple(LabelFigures(*(label[name] for name in names)) for label in head["labels"])
    return HeadFigures(head["head"], head["cost"], head["macro_f1"], labels)


def _head_evaluation(head: dict[str, Any]) -> HeadEvaluation:
    labels = tuple(
        LabelEvaluation(
            label["label"], label["n_true"], label["n_said"], _figures(label["figures"])
        )
        for label in head["labels"]
    )
    overall = _figures(head["overall"])
    return HeadEvaluation(head["name"], head["kind"], head["n"], head["n_groups"], overall, labels)


def _figures(figures: dict[str, Any]) -> dict[str, Estimate]:
    def estimate(figure: dict[str, Any]) -> Estimate:
        interval = figure["interval"]
        if isinstance(interval, dict):
            interval = (interval["low"], interval["high"])
        return Estimate(figure["value"], None if interval is None else tuple(interval))

    return {name: estimate(figure) for name, figure in figures.items()}
