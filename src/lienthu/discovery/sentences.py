"""What this room says when it refuses."""

from django.utils.translation import gettext_noop

from lienthu.kernel.sentences import register

register(
    {
        "discovery.unavailable": gettext_noop(
            "Search is being prepared and will be back in a few minutes. Nothing is lost."
        ),
        "discovery.unknown_engine": gettext_noop(
            "SEARCH_URL names an engine that is not known here: %(scheme)s. Use tantivy:///folder."
        ),
        "discovery.engine_not_installed": gettext_noop("The search engine %(name)s is not installed."),
        "discovery.bad_page": gettext_noop("There are only pages 1 to %(last)s. Narrow the search to see more."),
        "discovery.bad_filter": gettext_noop("There is no filter “%(name)s”. Known are: %(known)s."),
        "discovery.bad_sort": gettext_noop("There is no order “%(name)s”. Known are: %(known)s."),
        "discovery.no_such_record": gettext_noop("There is no record with this address."),
        "discovery.too_long_for_iso2709": gettext_noop(
            "This record is too long for the MARC exchange format (ISO 2709 allows 99,999 bytes, and 9,999 for a "
            "field). Take it as MARCXML."
        ),
        "discovery.no_such_format": gettext_noop("Records can be taken as: %(known)s."),
    }
)
