"""Texts come in from anything that holds texts, and give the same records."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import onrecord

TEXTS = ["“Allies must spend more,” the minister said.", "It rained.", "“No,” Ms Vane said."]
IDS = [11, 12, 13]


def columns(texts: list[str | None]) -> dict[str, object]:
    return {
        "list": texts,
        "tuple": tuple(texts),
        "numpy": np.array(texts, dtype=object),
        "pandas": pd.Series(texts, index=range(5, 5 + len(texts))),
        "pandas objects": pd.Series(texts, dtype=object),
        "polars": pl.Series(texts),
        "polars, cut": pl.concat([pl.Series(["x"]), pl.Series(texts)])[1:],
        "arrow": pa.array(texts),
        "arrow, large": pa.array(texts, pa.large_string()),
        "arrow, view": pa.array(texts, pa.string_view()),
        "arrow, cut": pa.array(["x", *texts])[1:],
        "arrow, chunks": pa.chunked_array([texts[:1], [], texts[1:]], pa.string()),
        "arrow, dictionary": pa.array(texts).dictionary_encode(),
    }


@pytest.mark.parametrize("kind", columns(TEXTS))
def test_every_column_gives_the_same(model: onrecord.Model, kind: str) -> None:
    expected = model.annotate(TEXTS, id=[str(each) for each in IDS]).to_jsonl()
    assert expected.count(b"\n") == 3
    assert model.annotate(columns(TEXTS)[kind], id=IDS).to_jsonl() == expected
    table = model.annotate_table(columns(TEXTS)[kind], id=pa.array(IDS), form="records")
    assert ("\n".join(table["record"].to_pylist()) + "\n").encode() == expected


@pytest.mark.parametrize("kind", columns([*TEXTS, None]))
def test_what_is_missing_is_an_error_of_its_row(model: onrecord.Model, kind: str) -> None:
    column = columns([*TEXTS, None])[kind]
    with pytest.raises(onrecord.InputError, match='^-:4: field "text" is missing; expected'):
        model.annotate(column)
    table = model.annotate_table(column)
    assert [each is not None for each in table["error"].to_pylist()][-1]
    assert table["id"].to_pylist()[-1] == "-:4"
    kept = model.annotate(column, errors="keep")
    assert len(kept) == 4 and kept.skipped == (3,)
    assert isinstance(kept[-1], onrecord.Skipped)


def test_a_data_frames_column_is_not_copied(model: onrecord.Model) -> None:
    """A million long texts would not fit twice; here the same buffer is read in place."""
    column = pa.array(["“We must pay more,” she said. " * 4000] * 20)
    before = pa.total_allocated_bytes()
    table = model.annotate_table(column, form="records")
    assert len(table) == 20
    # The table's own buffers are the library's: pyarrow has allocated no second column.
    assert pa.total_allocated_bytes() - before < column.nbytes // 10


def test_mappings_carry_what_is_known(model: onrecord.Model) -> None:
    found = model.annotate([{"text": TEXTS[0], "id": 7, "outlet": "The Ledger", "x": []}])[0]
    assert (found.id, found.outlet) == ("7", "The Ledger")


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["a", 3], "text 2 is of type int; expected a string"),
        ([b"a"], "text 1 is of type bytes"),
        (pa.array([1, 2]), "column text is of type Int64; expected strings"),
        (7, "column text is of type int; expected a list or a column"),
        (pd.DataFrame({"text": ["a"]}), "text is a whole table; expected one column"),
        (pa.table({"text": ["a"]}), "text is a whole table; expected one column"),
        ({"text": "a"}, "got one dict; expected"),
        (["\ud800"], "text 1 holds half a character"),
    ],
)
def test_what_is_no_text_is_refused(model: onrecord.Model, texts: object, words: str) -> None:
    with pytest.raises(onrecord.InputError, match=words):
        model.annotate(texts)


def test_columns_must_be_of_one_length(model: onrecord.Model) -> None:
    with pytest.raises(onrecord.InputError, match="column id has 1 rows, column text has 3"):
        model.annotate(TEXTS, id=["a"])


def test_bytes_that_are_no_text_are_refused(model: onrecord.Model) -> None:
    offsets, content = pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")
    broken = pa.Array.from_buffers(pa.string(), 1, [None, offsets, content])
    with pytest.raises(ValueError, match="(?i)utf"):
        model.annotate(broken)
