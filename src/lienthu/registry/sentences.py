"""Why the registry says no, in English; `locale/vi` has the Vietnamese."""

from django.utils.translation import gettext_noop

from lienthu.kernel import sentences

sentences.register(
    {
        "registry.no_such_library": gettext_noop("There is no library with the code %(value)s."),
        "registry.no_such_area": gettext_noop("No area had the code %(value)s on %(date)s."),
        "registry.no_such_agency": gettext_noop("There is no agency with the code %(value)s."),
        "registry.bad_date": gettext_noop("“%(value)s” is not a date. Write it like 01/07/2025."),
        "registry.bad_boundaries": gettext_noop("“%(value)s” is not a map: choose old, new or as_of."),
        "registry.bad_filter": gettext_noop("“%(value)s” is not a value of the filter %(field)s."),
        "registry.date_out_of_range": gettext_noop("The date %(date)s cannot be right: the year is far off."),
        "registry.version_begins_then": gettext_noop(
            "A version begins on %(date)s already. Correct that version, or choose a later day."
        ),
        "registry.already_closed": gettext_noop("It ended on %(date)s; nothing changes after that day."),
        "registry.later_version": gettext_noop("Its latest version begins on %(date)s. Choose a later day."),
        "registry.before_previous": gettext_noop("The version before it begins on %(date)s. Choose a later day."),
        "registry.after_own_end": gettext_noop("The version ends on %(date)s. Choose an earlier day."),
        "registry.before_opening": gettext_noop("It began on %(date)s. Choose that day or a later one."),
        "registry.not_there_yet": gettext_noop("%(name)s does not exist on %(date)s."),
        "registry.bad_hours": gettext_noop(
            "Opening hours “%(value)s” (%(weekday)s) cannot be read. Write them like 7:30-11:30, 13:30-17:00."
        ),
        "registry.bad_isil": gettext_noop("“%(value)s” is not an ISIL: VN- and at most eleven letters or digits."),
        "registry.bad_code": gettext_noop(
            "“%(value)s” is not a code: at most 30 capital letters, digits, dots, hyphens or underscores."
        ),
        "registry.code_taken": gettext_noop("The code %(value)s belongs, or belonged, to another library."),
        "registry.bad_field": gettext_noop("The field %(field)s cannot be “%(value)s”."),
        "registry.missing_field": gettext_noop("The field %(field)s is empty."),
        "registry.field_too_long": gettext_noop("The field %(field)s may have at most %(limit)s characters."),
        "registry.half_coordinates": gettext_noop("Give both latitude and longitude, or neither."),
        "registry.bad_parent": gettext_noop("An area lies in an area of a higher level."),
        "registry.merge_itself": gettext_noop("A library cannot be merged into itself."),
        "registry.merge_nothing": gettext_noop("Choose at least one to merge."),
        "registry.bad_share": gettext_noop("Shares are above 0 and add up to at most 1."),
        "registry.merge_two": gettext_noop("Choose at least two areas to merge."),
        "registry.one_part": gettext_noop("A split has at least two parts."),
        "registry.shares_not_one": gettext_noop(
            "The shares of the parts add up to 1. Leave one empty and it is the rest, or leave all empty."
        ),
        "registry.child_unplaced": gettext_noop("Say which part %(name)s belongs to."),
        "registry.nothing_around": gettext_noop(
            "%(name)s has no area above or below it, so nothing would be left of it. Merge it into another one."
        ),
        "registry.area_code_taken": gettext_noop("On %(date)s the code %(value)s means %(name)s."),
        "registry.version_of_another": gettext_noop("This version belongs to something else."),
        "registry.changed_meanwhile": gettext_noop(
            "Somebody else has just changed the same thing. Look at it again, then repeat your change."
        ),
    }
)
