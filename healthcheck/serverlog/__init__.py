"""Logs that database servers write about slow statements, read as statement statistics and plans.

`postgresql` reads PostgreSQL's own log (durations, auto_explain's plans as text or JSON, lock waits, temporary files) in any of
its three formats, `mysql` the slow query log of MySQL and MariaDB. Statements that differ in values only are one; what is
kept of them holds no value.
"""

from __future__ import annotations

from healthcheck.serverlog.tally import Tally

__all__ = ["Tally"]
