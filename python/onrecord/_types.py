"""Results as values: frozen dataclasses with the names of the published record.

Spans are half-open and count Unicode code points, as Python's own slices do:
``text[start:end]`` are the words. The schema is ``onrecord/annotation/1``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from . import _columns, notebook

if TYPE_CHECKING:
    import pyarrow
    from typing_extensions import Self

    from ._onrecord import Records

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ModelName:
    """Which model labelled the statements."""

    name: str
    """The name of its directory."""
    sha256: str
    """SHA-256 of its manifest, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Head:
    """A question that a model answers of every statement."""

    name: str
    """The field of records that holds its answer: ``stance``, ``sentiment``."""
    kind: str
    """``independent`` (none, one or several labels hold) or ``exclusive`` (exactly one)."""
    labels: tuple[str, ...]
    """Its labels, sorted."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of the article, and where they stand."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said it."""

    name: str
    """The fullest name the article gives."""
    mention: Piece
    """The words of the statement that name the speaker."""
    confidence: float
    """How often the rule is right, from 0 to 1."""
    rule: str
    """The rule that decided."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one head says of a statement."""

    labels: tuple[str, ...]
    """The labels that hold; at most one where the head is exclusive."""
    primary: str | None
    """The likeliest of them."""
    abstained: bool
    """True where the model declined to decide."""
    probabilities: Mapping[str, float]
    """Calibrated probability of each label."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A term that pushed a label up or down."""

    label: str
    text: str
    span: Span | None
    """Where the words stand; None where they are not in the text, as words of the title."""
    weight: float
    """Its share of the label's score."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an article."""

    spans: tuple[Span, ...]
    """Where its content stands."""
    text: str
    """The content, spans joined by a space."""
    form: str
    """``direct``, ``mixed``, ``indirect`` or ``headline``."""
    cue: Piece | None
    """The words that introduce it."""
    speaker: Speaker | None
    """Who said it; None where unknown."""
    speaker_unknown: str | None
    """Why the speaker is unknown, where it is."""
    answers: Mapping[str, Answer]
    """One answer a head of the model, by the head's name; empty without a model."""
    evidence: tuple[Evidence, ...] | None
    """The terms that weighed most, where they were asked for."""

    def __getitem__(self, head: str) -> Answer:
        """The answer under ``head``: ``statement["stance"]``."""
        return self.answers[head]


@dataclass(frozen=True, slots=True)
class Annotation:
    """Everything that was found in one article."""

    schema: str
    id: str
    source: str
    title: str | None
    date: str | None
    author: str | None
    outlet: str | None
    url: str | None
    text_sha256: str
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    model: ModelName | None
    """The model that labelled the statements; None where none was used."""
    statements: tuple[Statement, ...]
    """The statements, in reading order."""
    _record: Records | None = field(default=None, repr=False, compare=False)

    def to_json(self) -> str:
        """The record as the program writes it, byte for byte, without the line's end."""
        return _line(self._record)

    def to_html(self) -> str:
        """A page that shows the article with its statements marked in place."""
        return self._record.html() if self._record is not None else ""

    def _repr_html_(self) -> str:
        return notebook.frame(self.to_html(), len(self.statements))


