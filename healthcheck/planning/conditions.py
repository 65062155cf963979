"""Small things that plans of all servers have: numbers, and conditions without their values."""

from __future__ import annotations

from healthcheck.fingerprint import without_values

#: Longer conditions are cut.
MAX_DETAIL = 400


def condition(text: object, dialect: str = "") -> str:
    """A condition of a plan, its values replaced by `?`."""
    return without_values(str(text), dialect)


def cut(text: str) -> str | None:
    """A text of bounded length; None for an empty one."""
    return (text if len(text) <= MAX_DETAIL else text[: MAX_DETAIL - 1] + "…") or None


def number(value: object) -> float | None:
    """A number of JSON as it stands; None for anything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def floating(value: object) -> float | None:
    """A number, also where a server writes it as a text."""
    try:
        return float(str(value)) if value is not None else None
    except ValueError:
        return None
