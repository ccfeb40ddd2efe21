"""The sentences of digitisation work, English here, Vietnamese in the room's `locale/vi`."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences

sentences.register(
    {
        "repository.selection_size": gettext_noop("A list has 1 to %(most)s titles."),
        "repository.selection_fixed": gettext_noop("This list is being put together or was confirmed: it stays so."),
        "repository.selection_not_confirmed": gettext_noop("The list is not confirmed yet."),
        "repository.selected_already": gettext_noop("The title is on the list already."),
        "repository.nothing_selected": gettext_noop("No title was chosen for digitisation yet."),
        "repository.left_out_reason": gettext_noop("Say in a few words why it is left out."),
        "repository.number_needed": gettext_noop("Give a whole number."),
        "repository.before_the_project": gettext_noop("The project begins on %(day)s."),
        "repository.day_to_come": gettext_noop("That day is still to come."),
        "repository.register_needs_decision": gettext_noop("Name the decision that stands behind it."),
        "repository.register_criteria": gettext_noop("Name at least one criterion that belongs to this kind."),
        "repository.register_too_young": gettext_noop(
            "An old document is a hundred years old or more; give the year in which it was made."
        ),
        "repository.register_rare_needs": gettext_noop(
            "A rare document is an original of a great hand, or tells of a turning point and is one of few, "
            "unique in form or on a carrier of its time (Decree 93/2020, Art. 6)."
        ),
        "repository.register_already": gettext_noop(
            "The document is in the register already. Look there, or try again."
        ),
        "repository.register_struck_already": gettext_noop("It was struck out already."),
        "repository.project_code": gettext_noop(
            "A project's code is two to twelve capital letters and digits, a letter first."
        ),
        "repository.project_code_taken": gettext_noop("Another project has the code %(project)s."),
        "repository.project_pages": gettext_noop("Say how many pages are planned."),
        "repository.project_spec": gettext_noop("Choose at least one format, and the others from their lists."),
        "repository.project_busy": gettext_noop(
            "Somebody has a job in hand, or a lot is being inspected. Finish that first."
        ),
        "repository.project_closed": gettext_noop("The project is closed."),
        "repository.project_full": gettext_noop("A project has at most %(most)s jobs. Open another one."),
        "repository.price_without_contractor": gettext_noop(
            "A price of a page is a contractor's: name the contractor."
        ),
        "repository.lot_not_open": gettext_noop("The lot takes no more jobs."),
        "repository.lot_empty": gettext_noop("There is no page in the lot."),
        "repository.lot_not_now": gettext_noop("The lot is being inspected or was accepted."),
        "repository.lot_unfinished": gettext_noop("%(count)s jobs of the lot are not delivered yet."),
        "repository.lot_decided_already": gettext_noop("The lot was decided about already."),
        "repository.no_such_job": gettext_noop("No job has the code %(job)s. Scan its paper again."),
        "repository.job_done": gettext_noop("The job is finished."),
        "repository.job_in_inspection": gettext_noop(
            "Its lot is being inspected: nothing moves until that is decided."
        ),
        "repository.job_in_hand": gettext_noop("%(who)s has this job in hand."),
        "repository.job_in_your_hand": gettext_noop("You have this job in hand already."),
        "repository.job_not_in_hand": gettext_noop("Take the job in hand first."),
        "repository.job_waits_for_lot": gettext_noop("The original stays here until its lot is accepted."),
        "repository.job_needs_machine": gettext_noop("Say on which machine it is scanned."),
        "repository.job_without_files": gettext_noop(
            "No files came in under this job's code since it was scanned. Hand in the folder with its name."
        ),
        "repository.delivered_elsewhere": gettext_noop("The document was delivered for another job."),
        "repository.delivered_already": gettext_noop("The document was delivered for this job already."),
        "repository.job_takes_no_files": gettext_noop(
            "The job takes no files now: it was delivered, or its lot is inspected."
        ),
        "repository.job_being_checked": gettext_noop("Its files are being checked. Wait a moment."),
        "repository.job_deviates": gettext_noop(
            "%(count)s deviations from the specification stand against it. Have them redone, or let them pass with a "
            "reason."
        ),
        "repository.job_not_back": gettext_noop("It cannot be sent back to that step."),
        "repository.job_moved_meanwhile": gettext_noop("Somebody was quicker: the job has changed. Look at it again."),
        "repository.job_minutes": gettext_noop("Minutes are 0 to %(most)s."),
        "repository.job_pages": gettext_noop("Pages are 0 to %(most)s."),
        "repository.job_figures": gettext_noop("Minutes and pages are whole numbers."),
        "repository.work_needs_person": gettext_noop("Work is done by a person, who signs in."),
        "repository.no_such_machine": gettext_noop("There is no such machine in this library."),
        "repository.machine_there_already": gettext_noop("The library has a machine of this name."),
        "repository.machine_ended": gettext_noop("%(machine)s is out of use."),
        "repository.machine_uncalibrated": gettext_noop("%(machine)s was never calibrated, so it may not be booked."),
        "repository.machine_lapsed": gettext_noop(
            "The calibration of %(machine)s lapsed on %(until)s, so it may not be booked after that day."
        ),
        "repository.machine_booked": gettext_noop("%(machine)s is booked for the project %(project)s now."),
        "repository.booked_already": gettext_noop("%(machine)s is booked already for that half of the day."),
        "repository.booking_day": gettext_noop("A machine is booked for today or a day of the next year."),
        "repository.calibrated_by": gettext_noop("Say who calibrated it."),
        "repository.capture_format": gettext_noop("It is %(found)s; %(wanted)s is asked for."),
        "repository.capture_without_dpi": gettext_noop("The file tells no resolution; %(wanted)s dpi are asked for."),
        "repository.capture_dpi": gettext_noop("%(found)s dpi; %(wanted)s are asked for."),
        "repository.capture_bits": gettext_noop("%(found)s bits a channel; %(wanted)s are asked for."),
        "repository.capture_grey": gettext_noop("The picture is grey; colour is asked for."),
        "repository.capture_profile": gettext_noop("The colour profile is another than %(wanted)s."),
        "repository.capture_target": gettext_noop("No picture of the colour target is among the files."),
        "repository.capture_foreign": gettext_noop("By its name it belongs to the job %(other)s."),
        "repository.capture_twice": gettext_noop("Page %(page)s is there twice."),
        "repository.capture_missing": gettext_noop("Pages %(pages)s are missing."),
        "repository.capture_fewer": gettext_noop("%(found)s files; %(wanted)s pages were counted."),
        "repository.inspects_own_work": gettext_noop("Nobody inspects a lot that they worked on."),
        "repository.no_such_fault": gettext_noop("There is no such fault."),
        "repository.fault_needed": gettext_noop("Say what is wrong with the page."),
        "repository.page_judged_already": gettext_noop("Somebody else judged this page already."),
        "repository.sample_unfinished": gettext_noop("%(count)s pages of the sample were not looked at yet."),
        "repository.sample_too_bad": gettext_noop("The sample has more bad pages than the plan allows."),
    }
)

_AUDIT = (
    (
        "selection_begun",
        gettext_noop("Selection list %(selection)s of at most %(most)s titles begun"),
        "selection most",
    ),
    (
        "selection_confirmed",
        gettext_noop("Selection list %(selection)s confirmed with %(titles)s titles"),
        "selection titles",
    ),
    ("register_entered", gettext_noop("Number %(number)s entered into the register (%(decision)s)"), "number decision"),
    ("register_struck", gettext_noop("Number %(number)s of the register struck out"), "number"),
    (
        "project_opened",
        gettext_noop("Digitisation project %(project)s opened with %(pages)s pages"),
        "project pages",
    ),
    ("project_changed", gettext_noop("Plan of %(project)s changed: %(pages)s pages"), "project pages"),
    ("project_closed", gettext_noop("Digitisation project %(project)s closed"), "project"),
    ("lot_opened", gettext_noop("Lot %(lot)s of %(project)s opened"), "project lot"),
    ("jobs_made", gettext_noop("%(jobs)s jobs put into lot %(lot)s of %(project)s"), "project lot jobs"),
    ("job_moved", gettext_noop("Job %(job)s, step %(stage)s: %(act)s"), "job act stage"),
    ("deviations_passed", gettext_noop("Deviating files of job %(job)s let through"), "job"),
    ("files_delivered", gettext_noop("Files of job %(job)s came in as document %(object)s"), "job object"),
    (
        "sample_drawn",
        gettext_noop("Sample of %(size)s of %(pages)s pages of lot %(lot)s of %(project)s drawn with %(seed)s"),
        "project lot size pages seed",
    ),
    (
        "lot_accepted",
        gettext_noop("Lot %(lot)s of %(project)s accepted (%(inspection)s)"),
        "project lot inspection",
    ),
    (
        "lot_returned",
        gettext_noop("Lot %(lot)s of %(project)s returned (%(inspection)s)"),
        "project lot inspection",
    ),
    ("machine_entered", gettext_noop("Machine %(machine)s entered"), "machine"),
    ("machine_calibrated", gettext_noop("Machine %(machine)s calibrated until %(until)s"), "machine until"),
    ("machine_out_of_use", gettext_noop("Machine %(machine)s taken out of use"), "machine"),
    (
        "machine_booked_for",
        gettext_noop("Machine %(machine)s booked on %(day)s for %(project)s"),
        "machine day project",
    ),
    (
        "machine_given_back",
        gettext_noop("Booking of machine %(machine)s on %(day)s for %(project)s taken back"),
        "machine day project",
    ),
)
for _code, _text, _fields in _AUDIT:
    audit.register(f"repository.{_code}", _text, _fields.split())
