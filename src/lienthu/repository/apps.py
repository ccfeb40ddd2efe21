from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lienthu.kernel.permissions import Permission


class RepositoryConfig(AppConfig):
    name = "lienthu.repository"
    label = "repository"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthu.repository import (  # noqa: PLC0415 - they register on import
            appraisal_sentences,  # noqa: F401
            fixity_jobs,  # noqa: F401
            jobs,  # noqa: F401
            package_jobs,  # noqa: F401
            panels,  # noqa: F401
            publish_job,  # noqa: F401
            reading_copy,  # noqa: F401
            recognition,  # noqa: F401
            seat_jobs,  # noqa: F401
            sentences,  # noqa: F401
            take_up_job,  # noqa: F401
            use_jobs,  # noqa: F401
        )
        from lienthu.repository.learning import panels as learning_panels  # noqa: F401, PLC0415
        from lienthu.repository.learning import sentences as learning_sentences  # noqa: F401, PLC0415
        from lienthu.repository.pagedesk import jobs as pagedesk_jobs  # noqa: F401, PLC0415
        from lienthu.repository.pagedesk import sentences as pagedesk_sentences  # noqa: F401, PLC0415
        from lienthu.repository.projects import jobs as project_jobs  # noqa: F401, PLC0415 - as above
        from lienthu.repository.projects import sentences as project_sentences  # noqa: F401, PLC0415
        from lienthu.repository.sheets import sentences as sheet_sentences  # noqa: F401, PLC0415
        from lienthu.repository.stories import sentences as story_sentences  # noqa: F401, PLC0415
        from lienthu.repository.watching import jobs as watching_jobs  # noqa: F401, PLC0415
        from lienthu.repository.watching import sentences as watching_sentences  # noqa: F401, PLC0415
        from lienthu.ui import nav  # noqa: PLC0415 - needs the app registry

        nav.reader(nav.NavItem("repository:collection", _("Reading room"), "book-open", order=20))
        nav.staff(
            nav.NavItem(
                "repository:overview", _("Digital documents"), "layers", Permission.REPOSITORY_KEEP, order=30, key="d"
            )
        )
        nav.staff(
            nav.NavItem(
                "repository:learning_uses", _("Teaching material"), "school", Permission.REPOSITORY_TEACH, order=33
            )
        )
        nav.staff(nav.NavItem("repository:review", _("Appraisal"), "shield", Permission.REPOSITORY_REVIEW, order=32))
        nav.staff(nav.NavItem("repository:deposits", _("Deposits"), "upload", Permission.REPOSITORY_DEPOSIT, order=31))
        nav.staff(nav.NavItem("repository:projects", _("Digitisation"), "image", Permission.REPOSITORY_KEEP, order=29))
