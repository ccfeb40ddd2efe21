"""Numbers of rimes that cataloguers have filled in; the confirmed ones stand in data/title_codes.csv."""

from __future__ import annotations

from django.db import models


class TitleCodeRime(models.Model):
    """One rime of the title code table, for the whole network: the table is one for all libraries."""

    rime = models.CharField(max_length=6, unique=True)
    code = models.CharField(max_length=3, unique=True)
    #: The word it was learnt from.
    word = models.CharField(max_length=20)
    learnt_by = models.CharField(max_length=200)
    learnt_at = models.DateTimeField()
