from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.permissions import Permission


class CatalogueConfig(AppConfig):
    name = "lienthu.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthu.catalogue import (  # noqa: F401, PLC0415 - they register on import
            authority_intake_jobs,
            authority_sentences,
            batch_jobs,
            events,
            item_sentences,
            jobs,
            print_sentences,
            rotation_panel,
            rotation_sentences,
            sentences,
            weeding_job,
        )
        from lienthu.catalogue.models import SourceRecord  # noqa: PLC0415 - needs the app registry
        from lienthu.registry import impact  # noqa: PLC0415
        from lienthu.ui import nav  # noqa: PLC0415

        active = SourceRecord.objects.filter(state=SourceRecord.State.ACTIVE)
        impact.count_with("records", _("Records"), lambda libraries: active.filter(library_id__in=libraries).count())
        nav.staff(
            nav.NavItem("catalogue:overview", _("Import"), "import", Permission.CATALOGUE_VIEW, order=10, key="n")
        )
        nav.staff(nav.NavItem("catalogue:copies", _("Copies"), "books", Permission.CATALOGUE_ITEMS, order=12, key="k"))
        nav.staff(
            nav.NavItem(
                "catalogue:prints", _("Labels and registers"), "print", Permission.CATALOGUE_ITEMS, order=13, key="i"
            )
        )
        nav.staff(
            nav.NavItem("catalogue:title_codes", _("Title codes"), "book", Permission.CATALOGUE_VIEW, order=14, key="c")
        )
        nav.staff(nav.NavItem("catalogue:books", _("Add books"), "plus", Permission.CATALOGUE_EDIT, order=7, key="s"))
        nav.staff(
            nav.NavItem(
                "catalogue:authorities", _("Authorities"), "users", Permission.CATALOGUE_AUTHORITIES, order=9, key="t"
            )
        )
        nav.staff(
            nav.NavItem("catalogue:records", _("Records"), "book-open", Permission.CATALOGUE_EDIT, order=8, key="b")
        )
        item = nav.NavItem("catalogue:batch_edits", _("Batch edits"), "layers", Permission.CATALOGUE_EDIT, order=9)
        nav.staff(item)
        nav.staff(
            nav.NavItem(
                "catalogue:restrictions", _("Restricted"), "lock", Permission.RESTRICTION_REVIEW, order=15, key="h"
            )
        )
