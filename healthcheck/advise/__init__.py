"""Index advice for PostgreSQL, MySQL and MariaDB, proven before it is given.

Statements come from what the server remembers (or a file). Their plans, or their text where plans do not tell, say which columns
they filter, join and sort by. Every index that might help is tried: with hypopg, as an index that exists for the planner only,
or really, on a scratch copy (`scratch`). What is proposed is the smallest set that the planner then uses, merged over the whole
workload. On the target nothing is ever created.

    from healthcheck.advise import Session, advise, remembered
    session = Session.open(url)
    advice = advise(session, remembered(session, 200))
"""

from __future__ import annotations

from healthcheck.advise.advisor import Advice, Gain, Proposal, advise
from healthcheck.advise.candidates import Index
from healthcheck.advise.rewrites import Rewrite, propose_rewrites
from healthcheck.advise.session import Session, Work, read_file, remembered

__all__ = [
    "Advice",
    "Gain",
    "Index",
    "Proposal",
    "Rewrite",
    "Session",
    "Work",
    "advise",
    "propose_rewrites",
    "read_file",
    "remembered",
]
