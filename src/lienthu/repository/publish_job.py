"""`repository.publish_many`: one transaction a document, its cursor in the same one, so a killed worker publishes
nothing twice."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from lienthu.kernel import jobs
from lienthu.kernel.errors import LienThuError
from lienthu.kernel.permissions import Permission
from lienthu.repository.actions.move_on import locked, step
from lienthu.repository.actions.publish_many import PUBLISH_MANY
from lienthu.repository.rules.states import Act

_AT_ONCE = 20


@jobs.register
class PublishMany(jobs.JobKind):
    name = PUBLISH_MANY
    title = gettext_lazy("Publishing documents")
    steering = Permission.REPOSITORY_REVIEW

    def slice(self, run: jobs.Run) -> bool:
        ids: list[int] = run.params["objects"]
        start: int = run.cursor.get("at", 0)
        for at in range(start, min(start + _AT_ONCE, len(ids))):
            refused = self._one(run, ids[at], at, len(ids))
            if refused is not None:
                with run.saving(cursor={"at": at + 1}, done=at + 1, total=len(ids)):
                    run.result = {**run.result, "left": [*run.result.get("left", []), refused]}
        return bool(run.cursor.get("at", 0) < len(ids))

    def _one(self, run: jobs.Run, object_id: int, at: int, total: int) -> list[Any] | None:
        """What was refused, if it was: somebody was faster, or it was returned meanwhile."""
        before = run.result
        try:
            with run.saving(cursor={"at": at + 1}, done=at + 1, total=total):
                step(run.actor, locked(object_id), Act.PUBLISH, checks=run.params["checks"])
                run.result = {**before, "published": before.get("published", 0) + 1}
        except LienThuError as error:
            run.result = before
            return [object_id, error.code, error.params]
        return None
