"""A first draft of a mapping for a system nobody has written an adapter for, from its schema alone."""

from healthcheck.drafting.match import Draft, Mapped, draft
from healthcheck.drafting.schema import Schema, read_schema
from healthcheck.drafting.write import write_draft

__all__ = ["Draft", "Mapped", "Schema", "draft", "read_schema", "write_draft"]
