"""Articles on a Spark cluster: a stateless function over Arrow batches, by ``mapInArrow``.

>>> from onrecord.spark import annotate
>>> statements = annotate(spark.read.parquet("news/"))         # doctest: +SKIP
>>> statements.write.parquet("statements/")                    # doctest: +SKIP

Spark does what it does well: splits, retries, shuffles. A Python worker loads the model
once and keeps it. What a row gives depends on that row alone, so neither the number of
partitions nor a worker that dies changes a record.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ._errors import ConfigError
from ._model import ARTICLE_PARTS, Model

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

FORMS = ("statements", "records")
PARTS = ("id", "text", "title", *ARTICLE_PARTS)


def annotate(
    df: DataFrame,
    text: str = "text",
    id: str | None = "id",
    *,
    title: str | None = None,
    date: str | None = None,
    author: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    model: Model | None = None,
    form: str = "statements",
    source: str = "-",
) -> DataFrame:
    """Annotates the articles of ``df``; the names say which columns hold them.

    ``form="statements"`` gives one statement a row, in the columns of the program's
    Parquet, and an ``error``; ``form="records"`` gives ``id``, ``record`` (the program's
    JSON line) and ``error``, one article a row. A row that cannot be read (no text, too
    much of it) stays a row, with its error. A row without an identifier is called
    ``sha256:`` and the checksum of its text, for Spark has no line numbers. ``model`` is
    the default one where it is None; another is broadcast to the workers.
    """
    named = {
        "id": id,
        "text": text,
        "title": title,
        "date": date,
        "author": author,
        "outlet": outlet,
        "url": url,
    }
    model = Model.load(threads=1) if model is None else model
    given = schema(model, form)
    columns = {
        part: df[column].cast("string") for part, column in named.items() if column is not None
    }
    columns["id"] = _identifier(columns.get("id"), columns["text"])
    selected = df.select(*(column.alias(part) for part, column in columns.items()))
    work = _Work(_sent(df, model), model.sha256, form, source)
    return selected.mapInArrow(work, given)


def schema(model: Model, form: str = "statements") -> StructType:
    """The columns of what :func:`annotate` gives: those of an empty table."""
    from pyspark.sql.pandas.types import from_arrow_schema

    if form not in FORMS:
        raise ConfigError(f'form "{form}" is not one of {", ".join(FORMS)}')
    return from_arrow_schema(_signed(model.annotate_table([], form=form)).schema)


def _identifier(known: Any, text: Any) -> Any:
    """An identifier that depends on the row alone, wherever the row is worked on."""
    from pyspark.sql import functions as f

    made = [f.concat(f.lit("sha256:"), f.sha2(text, 256)), f.lit("unnamed")]
    if known is not None:
        made.insert(0, f.when(f.trim(known) != "", known))
    return f.coalesce(*made)


class _Work:
    """What a task does; it is sent to workers, so it holds little."""

    def __init__(self, sent: Any, sha256: str, form: str, source: str) -> None:
        self.sent = sent
        self.sha256 = sha256
        self.form = form
        self.source = source

    def __call__(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        model = _loaded(self.sent, self.sha256)
        for batch in batches:
            parts = {name: batch.column(name) for name in batch.schema.names if name in PARTS}
            table = model.annotate_table(
                parts.pop("text"), source=self.source, form=self.form, **parts
            )
            yield from _signed(table).to_batches()


_models: dict[str, Model] = {}
"""The models that this worker process has loaded, by checksum."""


def _loaded(sent: Any, sha256: str) -> Model:
    model = _models.get(sha256)
    if model is None:
        model = pickle.loads(sent.value if hasattr(sent, "value") else sent)
        assert isinstance(model, Model)
        # Spark gives each worker one core; more threads would take those of its neighbours.
        model.threads = 1
        _models[sha256] = model
    return model


def _sent(df: DataFrame, model: Model) -> Any:
    """The model for the workers: broadcast where Spark can, else within the function."""
    from pyspark.errors import PySparkException

    content = pickle.dumps(model)
    try:
        return df.sparkSession.sparkContext.broadcast(content)
    except (AttributeError, PySparkException):  # Spark Connect has no context.
        return content


def _signed(table: pyarrow.Table) -> pyarrow.Table:
    """Spark has no numbers without a sign: they become its ``bigint``."""
    import pyarrow as pa

    def signed(kind: Any) -> Any:
        if pa.types.is_uint32(kind):
            return pa.int64()
        if pa.types.is_list(kind):
            return pa.list_(kind.value_field.with_type(signed(kind.value_type)))
        if pa.types.is_struct(kind):
            return pa.struct([field.with_type(signed(field.type)) for field in kind])
        return kind

    fields = [field.with_type(signed(field.type)) for field in table.schema]
    return table.cast(pa.schema(fields))
