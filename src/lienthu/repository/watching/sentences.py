"""The sentences of watched folders."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences

sentences.register(
    {
        "repository.watching_closed": gettext_noop(
            "No folder may be watched here. The operator sets LIENTHU_WATCH_ROOT to the folder that holds them."
        ),
        "repository.watch_root_away": gettext_noop("The folder %(folder)s is not there. Is the disk connected?"),
        "repository.watch_path": gettext_noop(
            "There is no folder %(path)s below the allowed one, or it is a link or leads out of it."
        ),
        "repository.watched_already": gettext_noop("%(path)s is watched already, or lies in a folder that is."),
        "repository.not_watched": gettext_noop("This folder is not watched any more."),
        "repository.quiet_minutes": gettext_noop("Give from 1 to %(most)s minutes."),
        "repository.watched_unreadable": gettext_noop("The folder cannot be read or written: %(said)s."),
        "repository.too_many_files": gettext_noop("There are more than %(limit)s files in one folder. Divide it."),
    }
)
audit.register(
    "repository.watch_opened", gettext_noop("Had folder %(path)s watched for %(agency)s"), ("path", "agency")
)
audit.register(
    "repository.watch_closed", gettext_noop("Ended watching folder %(path)s for %(agency)s"), ("path", "agency")
)
