"""How any index is built anew beside the live one: slices by number, one commit each, then what changed meanwhile, then
the swap."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django.db.models import Model, QuerySet

from lienthu.discovery.actions.rebuild_index import new_index_name
from lienthu.kernel import jobs, leases
from lienthu.kernel.outbox import LEASE_SECONDS
from lienthu.kernel.permissions import Permission

SLICE_SECONDS: Final = 4.0


class RebuildKind(jobs.JobKind):
    """`changed`: the table that notes what changed since the rebuild began, by `changed_id`; `consumer`: the lease of
    who writes the live index; `counted`: what the result calls the documents."""

    steering = Permission.DISCOVERY_ADMIN
    chunk: ClassVar[int]
    consumer: ClassVar[str]
    changed: ClassVar[type[Model]]
    changed_id: ClassVar[str]
    counted: ClassVar[str]

    @abstractmethod
    def engine(self) -> Any:
        """The engine behind its port: `rebuild(name)` and `size`."""

    @abstractmethod
    def sources(self) -> QuerySet[Any]:
        """What is indexed."""

    @abstractmethod
    def write(self, writer: Any, ids: Sequence[int]) -> None:
        """Written again after a crash, documents replace themselves."""

    def slice(self, run: jobs.Run) -> bool:
        if "index" not in run.cursor:
            return self._begin(run)
        if not run.cursor.get("walked"):
            return self._walk(run)
        return self._finish(run)

    def _begin(self, run: jobs.Run) -> bool:
        with run.saving(cursor={"index": new_index_name(), "after": 0}, done=0, total=self.sources().count()):
            self.changed._default_manager.all().delete()
        return True

    def _walk(self, run: jobs.Run) -> bool:
        """As many chunks as fit into a slice, one commit."""
        after, done, finished = run.cursor["after"], run.job.done, False
        started = time.monotonic()
        with self.engine().rebuild(run.cursor["index"]).writer() as writer:
            while not finished and time.monotonic() - started < SLICE_SECONDS:
                rest = self.sources().filter(id__gt=after).order_by("id")
                ids = list(rest.values_list("id", flat=True)[: self.chunk])
                self.write(writer, ids)
                after, done, finished = ids[-1] if ids else after, done + len(ids), len(ids) < self.chunk
            writer.commit()
        with run.saving(cursor={"index": run.cursor["index"], "after": after, "walked": finished}, done=done):
            pass
        return True

    def _finish(self, run: jobs.Run) -> bool:
        """Holds the consumer's lease while the rest is caught up, so that nothing changes between that and the swap."""
        token = leases.take(self.consumer, LEASE_SECONDS)
        if token is None:
            time.sleep(0.2)  # the consumer is writing a batch; the next slice tries again
            return True
        try:
            rebuild = self.engine().rebuild(run.cursor["index"])
            noted = self.changed._default_manager.order_by(self.changed_id).values_list(self.changed_id, flat=True)
            if late := list(noted):
                with rebuild.writer() as writer:
                    self.write(writer, late)
                    writer.commit()
            rebuild.swap()
            run.result = {self.counted: self.engine().size}
            with run.saving(cursor=run.cursor):
                self.changed._default_manager.all().delete()
        finally:
            leases.release(self.consumer, token)
        return False

    def ended(self, run: jobs.Run) -> None:
        if "index" in run.cursor:
            self.engine().rebuild(run.cursor["index"]).abandon()
