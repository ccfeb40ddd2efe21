"""The sentences of appraisal."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences

sentences.register(
    {
        "repository.checks_open": gettext_noop("The checklist is not finished: %(count)s open."),
        "repository.not_approved": gettext_noop("The council has not approved it as it is now."),
        "repository.own_submission": gettext_noop("You handed it in yourself; somebody else has to decide."),
        "repository.second_person": gettext_noop(
            "Material of the armed forces is published by two persons: another one has to confirm it first."
        ),
        "repository.no_second_person_needed": gettext_noop("It needs no second person."),
        "repository.confirmed_already": gettext_noop("You have confirmed it already; now another person publishes it."),
        "repository.before_the_council": gettext_noop(
            "The council is voting on this description. Have it returned before you change it."
        ),
        "repository.no_such_farewell": gettext_noop("Say why it is withdrawn and what the public is told."),
        "repository.no_such_document": gettext_noop("There is no published document %(document)s."),
        "repository.withdrawn": gettext_noop("This document was withdrawn. Its page says more."),
        "repository.none_can_be_published": gettext_noop("None of them can be published now."),
        "repository.council_needs_decision": gettext_noop("Give number and date of the decision that sets it up."),
        "repository.council_too_small": gettext_noop("A council has at least %(least)s members."),
        "repository.council_member_twice": gettext_noop("Somebody is on the list twice."),
        "repository.council_one_chair": gettext_noop("A council has exactly one chair."),
        "repository.council_quorum": gettext_noop("The quorum lies between %(least)s and %(most)s."),
        "repository.council_sits": gettext_noop("One of its sittings is still open."),
        "repository.council_ended": gettext_noop("This council has ended."),
        "repository.sitting_day": gettext_noop("The day of a sitting lies within a year from today."),
        "repository.sitting_full": gettext_noop("A sitting takes %(most)s documents at most."),
        "repository.sitting_empty": gettext_noop("No document is before this sitting."),
        "repository.sitting_closed": gettext_noop("This sitting is closed."),
        "repository.not_a_member": gettext_noop("Only members of the council vote."),
        "repository.case_is_over": gettext_noop("This document is no longer before the council."),
        "repository.no_such_choice": gettext_noop("Choose how you vote."),
    }
)

audit.register(
    "repository.council_set_up",
    gettext_noop("Council %(council)s “%(name)s”, decision %(decision)s, %(members)s members"),
    ("council", "name", "decision", "members"),
)
audit.register(
    "repository.council_ended", gettext_noop("Council %(council)s “%(name)s” has ended"), ("council", "name")
)
audit.register(
    "repository.sitting_opened",
    gettext_noop("Sitting %(sitting)s of “%(council)s” on %(day)s"),
    ("sitting", "council", "day"),
)
audit.register(
    "repository.sitting_closed",
    gettext_noop("Sitting %(sitting)s of “%(council)s” closed: %(approved)s of %(cases)s approved"),
    ("sitting", "council", "approved", "cases"),
)
audit.register(
    "repository.voted",
    gettext_noop("Vote on document %(object)s in sitting %(sitting)s: %(choice)s"),
    ("object", "sitting", "choice"),
)
