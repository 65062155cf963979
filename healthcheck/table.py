"""What a Python rule sees of a fact table: rows or Arrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from healthcheck.facts.base import Fact

if TYPE_CHECKING:
    import pyarrow as pa

F = TypeVar("F", bound=Fact)


def joined(texts: pa.Array) -> str:
    """All texts of a column as one, without anything between them: for looking at many before looking at each.

    A pattern that stands inside one text stands in the whole; the whole may show more where two texts meet.
    """
    import pyarrow as pa

    if not pa.types.is_string(texts.type):
        return "".join(t for t in texts.to_pylist() if t)
    _, offsets, data = texts.buffers()
    if data is None:
        return ""
    ends = memoryview(offsets).cast("i")
    return bytes(memoryview(data)[ends[texts.offset] : ends[texts.offset + len(texts)]]).decode("utf-8")


class _Row:
    """A light row: the fact's columns as attributes, without validation."""

    __slots__ = ("__dict__",)

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values

    def __repr__(self) -> str:
        return f"Row({self.__dict__})"


class Table(Generic[F]):
    """A fact table given to a rule's ``check`` function."""

    def __init__(self, data: pa.Table) -> None:
        self._data = data

    def __len__(self) -> int:
        return int(self._data.num_rows)

    def rows(self) -> Iterator[F]:
        """The rows, one by one, as objects with the fact's columns as attributes (not validated again)."""
        for batch in self._data.to_batches(max_chunksize=10_000):
            for values in batch.to_pylist():
                yield cast("F", _Row(values))

    def arrow(self) -> pa.Table:
        """All rows in columns."""
        return self._data
