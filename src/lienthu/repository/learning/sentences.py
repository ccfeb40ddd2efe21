"""What stands against making something an open educational resource, and what the audit log says."""

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences

sentences.register(
    {
        "repository.licence_not_open": gettext_noop(
            "Teaching material that is shared needs an open licence: CC0, public domain, CC BY, CC BY-SA, CC BY-NC or "
            "CC BY-NC-SA. Set it under “Rights” in the description first."
        ),
        "repository.licence_forbids_changes": gettext_noop(
            "The licence %(licence)s forbids changes, so nobody could fit the material to a class. "
            "Choose one without ND."
        ),
        "repository.parent_forbids_changes": gettext_noop(
            "What it was made from is under %(parent)s, which forbids changes: no remix of it may be shared."
        ),
        "repository.parent_not_open": gettext_noop("What it was made from is under no open licence."),
        "repository.licence_contradicts_parent": gettext_noop(
            "What it was made from is under %(parent)s. A remix of it cannot be shared under %(licence)s."
        ),
        "repository.no_such_learning_kind": gettext_noop("Choose what kind of material it is."),
        "repository.no_such_subject": gettext_noop("Choose at least one subject of the curriculum."),
        "repository.no_such_grade": gettext_noop("Choose at least one grade from 1 to 12."),
        "repository.not_taught_then": gettext_noop("One of the subjects is not taught in any of these grades."),
        "repository.no_such_learning": gettext_noop("There is no published teaching material under this address."),
        "repository.remix_of_itself": gettext_noop("It cannot have been made from itself."),
        "repository.used_already": gettext_noop("That is said already."),
        "repository.not_used": gettext_noop("This school does not use it."),
    }
)

audit.register(
    "repository.learning_described", gettext_noop("Described document %(object)s as teaching material"), ("object",)
)
audit.register("repository.learning_used", gettext_noop("The school uses teaching material %(object)s"), ("object",))
audit.register(
    "repository.learning_used_no_more",
    gettext_noop("The school uses teaching material %(object)s no more"),
    ("object",),
)
