"""The sentences of metadata sheets."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences

sentences.register(
    {
        "repository.not_a_sheet": gettext_noop("This is no table. Save it as .xlsx, .xls, .ods or .csv."),
        "repository.sheet_without_files": gettext_noop(
            "No column says which file or folder a row describes. Name one “File” or “Folder”. Read: %(heads)s."
        ),
        "repository.no_such_file": gettext_noop("There is no file %(name)s."),
        "repository.sheet_without_rows": gettext_noop("There are no rows below the head of the table."),
        "repository.sheet_too_long": gettext_noop("The table has more than %(limit)s rows. Divide the deposit."),
        "repository.column_twice": gettext_noop(
            "Column %(column)s (%(header)s) says the same as an earlier one and is only kept beside."
        ),
        "repository.row_names_nothing": gettext_noop("It names neither a file nor a folder."),
        "repository.row_says_secret": gettext_noop(
            "The sheet calls it a state secret: its files are refused and nothing of the row was kept."
        ),
        "repository.row_shares": gettext_noop("Some of its files belong to row %(row)s already."),
        "repository.cell_cut": gettext_noop("Column %(column)s (%(header)s): the text is too long and was cut."),
        "repository.cell_error": gettext_noop("Column %(column)s: the cell holds the error %(value)s."),
        "repository.cell_year": gettext_noop(
            "Column %(column)s (%(header)s): no year is seen in “%(value)s”; it is kept as it stands."
        ),
        "repository.cell_kind": gettext_noop(
            "Column %(column)s (%(header)s): “%(value)s” is no kind of document known here. Use book, newspaper, "
            "manuscript, map, photograph, document, audio or video."
        ),
        "repository.cell_language": gettext_noop(
            "Column %(column)s (%(header)s): the language “%(value)s” is not known. Use its name or a code such as vie."
        ),
        "repository.cell_rights": gettext_noop(
            "Column %(column)s (%(header)s): “%(value)s” is no rights statement or licence known here, such as PDM, "
            "InC or CC-BY."
        ),
        "repository.cell_level": gettext_noop(
            "Column %(column)s (%(header)s): “%(value)s” is no sharing level. Use record, read, download or paid."
        ),
        "repository.cell_restriction": gettext_noop(
            "Column %(column)s (%(header)s): “%(value)s” is no legal class. Use a, c, d or none."
        ),
        "repository.cell_entry": gettext_noop(
            "Column %(column)s (%(header)s): “%(value)s” is no identifier or address of an entry."
        ),
    }
)
audit.register(
    "repository.sheet_put",
    gettext_noop("Described deposit %(deposit)s by a sheet of %(rows)s rows"),
    ("deposit", "rows"),
)
audit.register("repository.sheet_dropped", gettext_noop("Took the sheet of deposit %(deposit)s away"), ("deposit",))
