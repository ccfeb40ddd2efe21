"""`flush` for tests: a transactional test ends by emptying all tables, which append-only guards would refuse."""

from typing import Any

from django.core.management.commands.flush import Command as DjangoFlush
from django.db import connection

from lienthu.kernel import append_only


class Command(DjangoFlush):
    def handle(self, **options: Any) -> None:
        with append_only.suspended(connection):
            super().handle(**options)
