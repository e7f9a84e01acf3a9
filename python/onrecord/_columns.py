"""What users have, as the columns that the inner half takes: lists, or Arrow's chunks.

Arrow data of any library is passed on as it is. pandas holds strings as Arrow or as
objects; the first pass on, the second are copied once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ._errors import InputError

Texts = Any
"""A list of strings or of mappings, or a column of pandas, Polars, NumPy or Arrow."""


def parts(texts: Texts, others: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of ``texts``, with those of ``others`` that are given."""
    if isinstance(texts, (bytes, Mapping)):
        raise InputError(
            f"got one {type(texts).__name__}; expected a string, a list or a column of strings"
        )
    known = column("text", texts)
    columns = {"text": known}
    if _is_records(known):
        names = list(dict.fromkeys(name for each in known for name in each))
        columns = {
            name: [None if each.get(name) is None else _word(name, each[name]) for each in known]
            for name in ["text", *(name for name in names if name != "text")]
        }
    for name, values in others.items():
        if values is not None:
            columns[name] = column(name, values)
    return columns


def _is_records(values: Any) -> bool:
    return isinstance(values, list) and bool(values) and isinstance(values[0], Mapping)


def _word(name: str, value: Any) -> Any:
    return value if name == "text" or isinstance(value, str) else str(value)


def column(name: str, values: Any) -> list[Any]:
    """``values`` as a list of strings and None, or as a list of Arrow arrays."""
    if isinstance(values, str):
        raise InputError(f"column {name} is one string; expected one for each text")
    if hasattr(values, "columns") or hasattr(values, "column_names"):
        raise InputError(f"{name} is a whole table; expected one column, such as table[{name!r}]")
    if type(values).__module__.partition(".")[0] == "pandas":
        return _chunks(name, pyarrow().Array.from_pandas(values))
    if hasattr(values, "__arrow_c_stream__"):
        return _chunks(name, pyarrow().chunked_array(values))
    if hasattr(values, "__arrow_c_array__"):
        return _chunks(name, pyarrow().array(values))
    if hasattr(values, "tolist"):
        values = values.tolist()
    if not isinstance(values, Iterable):
        raise InputError(
            f"column {name} is of type {type(values).__name__}; expected a list or a column"
        )
    # A float stands for what is missing where NumPy keeps objects.
    listed = [None if each is None or each != each else each for each in values]
    if name != "text":
        listed = [each if each is None else str(each) for each in listed]
    return listed


def _chunks(name: str, values: Any) -> list[Any]:
    pa = pyarrow()
    kind = values.type
    is_text = (
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )
    # Dictionaries and nulls become plain strings; so does any identifier, but no text.
    if pa.types.is_dictionary(kind) or pa.types.is_null(kind) or (not is_text and name != "text"):
        values = values.cast(pa.string())
    chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    return list(chunks)


def pyarrow() -> Any:
    """The package pyarrow, which only columns and tables need."""
    try:
        import pyarrow as found
    except ImportError as error:
        raise ImportError(
            "columns and tables need pyarrow; pip install 'onrecord[arrow]'"
        ) from error
    return found
