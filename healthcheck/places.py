"""Where in files findings stand: what a reader recorded, else what their origins tell."""

from __future__ import annotations

from healthcheck.config.place import origin_text as shown
from healthcheck.config.place import read_origin
from healthcheck.outcome import Finding, Place

__all__ = ["place_of", "places_of", "shown"]


def places_of(finding: Finding) -> list[Place]:
    """Where a finding stands; empty for what is in no file."""
    if finding.places:
        return finding.places
    return list(dict.fromkeys(place for place in map(place_of, finding.origin) if place is not None))


def place_of(origin: str) -> Place | None:
    """The place that an origin names, None where it names no file."""
    found = read_origin(origin)
    return found.spot.at(found.path) if found else None
