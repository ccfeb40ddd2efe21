"""What relations, collections and exhibitions say when something stands against an act, and in the audit log."""

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences

sentences.register(
    {
        "repository.no_such_story_kind": gettext_noop("Choose an exhibition or a themed collection."),
        "repository.story_too_long": gettext_noop("It has more than %(limit)s parts. Make two of it."),
        "repository.section_full": gettext_noop("A section shows at most %(limit)s pictures. Begin another section."),
        "repository.no_such_thing": gettext_noop("There is no museum object, place or event %(thing)s."),
        "repository.no_such_thing_kind": gettext_noop("Choose what it is."),
        "repository.no_such_story": gettext_noop("There is no such collection that you may change."),
        "repository.story_in_itself": gettext_noop("A collection cannot stand in itself."),
        "repository.story_too_deep": gettext_noop("Collections stand in each other at most %(limit)s deep."),
        "repository.story_as_published": gettext_noop("Readers see exactly this already."),
        "repository.story_not_shown": gettext_noop("Readers do not see it now."),
        "repository.story_gone": gettext_noop("It was shown here and has been taken down."),
        "repository.story_without_sections": gettext_noop("Add a section first: there is nothing to tell yet."),
        "repository.story_names_unknown": gettext_noop(
            "It names a document or thing that is no longer here. Take it out first."
        ),
        "repository.story_of_other_kind": gettext_noop(
            "An exhibition is told in sections; a collection lists documents and things."
        ),
        "repository.story_item_names_one": gettext_noop("Each line of a collection names one document or one thing."),
        "repository.source_needed": gettext_noop("Say where this is known from."),
        "repository.place_half": gettext_noop("The map needs both latitude and longitude."),
        "repository.no_such_relation": gettext_noop("There is no such relation."),
        "repository.relation_does_not_fit": gettext_noop(
            "These two do not fit together: documents are made by people and bodies, at places, and come out of events."
        ),
        "repository.related_to_itself": gettext_noop("A document has nothing to say of itself here."),
        "repository.related_already": gettext_noop("That is said already."),
    }
)

audit.register("repository.story_begun", gettext_noop("Began exhibition or collection %(story)s"), ("story",))
audit.register("repository.story_changed", gettext_noop("Changed the draft %(story)s"), ("story",))
audit.register(
    "repository.story_published", gettext_noop("Published %(story)s as version %(number)s"), ("story", "number")
)
audit.register("repository.story_withdrawn", gettext_noop("Withdrew %(story)s (%(number)s)"), ("story", "number"))
audit.register("repository.thing_added", gettext_noop("Entered museum object, place or event %(thing)s"), ("thing",))
audit.register("repository.thing_changed", gettext_noop("Changed museum object, place or event %(thing)s"), ("thing",))
audit.register("repository.related", gettext_noop("Said what document %(object)s has to do with"), ("object",))
audit.register("repository.unrelated", gettext_noop("Took back a relation of document %(object)s"), ("object",))
