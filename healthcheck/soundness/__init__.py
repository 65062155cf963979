"""Proof that an approval flow works: no document gets stuck, no step is done twice, every run can end.

:func:`analyse` judges the `flow_node` and `flow_edge` facts of one flow. It says `sound` only where that is proved, names
every defect with the shortest way to it, and says `undecided` with the reason where it cannot tell.
"""

from healthcheck.soundness.analysis import (
    BOUND,
    Analysis,
    Defect,
    Kind,
    Step,
    Undecided,
    Verdict,
    analyse,
)
from healthcheck.soundness.findings import defects, judged
from healthcheck.soundness.net import Reason, Semantics

__all__ = [
    "BOUND",
    "Analysis",
    "Defect",
    "Kind",
    "Reason",
    "Semantics",
    "Step",
    "Undecided",
    "Verdict",
    "analyse",
    "defects",
    "judged",
]
