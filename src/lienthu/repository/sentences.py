"""The sentences of this room's codes, English here, Vietnamese in `locale/vi`."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences

sentences.register(
    {
        "files.screening_unavailable": gettext_noop(
            "The malware scanner does not answer, so nothing leaves quarantine. Start it and resume."
        ),
        "files.screening_failed": gettext_noop("The malware scanner could not read the file: %(said)s"),
        "repository.secrets_not_taken": gettext_noop(
            "State secrets and material for closed rooms are never taken in here. Nothing was stored."
        ),
        "repository.no_right_to_share": gettext_noop(
            "Without the right to hand it over nothing can be taken in. Nothing was stored."
        ),
        "repository.clearance_needs_name": gettext_noop("Say who answers for this, with name and position."),
        "repository.title_needed": gettext_noop("Give it a title."),
        "repository.file_needs_name": gettext_noop("The file has no name."),
        "repository.file_empty": gettext_noop("The file is empty."),
        "repository.file_too_large": gettext_noop("The file is larger than %(limit)s MB."),
        "files.bytes_changed": gettext_noop("The stored file %(name)s is no longer what it was. Tell the operator."),
        "repository.file_there_already": gettext_noop("Another file with the name %(name)s is there already."),
        "repository.file_gone": gettext_noop("The file is no longer in quarantine. Hand it in again."),
        "repository.deposit_closed": gettext_noop("This deposit takes no more files."),
        "repository.deposit_not_stopped": gettext_noop("The deposit is not stopped."),
        "repository.deposit_empty": gettext_noop("There are no files in it yet."),
        "repository.files_on_their_way": gettext_noop(
            "%(count)s files are not here whole yet. Let them finish, or remove them."
        ),
        "repository.more_than_promised": gettext_noop("More bytes came than the file was said to have."),
        "repository.offset_is_another": gettext_noop("The file goes on at byte %(offset)s."),
        "repository.another_writes": gettext_noop("The same file is being sent from another window."),
        "repository.checksum_unreadable": gettext_noop("The checksum of the piece cannot be read."),
        "repository.piece_damaged": gettext_noop("A piece was damaged on its way. It is sent again."),
        "repository.changed_on_the_way": gettext_noop(
            "The file %(name)s changed while it was being sent. Send it again when nobody works on it."
        ),
        "repository.upload_gone": gettext_noop("This upload has ended or ran out. Begin it again."),
        "repository.tus_version": gettext_noop("This server speaks version 1.0.0 of the tus protocol."),
        "repository.tus_header": gettext_noop("The header %(name)s is missing or cannot be read."),
        "repository.agency_unknown": gettext_noop("There is no agency %(agency)s today."),
        "repository.breaks_the_examination": gettext_noop(
            "The file broke the examination several times and was set aside."
        ),
        "repository.too_many_reports": gettext_noop(
            "%(limit)s documents that you reported wait for a decision. Tell the library about the others."
        ),
        "repository.too_many_reports_today": gettext_noop(
            "You reported %(limit)s documents within a day, which is the most. "
            "Tell the library about the others, or report them tomorrow."
        ),
        "repository.reported_already": gettext_noop("It was reported already and is closed until that is decided."),
        "repository.report_decided": gettext_noop("That was decided already."),
        "repository.two_persons": gettext_noop("Another person than the one who reported it decides."),
        "repository.no_such_folder": gettext_noop("There is no folder %(name)s."),
        "repository.folder_empty": gettext_noop("There is no file in it that could be taken."),
        "repository.bag_link": gettext_noop("The bag holds a link (%(name)s); a bag holds its files themselves."),
        "repository.bag_to_fetch": gettext_noop(
            "The bag has a fetch.txt: some of its files lie elsewhere. Complete it, then hand it in."
        ),
        "repository.bag_not_valid": gettext_noop("The bag is not valid: %(said)s"),
        "repository.same_name_twice": gettext_noop("Two files would both be called %(name)s."),
        "repository.library_of_agency": gettext_noop(
            "The agency %(agency)s has no library of its own. Name one with --library."
        ),
        "repository.row_without_file": gettext_noop("No file of the deposit belongs to this row."),
        "repository.row_doubles": gettext_noop("The files of this row belong to row %(row)s already."),
        "repository.kind_not_taken": gettext_noop(
            "By its content this is no TIFF, JPEG, PNG, JPEG 2000, PDF, EPUB, sound or film."
        ),
        "repository.two_things": gettext_noop("The file is two things at once (another file is hidden in it)."),
        "repository.too_large_to_screen": gettext_noop(
            "The file is larger than %(limit)s MB, more than the malware scanner reads. Divide it."
        ),
        "repository.malware": gettext_noop("The malware scanner found %(threat)s in it."),
        "repository.active_content": gettext_noop(
            "The PDF holds something that runs, is hidden or opens other files (%(what)s)."
        ),
        "repository.file_locked": gettext_noop("The file is locked with a password."),
        "repository.file_broken": gettext_noop("The file is broken and cannot be opened."),
        "repository.file_exhausts": gettext_noop("The file takes more memory or time to open than any file may."),
        "repository.file_without_pages": gettext_noop("There is no page in the file."),
        "repository.too_many_pages": gettext_noop("The file has %(pages)s pages; %(limit)s is the most."),
        "repository.too_many_pixels": gettext_noop("The picture has %(millions)s megapixels, more than can be opened."),
        "repository.too_many_at_once": gettext_noop(
            "The picture has %(millions)s megapixels in a form that opens only as a whole; %(limit)s are the most. "
            "Save it as TIFF, or as PNG or JPEG that is not interlaced or progressive."
        ),
        "repository.page_broken": gettext_noop("Page %(page)s of the file cannot be read."),
        "repository.reason_needed": gettext_noop("Give a reason in at least five letters."),
        "repository.dates_turned": gettext_noop("It would end before it begins."),
        "repository.no_cues": gettext_noop(
            "There is nothing said in it: a line with times such as 00:00:05.000 --> 00:00:09.000, then the words."
        ),
        "repository.cue_time_unreadable": gettext_noop(
            "The times in line %(line)s cannot be read. Write them as 00:00:05.000 --> 00:00:09.000."
        ),
        "repository.cue_ends_before": gettext_noop("In line %(line)s the end does not come after the beginning."),
        "repository.cue_needs_blank_line": gettext_noop("Leave a blank line before the times in line %(line)s."),
        "repository.too_many_cues": gettext_noop("A transcript has at most %(limit)s lines with times."),
        "repository.transcript_too_large": gettext_noop("A transcript has at most %(limit)s MB."),
        "repository.not_in_this_state": gettext_noop("That cannot be done now: the document is “%(state)s”."),
        "repository.access_not_set": gettext_noop("Say first who may see it."),
        "repository.earlier_follows": gettext_noop(
            "This is an earlier version. It follows the newest one in all that is said of it and in who may see it."
        ),
        "repository.renewed_not_published": gettext_noop("Only a published document gets a new version."),
        "repository.renewal_under_way": gettext_noop("New masters of it are on their way already."),
        "repository.changed_meanwhile": gettext_noop("Somebody else has changed it meanwhile. Look at it again."),
        "repository.no_such_entry": gettext_noop("There is no entry %(entry)s in the union catalogue."),
        "repository.no_such_fonds_code": gettext_noop(
            "“%(fonds)s” cannot be the code of a fonds: at most 32 letters, digits, dots, dashes and underscores."
        ),
        "repository.no_such_rights": gettext_noop("There is no rights statement or licence %(rights)s."),
        "repository.contents_line": gettext_noop("Line %(line)s of the contents is not “page heading”."),
        "repository.no_such_act": gettext_noop("There is no such step."),
        "repository.not_reviewed": gettext_noop("You decide about no such documents: %(names)s."),
        "repository.not_a_candidate": gettext_noop("There is no account %(name)s that may review in this library."),
        "repository.no_such_reader": gettext_noop("There is no account %(name)s."),
        "repository.not_there": gettext_noop("There is nothing at this address."),
        "repository.no_such_package": gettext_noop("It is put together as ZIP or PDF."),
        "repository.link_over": gettext_noop("This link is over or not for you. Have the pages put together anew."),
        "repository.bytes_missing": gettext_noop("The file is missing from the store. Tell its library."),
        "repository.masters_away": gettext_noop(
            "The folder of masters %(folder)s is not there. Is the disk connected? Nothing was judged."
        ),
        "repository.master_damaged": gettext_noop(
            "The master %(file)s is missing or its bytes are not those of %(sha256)s. The document was left out."
        ),
        "repository.no_such_object": gettext_noop("There is no document %(object)s."),
        "repository.export_what": gettext_noop("Name a document and a folder, or --all and a folder."),
        "repository.which_version": gettext_noop("“%(said)s” is no version: give its number, or “all”."),
        "repository.no_such_version": gettext_noop("The document has no version %(version)s."),
        "repository.ocfl_holds_all": gettext_noop("An OCFL object holds every version: leave the version out."),
        "repository.nothing_for_viewers": gettext_noop("This document has nothing that viewers of this kind show."),
        "repository.not_a_package": gettext_noop("%(folder)s is neither a bag nor an OCFL object or root."),
        "repository.bag_not_declared": gettext_noop("bagit.txt is missing or cannot be read."),
        "repository.bag_without_payload": gettext_noop("The bag has no manifest or no folder data."),
        "repository.bag_line": gettext_noop(
            "Line %(line)s of the manifest cannot be read, comes twice or leads out of the bag."
        ),
        "repository.bag_file_missing": gettext_noop("The manifest names a file that is not there."),
        "repository.bag_file_changed": gettext_noop("The file is not the one of its checksum."),
        "repository.bag_file_not_listed": gettext_noop("No manifest names this file."),
        "repository.bag_oxum": gettext_noop("Payload-Oxum says %(said)s; there are %(found)s."),
        "repository.no_tesseract": gettext_noop(
            "Tesseract is not installed, so texts are not recognised (Debian: apt-get install tesseract-ocr "
            "tesseract-ocr-vie)."
        ),
        "repository.recognition_too_slow": gettext_noop("Recognition was not done within %(seconds)s seconds."),
        "repository.recognition_failed": gettext_noop("Recognition gave up on this page."),
        "repository.still_being_made": gettext_noop("Its pages are still being made."),
        "repository.no_text_yet": gettext_noop("This page has no text yet."),
        "repository.text_changed_meanwhile": gettext_noop(
            "The text of this page was changed meanwhile. What you wrote is still here; compare and send it again."
        ),
        "repository.line_changed_meanwhile": gettext_noop("The line reads differently by now, so it was not replaced."),
        "repository.no_such_line": gettext_noop("This page has no line %(line)s."),
        "repository.line_too_long": gettext_noop("Line %(line)s is longer than %(limit)s characters."),
        "repository.too_many_corrections": gettext_noop(
            "%(limit)s of your lines wait to be looked at. Please wait until some are."
        ),
        "repository.correction_decided": gettext_noop("Somebody decided about it already."),
        "repository.record_only": gettext_noop("Its library shows the description only."),
        "repository.on_site_with_permission": gettext_noop(
            "It may be read in its own library only, with a written permission."
        ),
        "repository.in_a_library": gettext_noop(
            "It may be read in the libraries of the network, on their own devices."
        ),
        "repository.on_site": gettext_noop("It may be read in its own library only, on a reading device."),
        "repository.named_readers": gettext_noop("Only readers who were given permission may read it."),
        "repository.to_be_paid": gettext_noop("It is read for a fee. Ask its library."),
        "repository.no_seat": gettext_noop("It is read by turns, one reader a copy. Borrow it to open its pages."),
        "repository.seat_held_already": gettext_noop("You have borrowed it already."),
        "repository.seat_not_held": gettext_noop("You have not borrowed it, or its time is over."),
        "repository.waiting_already": gettext_noop("You are in the queue already."),
        "repository.not_waiting": gettext_noop("You are not in the queue."),
        "repository.not_by_turns": gettext_noop("It need not be borrowed."),
        "repository.lent_without_copies": gettext_noop("Say how many copies the library owns."),
        "repository.quota_needs_name": gettext_noop(
            "So many pages a day may be read. Sign in, so that they are counted."
        ),
        "repository.quota_reached": gettext_noop(
            "%(pages)s pages of it may be opened a day, and you have opened them. Go on tomorrow."
        ),
        "repository.device_needs_name": gettext_noop("Give the device a name."),
        "repository.device_days": gettext_noop("A device is registered for 1 to %(most)s days."),
        "repository.device_ended_already": gettext_noop("This device was ended already."),
        "repository.not_to_take_away": gettext_noop("It may be read here, but not taken away."),
        "repository.iiif_unreadable": gettext_noop(
            "The part “%(part)s” of the address cannot be read or goes too far."
        ),
        "repository.iiif_origin": gettext_noop("The viewer does not say from which site it asks."),
        "repository.iiif_not_offered": gettext_noop(
            "The part “%(part)s” of the address asks for something not made here."
        ),
    }
)

audit.register(
    "repository.deposit_opened",
    gettext_noop("Deposit %(deposit)s; %(clearance)s answers for it"),
    ("deposit", "clearance"),
)
audit.register(
    "repository.mistake_reported",
    gettext_noop("Document %(object)s was reported as secret and closed (%(removal)s)"),
    ("object", "removal"),
)
audit.register(
    "repository.report_dismissed",
    gettext_noop("Document %(object)s was found not to be secret (%(removal)s)"),
    ("object", "removal"),
)
audit.register(
    "repository.removed_for_good",
    gettext_noop("Document %(object)s was removed for good with %(files)s files (%(removal)s)"),
    ("object", "removal", "files"),
)
audit.register(
    "repository.deposit_closed_by",
    gettext_noop("Deposit %(deposit)s was handed over with %(files)s files"),
    ("deposit", "files"),
)
audit.register(
    "repository.deposit_cancelled",
    gettext_noop("Deposit %(deposit)s with %(files)s files was given up"),
    ("deposit", "files"),
)
audit.register(
    "repository.access_changed",
    gettext_noop("Document %(object)s: %(level)s, %(place)s. %(reason)s"),
    ("object", "level", "place", "reason"),
)
audit.register(
    "repository.moved_on",
    gettext_noop("Document %(object)s: %(act)s"),
    ("object", "act"),
)
audit.register("repository.described", gettext_noop("Described document %(object)s"), ("object",))
audit.register(
    "repository.fixity_run",
    gettext_noop("%(files)s masters (%(bytes)s bytes) read again, %(faults)s of them faulty"),
    ("files", "bytes", "faults"),
)
audit.register(
    "repository.fixity_fault",
    gettext_noop("Master %(file)s of document %(object)s is not sound: expected %(expected)s, found %(found)s"),
    ("object", "file", "expected", "found"),
)
audit.register(
    "repository.exported",
    gettext_noop("%(objects)s documents exported as %(format)s into %(folder)s, %(faults)s could not be"),
    ("objects", "format", "folder", "faults"),
)
audit.register("repository.recognition_asked", gettext_noop("Had document %(object)s read by machine"), ("object",))
audit.register(
    "repository.correction_accepted",
    gettext_noop("Accepted a corrected line of document %(object)s, page %(page)s"),
    ("object", "page"),
)
audit.register(
    "repository.transcript_corrected",
    gettext_noop("Corrected the transcript of %(file)s in document %(object)s: %(before)s before, %(after)s now"),
    ("object", "file", "before", "after"),
)
audit.register(
    "repository.correction_rejected",
    gettext_noop("Turned down a corrected line of document %(object)s, page %(page)s"),
    ("object", "page"),
)
audit.register(
    "repository.copy_asked",
    gettext_noop("Had a reading copy of document %(object)s made"),
    ("object",),
)
audit.register(
    "repository.device_registered", gettext_noop("Registered reading device %(device)s “%(name)s”"), ("device", "name")
)
audit.register(
    "repository.device_ended", gettext_noop("Ended reading device %(device)s “%(name)s”"), ("device", "name")
)
audit.register("repository.seat_taken", gettext_noop("Borrowed document %(object)s"), ("object",))
audit.register("repository.seat_given_back", gettext_noop("Gave back document %(object)s"), ("object",))
audit.register(
    "repository.renewed",
    gettext_noop("Document %(object)s has new masters: version %(version)s"),
    ("object", "version"),
)
audit.register(
    "repository.version_kept_back",
    gettext_noop("Closed version %(version)s (%(object)s) to readers"),
    ("object", "version"),
)
audit.register(
    "repository.version_shown",
    gettext_noop("Opened version %(version)s (%(object)s) to readers"),
    ("object", "version"),
)
audit.register(
    "repository.renewal_given_up", gettext_noop("Document %(object)s is no new version after all"), ("object",)
)