@dataclass(frozen=True, slots=True)
class Classification:
    """What a model says of a statement that was found elsewhere."""

    id: str
    answers: Mapping[str, Answer]
    """One answer a head of the model, by the head's name."""
    evidence: tuple[Evidence, ...] | None
    """The terms that weighed most, where they were asked for."""
    _record: Records | None = field(default=None, repr=False, compare=False)

    def __getitem__(self, head: str) -> Answer:
        """The answer under ``head``: ``classification["stance"]``."""
        return self.answers[head]

    def to_json(self) -> str:
        """The record as the program writes it, byte for byte, without the line's end."""
        return _line(self._record)


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that could not be used, kept in its place (``errors="keep"``)."""

    id: str
    source: str
    error: str
    """What is wrong with it, in the program's words."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one term adds to a label's score."""

    term: str
    """The term: its kind, a colon, its spelling."""
    view: str
    """Where it was seen: ``text``, ``sentence``, ``before`` or ``title``."""
    text: str
    """The words it comes from."""
    weight: float
    """Coefficient times weight; all of them and the intercept add up to the score."""


@dataclass(frozen=True, slots=True)
class LabelExplanation:
    """What is said of one label, with everything that its score is made of."""

    label: str
    holds: bool
    probability: float
    threshold: float
    """The probability from which it holds; 1 where the likeliest label is taken instead."""
    score: float
    intercept: float
    contributions: tuple[Contribution, ...]
    """Heaviest first."""


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """Cross-validated figures of one label."""

    label: str
    n: int
    """Statements that carry it."""
    threshold: float
    precision: float
    recall: float
    f1: float
    average_precision: float


@dataclass(frozen=True, slots=True)
class HeadFigures:
    """Cross-validated figures of one head."""

    name: str
    cost: float
    """The cost that was chosen (scikit-learn's ``C``)."""
    macro_f1: float
    labels: tuple[LabelFigures, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; None where it could not be computed."""

    value: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class LabelEvaluation:
    """What is known of one label."""

    label: str
    n_true: int
    """Statements that carry it."""
    n_said: int
    """Statements said to carry it."""
    figures: Mapping[str, Estimate]
    """``precision``, ``recall``, ``f1``, ``average_precision``, ``brier``, …"""


@dataclass(frozen=True, slots=True)
class HeadEvaluation:
    """What one head is worth."""

    name: str
    kind: str
    n: int
    """Statements labelled under it."""
    n_groups: int
    overall: Mapping[str, Estimate]
    """``macro_f1``, ``micro_f1``, ``accuracy``, …"""
    labels: tuple[LabelEvaluation, ...]


T = TypeVar("T")


class Results(Sequence[T], Generic[T]):
    """Results in input order; each becomes an object only when it is looked at.

    A list of a hundred thousand records so costs little more than their memory. Where
    inputs were kept with their error (``errors="keep"``), a :class:`Skipped` stands in
    the place of the result.
    """

    __slots__ = ("_records",)

    def __init__(self, records: Records) -> None:
        self._records = records

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> T | Self:
        n = len(self._records)
        if isinstance(index, slice):
            start, stop, step = index.indices(n)
            if step != 1:
                raise ValueError("results are cut without a step; use list(results)[::step]")
            return type(self)(self._records.part(start, max(start, stop)))
        place = index + n if index < 0 else index
        if not 0 <= place < n:
            raise IndexError(f"there are {n} results; index {index} is none of theirs")
        result: T = self._records.get(place)
        return result

    def __iter__(self) -> Iterator[T]:
        for place in range(len(self._records)):
            yield self._records.get(place)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} results)"

    def to_jsonl(self) -> bytes:
        """JSON lines as the program writes them, byte for byte; skipped inputs have none."""
        return self._records.jsonl()

    def to_arrow(self, form: str = "statements") -> pyarrow.Table:
        """An Arrow table that is not copied; see ``Model.annotate_table`` for its forms."""
        _columns.pyarrow()
        return self._records.table(form)

    @property
    def skipped(self) -> tuple[int, ...]:
        """The places of the inputs that could not be used."""
        return tuple(self._records.skipped())


class Annotations(Results[Annotation]):
    """The records of several articles."""

    __slots__ = ()

    def to_html(self) -> str:
        """A page that shows the articles one below the other."""
        return self._records.html()

    def _repr_html_(self) -> str:
        shown = self[:20]
        n = sum(len(each.statements) for each in shown if isinstance(each, Annotation))
        return notebook.frame(shown.to_html(), n, left_out=len(self) - len(shown))


class Classifications(Results[Classification]):
    """The labels of several statements."""

    __slots__ = ()


def _line(record: Any) -> str:
    if record is None:
        raise TypeError("this value was made by hand and has no record; only results have")
    text: str = record.jsonl().decode("utf-8")
    return text.rstrip("\n")
