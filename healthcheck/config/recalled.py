"""What files gave in an earlier check, by their content: nothing is read twice that has not changed."""

from __future__ import annotations

import hashlib
from functools import cached_property

from healthcheck.config import remember
from healthcheck.config.files import Files
from healthcheck.config.reading import FileResult, Job, Reader


class Recalled:
    """What jobs gave in an earlier check with the same settings, schemas and code, and what is kept for the next one."""

    def __init__(self, said: object, reader: Reader, files: Files) -> None:
        self.files = files
        self._said = said
        self._reader = reader
        self._before = remember.recall_files(files.root, self.base) if remember.has_files(files.root) else {}
        self._now: dict[str, str] = {}

    @cached_property
    def base(self) -> str:
        """What every result rests on beside its files; worked out only when there is something to compare or to keep."""
        schemas = [
            (s, [(f, self.files.mark(f)) for f in self._reader.schema_of(s).files])
            for s in sorted({t.schema for t in self._reader.settings.targets if t.schema})
        ]
        text = f"{remember.code_mark()} {self._said} {schemas}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def _key(self, job: Job) -> str:
        marks = [self.files.mark(p) for p in job.paths]
        return hashlib.blake2b(repr((job, marks)).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

    def of(self, job: Job) -> tuple[FileResult, str] | None:
        """What a job gave then, and as it is kept; None where it has to be done."""
        said = self._before.get(self._key(job)) if self._before else None
        result = remember.result_from(said) if said is not None else None
        return (result, said) if result is not None and said is not None else None

    def keep(self, job: Job, said: str | None) -> None:
        """What a job gave, for the next time."""
        if said is not None:
            self._now[self._key(job)] = said

    def save(self) -> None:
        """Keep it all, where anything of it is new."""
        if self._now.keys() != self._before.keys() or not remember.has_files(self.files.root):
            remember.keep_files(self.files.root, self.base, self._now)
