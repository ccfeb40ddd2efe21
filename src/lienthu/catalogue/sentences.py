"""The sentences of this room's codes, English here, Vietnamese in `locale/vi`; MARC's own under `marc.…`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences
from lienthu.marc.faults import FAULTS
from lienthu.marc.validation import MESSAGES

#: What can be wrong with a file or a request.
ERRORS: dict[str, str] = {
    "catalogue.batch_operation": gettext_noop("Choose what is to be done (%(field)s)."),
    "catalogue.batch_incomplete": gettext_noop("Fill in what is still missing (%(field)s)."),
    "catalogue.batch_tag": gettext_noop("%(tag)s is not a field that a batch edit can change."),
    "catalogue.batch_untouched": gettext_noop(
        "Field %(tag)s is not changed by batch: copies and control numbers have pages of their own."
    ),
    "catalogue.batch_code": gettext_noop("%(code)s is not a subfield code."),
    "catalogue.batch_selection": gettext_noop("Choose which records are meant."),
    "catalogue.batch_not_now": gettext_noop("This batch edit cannot do that now; look at its page again."),
    "catalogue.file_empty": gettext_noop("The file is empty. Check the export and hand it in again."),
    "catalogue.file_too_large": gettext_noop("The file is larger than %(limit)s MB. Split it and hand in the parts."),
    "catalogue.file_missing": gettext_noop("There is no file %(file)s."),
    "catalogue.file_gone": gettext_noop("The stored copy of %(file)s is missing. Hand the file in again."),
    "catalogue.not_a_catalogue": gettext_noop(
        "This is a %(type)s file, not a catalogue. Hand in MARC, MARCXML, Excel or CSV."
    ),
    "catalogue.saved_as_web_page": gettext_noop(
        "This is a web page (HTML), even if its name ends in .xls. Open it in Excel, save it as .xlsx and hand that in."
    ),
    "catalogue.saved_as_xml": gettext_noop(
        "This is a workbook saved as XML. Open it in Excel, save it as .xlsx and hand that in."
    ),
    "catalogue.saved_as_binary": gettext_noop(
        "This is a binary workbook (.xlsb). Open it in Excel, save it as .xlsx and hand that in."
    ),
    "catalogue.format_unknown": gettext_noop(
        "The kind of this file could not be recognised. Hand in MARC, MARCXML, Excel or CSV."
    ),
    "catalogue.format_not_known": gettext_noop("There is no format %(format)s."),
    "catalogue.other_format": gettext_noop("You asked for %(asked)s, but the file is %(found)s."),
    "catalogue.mode_unknown": gettext_noop("There is no way of importing called %(mode)s."),
    "catalogue.encoding_unknown": gettext_noop("There is no encoding %(encoding)s."),
    "catalogue.workbook_unreadable": gettext_noop(
        "The workbook cannot be opened; it may be damaged. Open it in Excel, save it again and hand it in."
    ),
    "catalogue.workbook_locked": gettext_noop("The workbook has a password. Remove it and hand the file in again."),
    "catalogue.old_workbook_large": gettext_noop(
        "A workbook of the old Excel format (.xls) larger than %(limit)s MB cannot be read. Save it as .xlsx, or"
        " hand in its sheets one by one."
    ),
    "catalogue.zip_bomb": gettext_noop("The workbook unpacks to an enormous size. It was not opened."),
    "catalogue.zip_path": gettext_noop("The workbook tries to write outside its folder. It was not opened."),
    "catalogue.zip_unreadable": gettext_noop(
        "The ZIP cannot be opened: it is damaged or has a password. Pack the files again."
    ),
    "catalogue.isis_part_alone": gettext_noop(
        "This is only a part of a CDS/ISIS base. Hand in its master file (.mst), alone or together with this one."
    ),
    "catalogue.isis_several": gettext_noop(
        "The ZIP holds files of several CDS/ISIS bases. Hand in each base by itself."
    ),
    "catalogue.isis_not_a_master": gettext_noop("The .mst is not a master file of CDS/ISIS."),
    "catalogue.isis_other_xrf": gettext_noop(
        "The .xrf does not belong to this .mst. Hand in the two files of one base, or the .mst alone."
    ),
    "catalogue.files_together": gettext_noop(
        "Several files can be read together only as one CDS/ISIS base: one .mst with its .xrf and .fdt."
    ),
    "catalogue.xml_entities": gettext_noop("The XML declares entities or a document type. It was not opened."),
    "catalogue.sheet_empty": gettext_noop("No list of books was found in the workbook."),
    "catalogue.no_list": gettext_noop(
        "No list of books was found in the file: no row names the columns, and nothing looks like titles and authors."
    ),
    "catalogue.no_records": gettext_noop(
        "No record was found in the file; nothing was read. Check that it is a catalogue and hand it in again."
    ),
    "catalogue.no_title_column": gettext_noop("No column holds the titles. Choose it and go on."),
    "catalogue.digits_unknown": gettext_noop("Numbers can be filled up to %(least)s to %(most)s digits."),
    "catalogue.column_twice": gettext_noop("Two columns have the same meaning (%(columns)s). Keep one of them."),
    "catalogue.target_unknown": gettext_noop("A column was given a meaning that does not exist."),
    "catalogue.mapping_unknown": gettext_noop("This library has no saved columns called %(name)s."),
    "catalogue.mapping_name_taken": gettext_noop("Other columns of this library are kept as %(name)s already."),
    "catalogue.mapping_too_late": gettext_noop("The columns of this import have been confirmed already."),
    "catalogue.import_running": gettext_noop("The same file (%(file)s) is being read already."),
    "catalogue.import_not_found": gettext_noop("There is no such import."),
    "catalogue.not_stopped": gettext_noop("This import has not stopped."),
    "catalogue.not_running": gettext_noop("This import is not running."),
    "catalogue.nothing_to_withdraw": gettext_noop("This import has nothing left to withdraw."),
    "catalogue.withdrawal_faults": gettext_noop(
        "%(missing)s records are not in the file, but none was withdrawn: "
        "rows that were rejected or cut off may be among them."
    ),
    "catalogue.withdrawal_many": gettext_noop(
        "%(missing)s records, more than %(share)s %% of the catalogue, are not in the file, but none was withdrawn: "
        "the file may be cut off."
    ),
    "catalogue.withdrawal_how": gettext_noop("To see them, and to withdraw them all the same: %(command)s"),
    "catalogue.withdrawal_done": gettext_noop("%(count)s records were withdrawn."),
    "catalogue.withdrawal_changed": gettext_noop(
        "%(missing)s records would be withdrawn now. Look at them again, then confirm this number."
    ),
    "catalogue.newer_import": gettext_noop("A newer file of this library was read since. Hand the full file in again."),
    "catalogue.not_finished": gettext_noop("The import is not finished yet."),
    "catalogue.reason_needed": gettext_noop("Give the reason for the decision."),
    "catalogue.case_decided": gettext_noop("This record has been decided on already."),
    "catalogue.too_long_for_iso": gettext_noop(
        "Record %(name)s is too long for ISO 2709 and was left out. MARCXML has no such limit: use --format marcxml."
    ),
    "catalogue.more_too_long": gettext_noop("%(count)s more records were left out for the same reason."),
    "catalogue.record_overtaken": gettext_noop(
        "%(person)s saved this record at %(date)s, after you opened it. Your text is kept: compare the two, then save."
    ),
    "catalogue.no_such_record": gettext_noop("There is no record %(record)s. Name it as LIBRARY:CONTROL-NUMBER."),
    "catalogue.version_needed": gettext_noop("Say which version of the record you changed."),
    "catalogue.record_faulty": gettext_noop("The record was not saved: %(faults)s"),
    "catalogue.control_number_fixed": gettext_noop(
        "The control number (001) of a record does not change. It is %(number)s."
    ),
    "catalogue.control_number_taken": gettext_noop("Another record of this library has the control number %(number)s."),
    "catalogue.field_too_long": gettext_noop(
        "Field %(tag)s has %(length)s characters. A field may have %(limit)s at most; shorten it and save again."
    ),
    "catalogue.too_many_fields": gettext_noop("The record has %(count)s fields. A record may have %(limit)s at most."),
    "catalogue.nothing_changed": gettext_noop("Nothing differs from the version that stands."),
    "catalogue.version_unknown": gettext_noop("Version %(number)s of this record cannot be shown."),
    "catalogue.withdrawn_already": gettext_noop("This record has been withdrawn already."),
    "catalogue.not_withdrawn": gettext_noop("This record is not withdrawn."),
    "catalogue.library_needed": gettext_noop("Choose the library that the file belongs to."),
    "catalogue.upload_needed": gettext_noop("Choose a file."),
}

#: What became of a row, and why.
REASONS = {
    "catalogue.unreadable": gettext_noop("The record could not be read."),
    "catalogue.no_title": gettext_noop("There is no title."),
    "catalogue.unimarc": gettext_noop("This is a UNIMARC record (title in field 200). Convert it to MARC21."),
    "catalogue.not_bibliographic": gettext_noop("This record describes no document (type %(kind)s in Leader/06)."),
    "catalogue.holdings_record": gettext_noop(
        "This is a holdings record, not a book (type %(kind)s in Leader/06). "
        "Export the books with their copies in them."
    ),
    "catalogue.authority_record": gettext_noop(
        "This is an authority record, not a book (type %(kind)s in Leader/06). Hand such files in as authorities."
    ),
    "catalogue.cells_wrong": gettext_noop(
        "Column %(columns)s holds an error of the workbook (%(error)s) in place of a text; it was left empty."
    ),
    "catalogue.zeros_restored": gettext_noop(
        "Numbers got back their leading zeros (column %(columns)s), as was confirmed."
    ),
    "catalogue.text_repaired": gettext_noop("The text was in %(encoding)s and was converted (fields %(tags)s)."),
    "catalogue.bytes_converted": gettext_noop("The text was in %(encoding)s and was converted."),
    "catalogue.cells_repaired": gettext_noop("The text was in %(encoding)s and was converted (columns: %(columns)s)."),
    "catalogue.copy_of_row": gettext_noop("Copy %(nth)s of the book in row %(row)s."),
    "catalogue.same_as_row": gettext_noop("The same copy stands in row %(row)s."),
    "catalogue.row_repeated": gettext_noop(
        "The file repeats this row %(count)s times more. These repeats were not read."
    ),
    "catalogue.above_head": gettext_noop(
        "The row looks like a book but stands above the names of the columns (row %(head)s). Put it below them."
    ),
    "catalogue.other_table": gettext_noop(
        "Row %(head)s begins a second table with other columns. Put that table into a sheet of its own."
    ),
    "catalogue.number_twice": gettext_noop(
        "The control number %(number)s stands on another record of this file too; both were kept."
    ),
    "catalogue.restricted": gettext_noop("Access level %(level)s: the record waits for review and is not shown."),
    "catalogue.year_unreadable": gettext_noop("The year “%(value)s” could not be read; it was kept as it stands."),
    "catalogue.quantity_unreadable": gettext_noop("The number of copies “%(value)s” could not be read."),
    "catalogue.language_unknown": gettext_noop("The language “%(value)s” is not known; it was kept as a note."),
    "catalogue.range_backwards": gettext_noop("The range “%(value)s” runs backwards and was kept as one number."),
    "catalogue.range_too_long": gettext_noop("The range “%(value)s” is too long and was kept as one number."),
    "catalogue.range_two_names": gettext_noop(
        "“%(value)s” names two stores around a dash and was kept as one number. Write each range by itself."
    ),
    "catalogue.range_remark": gettext_noop("The range “%(value)s” was read without the remark behind it."),
    "catalogue.cell_too_long": gettext_noop("A cell of this line has more than %(limit)s characters."),
    "catalogue.isbn_unreadable": gettext_noop("“%(value)s” could not be read as an ISBN."),
    "catalogue.isbn_cut": gettext_noop(
        "Excel cut off the ISBN (%(value)s). Make the column text, type the number anew and hand the file in again."
    ),
    "catalogue.too_many_items": gettext_noop("The record names %(count)s copies; the first 5,000 were kept."),
    "catalogue.desk_edit_overtaken": gettext_noop(
        "%(person)s changed this record at the desk on %(date)s; the row of this file is newer and stands now. "
        "The record's history can restore or merge the edit."
    ),
    "catalogue.macros_ignored": gettext_noop("The workbook carries macros. They were not run and not kept."),
}

#: What the preview says about a sheet.
WARNINGS = {
    "no_title_column": _("No column was recognised as the title. Choose it below, or this sheet is passed over."),
    "no_header_row": _("No row with column names was found; the columns were recognised by their contents."),
    "unsure_columns": _("Some columns are not certain. Please check them."),
    "double_column": _("Two columns looked alike; only the surer one is used."),
    "no_rows": _("The sheet has no rows below its head."),
}

sentences.register(ERRORS)
sentences.register(REASONS)
sentences.register({f"marc.{code}": text for code, (_severity, text) in FAULTS.items()})
sentences.register({f"marc.{code}": text for code, (_severity, text) in MESSAGES.items()})

audit.register("catalogue.import_started", gettext_noop("Import of %(file)s started (%(mode)s)"), ("file", "mode"))
audit.register(
    "catalogue.import_finished",
    gettext_noop("Import of %(file)s finished: %(rows)s rows, %(rejected)s rejected, %(withdrawn)s withdrawn"),
    ("file", "rows", "rejected", "withdrawn"),
)
audit.register(
    "catalogue.withdrawal_confirmed",
    gettext_noop("Confirmed that %(file)s is the whole catalogue: %(missing)s records are withdrawn"),
    ("file", "missing"),
)
audit.register(
    "catalogue.restriction_released",
    gettext_noop("Released a record of access level %(level)s: %(reason)s"),
    ("level", "reason"),
)
audit.register(
    "catalogue.restriction_kept",
    gettext_noop("Kept a record of access level %(level)s restricted: %(reason)s"),
    ("level", "reason"),
)
audit.register(
    "catalogue.record_created", gettext_noop("Created the record %(number)s (%(origin)s)"), ("number", "origin")
)
for _code, _text in (
    ("catalogue.batch_edit_started", gettext_noop("Started batch edit %(id)s over %(records)s records")),
    ("catalogue.batch_edit_undone", gettext_noop("Took batch edit %(id)s back (%(records)s records)")),
):
    audit.register(_code, _text, ("id", "records"))
audit.register(
    "catalogue.record_changed",
    gettext_noop("Changed the record %(number)s to version %(version)s (%(origin)s)"),
    ("number", "version", "origin"),
)
audit.register(
    "catalogue.record_withdrawn", gettext_noop("Withdrew the record %(number)s: %(reason)s"), ("number", "reason")
)
audit.register(
    "catalogue.record_returned",
    gettext_noop("Took the record %(number)s back into the catalogue: %(reason)s"),
    ("number", "reason"),
)
