from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnionConfig(AppConfig):
    name = "lienthu.union"
    label = "union"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthu.catalogue import known_books, selections  # noqa: PLC0415
        from lienthu.kernel.permissions import Permission  # noqa: PLC0415 - when Django is ready
        from lienthu.ui import nav  # noqa: PLC0415
        from lienthu.union import (  # noqa: F401, PLC0415 - they register on import
            events,
            headings,
            jobs,
            panels,
            quality_jobs,
            sentences,
        )
        from lienthu.union.copying import UnionBooks  # noqa: PLC0415
        from lienthu.union.quality import narrowed  # noqa: PLC0415
        from lienthu.union.quality_words import offered  # noqa: PLC0415

        known_books.register(UnionBooks())
        selections.register("reason", narrowed, offered)
        item = nav.NavItem("union:review", _("Undecided pairs"), "compare", Permission.UNION_REVIEW, order=40, key="u")
        nav.staff(item)
        item = nav.NavItem("union:quality", _("Record quality"), "chart", Permission.CATALOGUE_VIEW, order=16, key="q")
        nav.staff(item)
        nav.staff(nav.NavItem("union:model", _("The matcher"), "activity", Permission.UNION_ADMIN, order=42))
