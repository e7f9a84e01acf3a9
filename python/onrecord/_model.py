"""A model, and everything that it does with texts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

from . import _columns, _onrecord
from ._columns import Texts
from ._errors import ConfigError, InputError
from ._types import (
    Annotation,
    Annotations,
    Classification,
    Classifications,
    Contribution,
    Head,
    LabelExplanation,
    Skipped,
)

if TYPE_CHECKING:
    import pyarrow

    from ._learning import Evaluation, PathOrRecords

Path = str | os.PathLike[str]


class Model:
    """A fitted model, ready to label statements; get one with :meth:`load`.

    It is shared freely between threads and can be pickled. All cores work, with the
    interpreter's lock released, unless ``threads`` says how many; the results are the same
    for any number.
    """

    __slots__ = ("_inner", "threads")

    _inner: _onrecord.Model
    threads: int | None

    def __init__(self, inner: _onrecord.Model, threads: int | None = None) -> None:
        """For :meth:`load`; use that."""
        if threads is not None and threads < 1:
            raise ConfigError(f"threads is {threads}; expected 1 or more, or None for all cores")
        self._inner = inner
        self.threads = threads

    @classmethod
    def load(cls, path: Path | None = None, *, threads: int | None = None) -> Model:
        """The model in the directory ``path``, or the one inside the package.

        Every file is checked against the manifest; :class:`ModelError` where one is
        missing, changed or of another version.
        """
        if path is None:
            return cls(_onrecord.Model.embedded(), threads)
        return cls(_onrecord.Model.load(os.fspath(path)), threads)

    @property
    def name(self) -> str:
        """The name of its directory."""
        return self._inner.name

    @property
    def sha256(self) -> str:
        """SHA-256 of its manifest, in hexadecimal: what identifies it."""
        return self._inner.sha256

    @property
    def heads(self) -> tuple[Head, ...]:
        """The questions that it answers."""
        return tuple(
            Head(name, "independent" if several else "exclusive", tuple(labels))
            for name, several, labels in self._inner.heads()
        )

    @overload
    def annotate(
        self,
        texts: str,
        *,
        id: str | None = None,
        title: str | None = None,
        source: str = "-",
        explain: int = 0,
        errors: str = "raise",
        **parts: str | None,
    ) -> Annotation: ...
    @overload
    def annotate(
        self,
        texts: Texts,
        *,
        id: Texts | None = None,
        title: Texts | None = None,
        source: str = "-",
        explain: int = 0,
        errors: str = "raise",
        **parts: Texts | None,
    ) -> Annotations: ...
    def annotate(
        self,
        texts: Any,
        *,
        id: Any = None,
        title: Any = None,
        source: str = "-",
        explain: int = 0,
        errors: str = "raise",
        **parts: Any,
    ) -> Any:
        """Finds the statements of an article, their speakers and labels.

        ``texts`` is one text, which gives an :class:`Annotation`; or a list of texts or of
        mappings with ``text``, ``id``, ``title``, …, or a column of pandas, Polars, NumPy
        or Arrow, which give :class:`Annotations`. ``id``, ``title`` and the further parts
        ``date``, ``author``, ``outlet`` and ``url`` are of the same length; an article
        without ``id`` is called ``source:N``, as the program calls lines. ``explain`` terms
        are given as evidence for each label that holds.

        An empty or missing text is an :class:`InputError`; with ``errors="keep"`` it is a
        :class:`Skipped` in its place.
        """
        return _run(
            lambda columns: self._inner.annotate(columns, source, explain, self._threads),
            Annotations,
            texts,
            {"id": id, "title": title, **_known(parts, ARTICLE_PARTS)},
            source,
            errors,
        )

    def annotate_table(
        self,
        texts: Texts,
        *,
        id: Texts | None = None,
        title: Texts | None = None,
        source: str = "-",
        form: str = "statements",
        **parts: Texts | None,
    ) -> pyarrow.Table:
        """As :meth:`annotate`, straight into an Arrow table, for columns of any length.

        ``form="statements"`` gives one statement a row, with the columns of the program's
        Parquet and a column ``error``; an article without statements, or that could not be
        read, has one row in which they are null. ``form="records"`` gives one article a
        row: ``id``, ``record`` (the program's JSON line) and ``error``.
        """
        _columns.pyarrow()
        others = {"id": id, "title": title, **_known(parts, ARTICLE_PARTS)}
        columns = _columns.parts(texts, others)
        return self._inner.annotate_table(columns, source, form, self._threads)

    @overload
    def classify(
        self,
        texts: str,
        *,
        id: str | None = None,
        source: str = "-",
        explain: int = 0,
        errors: str = "raise",
        **parts: str | None,
    ) -> Classification: ...
    @overload
    def classify(
        self,
        texts: Texts,
        *,
        id: Texts | None = None,
        source: str = "-",
        explain: int = 0,
        errors: str = "raise",
        **parts: Texts | None,
    ) -> Classifications: ...
    def classify(
        self,
        texts: Any,
        *,
        id: Any = None,
        source: str = "-",
        explain: int = 0,
        errors: str = "raise",
        **parts: Any,
    ) -> Any:
        """Labels statements that are already extracted.

        As :meth:`annotate`; the further parts, where known, are ``form``, ``cue``,
        ``sentence``, ``before`` and ``title``.
        """
        return _run(
            lambda columns: self._inner.classify(columns, source, explain, self._threads),
            Classifications,
            texts,
            {"id": id, **_known(parts, STATEMENT_PARTS)},
            source,
            errors,
        )

    def classify_table(
        self,
        texts: Texts,
        *,
        id: Texts | None = None,
        source: str = "-",
        **parts: Texts | None,
    ) -> pyarrow.Table:
        """As :meth:`classify`, straight into an Arrow table: one statement a row."""
        _columns.pyarrow()
        columns = _columns.parts(texts, {"id": id, **_known(parts, STATEMENT_PARTS)})
        return self._inner.classify_table(columns, source, self._threads)

    def extract(self, texts: Any, **options: Any) -> Any:
        """Statements and speakers only; see :func:`onrecord.extract`, which needs no model."""
        return extract(texts, threads=self.threads, **options)

    def explain(self, text: str, **parts: str | None) -> dict[str, tuple[LabelExplanation, ...]]:
        """Which words push each label of a statement up and down, by head.

        The parts that surround it are those of :meth:`classify`. Intercept and
        contributions of a label add up to its score.
        """
        if not isinstance(text, str):
            raise InputError(f"got a {type(text).__name__}; expected the words of one statement")
        known = _known(parts, STATEMENT_PARTS)
        given = {name: value for name, value in known.items() if value is not None}
        heads = json.loads(self._inner.explain({"text": text, **given}))
        return {name: tuple(map(_explanation, labels)) for name, labels in heads.items()}

    def evaluate(self, data: PathOrRecords, **options: Any) -> Evaluation:
        """Judges the model on labelled statements; see :class:`onrecord.Evaluation`."""
        from ._learning import Evaluation

        return Evaluation.of(self, data, **options)

    def save(self, path: Path) -> None:
        """Writes the model directory; the model inside the package has none to write."""
        files = self._inner.files()
        if not files:
            raise ConfigError(
                "the model inside the package is not written out; Model.load() gives it everywhere"
            )
        os.makedirs(path, exist_ok=True)
        for name, content in files.items():
            with open(os.path.join(path, name), "wb") as file:
                file.write(content)

    @property
    def _threads(self) -> int:
        return self.threads or 0

    def __repr__(self) -> str:
        heads = ", ".join(f"{head.name}: {' '.join(head.labels)}" for head in self.heads)
        return f"Model({self.name!r}, {heads})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __reduce__(self) -> tuple[Callable[..., Model], tuple[Any, ...]]:
        return _restore, (self.name, self.sha256, self._inner.files(), self.threads)


ARTICLE_PARTS = ("date", "author", "outlet", "url")
"""What is known of an article beside ``id``, ``title`` and ``text``."""

STATEMENT_PARTS = ("form", "cue", "sentence", "before", "title")
"""What is known of a statement beside ``id`` and ``text``."""


def extract(
    texts: Any,
    *,
    id: Any = None,
    title: Any = None,
    source: str = "-",
    errors: str = "raise",
    threads: int | None = None,
    **parts: Any,
) -> Any:
    """Finds statements and their speakers, without a model and without labels.

    Takes what :meth:`Model.annotate` takes and gives the same, with ``answers`` empty.
    """
    return _run(
        lambda columns: _onrecord.extract(columns, source, threads or 0),
        Annotations,
        texts,
        {"id": id, "title": title, **_known(parts, ARTICLE_PARTS)},
        source,
        errors,
    )


def _run(
    work: Callable[[dict[str, Any]], _onrecord.Records],
    kind: Callable[[_onrecord.Records], Any],
    texts: Any,
    others: Mapping[str, Any],
    source: str,
    errors: str,
) -> Any:
    if errors not in ("raise", "keep"):
        raise ConfigError(f'errors is "{errors}"; expected raise or keep')
    one = isinstance(texts, str)
    if one:
        texts = [texts]
        # One text is called as a whole file is, not as a line of it.
        named = {**others, "id": source if others["id"] is None else others["id"]}
        others = {name: None if value is None else [value] for name, value in named.items()}
    records = work(_columns.parts(texts, others))
    skipped: Sequence[int] = records.skipped()
    if skipped and errors == "raise":
        first = records.get(skipped[0])
        assert isinstance(first, Skipped)
        raise InputError(first.error if one else f"{source}:{skipped[0] + 1}: {first.error}")
    return records.get(0) if one else kind(records)


def _known(parts: Mapping[str, Any], names: Sequence[str]) -> Mapping[str, Any]:
    unknown = [name for name in parts if name not in names]
    if unknown:
        raise TypeError(f'"{unknown[0]}" is not one of {", ".join(names)}')
    return parts


def _explanation(label: dict[str, Any]) -> LabelExplanation:
    contributions = tuple(Contribution(**each) for each in label.pop("contributions"))
    return LabelExplanation(**label, contributions=contributions)


def _restore(name: str, sha256: str, files: dict[str, bytes], threads: int | None) -> Model:
    """The model again where it was sent to; the one inside the package must be the same."""
    inner = _onrecord.Model.from_files(name, files) if files else _onrecord.Model.embedded()
    if inner.sha256 != sha256:
        from ._errors import ModelError

        raise ModelError(
            f"the model inside this package has checksum {inner.sha256}, {sha256} was sent; "
            "install the same version of onrecord on both sides"
        )
    return Model(inner, threads)
