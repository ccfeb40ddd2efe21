"""What the union puts into other rooms' pages."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lienthu.catalogue.models import SourceRecord
from lienthu.ui import slots
from lienthu.union import quality
from lienthu.union.quality_words import WORDS
from lienthu.union.rules.quality import WEIGHTS, reasons, score


@slots.panel("catalogue.record")
def quality_panel(request: HttpRequest, record: SourceRecord) -> SafeString:
    """The score of the stored record and what it lacks."""
    found = quality.of_record(record.pk)
    if found is None:
        return SafeString()
    context = {
        "score": score(found.reasons),
        "current": found.record_version == record.version,
        "reasons": [(WORDS[code], WEIGHTS[code]) for code in reasons(found.reasons)],
    }
    return render_to_string("union/_record_quality.html", context, request)
