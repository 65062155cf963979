"""Which materials are the same thing: normalisation, near-duplicates with vetoes, and matching of two sources.

Nothing here reads facts or knows a product: texts go in, groups and explanations come out.

- `healthcheck.matching.normalise`: one canonical form of material text.
- `healthcheck.matching.tiers`: groups of near-duplicates in three tiers, each link explained.
- `healthcheck.matching.sources`: pairs of free-text names from two sources.
"""

from healthcheck.matching.normalise import compact, fold, segments
from healthcheck.matching.sources import Match, match_sources
from healthcheck.matching.tiers import Difference, Group, Link, differences, find_groups

__all__ = [
    "Difference",
    "Group",
    "Link",
    "Match",
    "compact",
    "differences",
    "find_groups",
    "fold",
    "match_sources",
    "segments",
]
