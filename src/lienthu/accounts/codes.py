"""Sentences and audit codes of this room."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences

sentences.register(
    {
        "accounts.token_unknown": gettext_noop("This key is unknown, has expired or was withdrawn."),
        "accounts.locked": gettext_noop("Too many failed attempts. Try again in %(minutes)s minutes."),
        "accounts.user_unknown": gettext_noop("There is no account named %(name)s."),
        "accounts.user_exists": gettext_noop("The name %(name)s is taken already."),
        "accounts.role_unknown": gettext_noop("There is no role %(role)s."),
        "accounts.membership_exists": gettext_noop("%(user)s has this role there already."),
        "accounts.membership_ended": gettext_noop("This role has ended already."),
        "accounts.beyond_own_rights": gettext_noop("Nobody can hand out rights that they do not hold themselves."),
        "accounts.dates_reversed": gettext_noop("The end date is before the start date."),
        "accounts.token_life": gettext_noop("A key may live from 1 to %(most)s days."),
        "accounts.password_weak": gettext_noop("The password is too weak: %(detail)s"),
    }
)
audit.register("accounts.user_created", gettext_noop("Account %(user)s was opened"), ("user",))
audit.register(
    "accounts.membership_granted",
    gettext_noop("%(user)s received the role %(role)s from %(valid_from)s"),
    ("user", "role", "valid_from"),
)
audit.register(
    "accounts.membership_ended",
    gettext_noop("The role %(role)s of %(user)s ends on %(valid_to)s"),
    ("user", "role", "valid_to"),
)
audit.register(
    "accounts.role_followed",
    gettext_noop("The role %(role)s follows this version; new rights: %(gained)s; rights that went: %(lost)s"),
    ("role", "gained", "lost"),
)
audit.register("accounts.token_created", gettext_noop("%(user)s made the key %(label)s"), ("user", "label"))
audit.register("accounts.token_revoked", gettext_noop("The key %(label)s of %(user)s was withdrawn"), ("user", "label"))
audit.register("accounts.password_changed", gettext_noop("The password of %(user)s was changed"), ("user",))
audit.register("accounts.factor_added", gettext_noop("%(user)s added a second factor (%(kind)s)"), ("user", "kind"))
audit.register(
    "accounts.factor_removed", gettext_noop("%(user)s took away a second factor (%(kind)s)"), ("user", "kind")
)
audit.register("accounts.locked", gettext_noop("Sign-in was locked after %(failures)s failures"), ("failures",))
