"""Walks documents through the approval flows of a snapshot: who acts at each step, and who never gets through."""

from healthcheck.simulate.ask import Document, Group, Request, Simulation, read_settings
from healthcheck.simulate.company import Account, Applicant, Company, Found, Person, Unit
from healthcheck.simulate.walk import Branch, Model, Step, Verdict, Walk, Walker, Way

__all__ = [
    "Account",
    "Applicant",
    "Branch",
    "Company",
    "Document",
    "Found",
    "Group",
    "Model",
    "Person",
    "Request",
    "Simulation",
    "Step",
    "Unit",
    "Verdict",
    "Walk",
    "Walker",
    "Way",
    "read_settings",
]
