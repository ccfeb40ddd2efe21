"""The sentences of codes about authorities, and what the audit says of them."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, sentences

sentences.register(
    {
        "catalogue.no_such_authority": gettext_noop("There is no such authority."),
        "catalogue.authority_exists": gettext_noop(
            "There is an authority with this heading already. "
            "Namesakes are told apart by their years: Nguyen Van An, 1950-."
        ),
        "catalogue.authority_is_merged": gettext_noop(
            "“%(heading)s” was merged into “%(into)s”. Change that one, or take the merge back first."
        ),
        "catalogue.authority_overtaken": gettext_noop(
            "%(person)s changed this authority while you were at it. "
            "What stands now is shown; look it over and save again."
        ),
        "catalogue.authority_no_name": gettext_noop("A name needs at least one letter or number."),
        "catalogue.authority_name_long": gettext_noop("A name may have up to %(most)s characters."),
        "catalogue.authority_has_name": gettext_noop("The authority has the name “%(name)s” already."),
        "catalogue.authority_many_names": gettext_noop("An authority may have up to %(most)s names."),
        "catalogue.authority_many_relations": gettext_noop("An authority may have up to %(most)s relations."),
        "catalogue.authority_role": gettext_noop("A name cannot be added as “%(role)s”."),
        "catalogue.authority_needs_heading": gettext_noop(
            "“%(heading)s” is the preferred heading and stays. Rename the authority first."
        ),
        "catalogue.authority_year": gettext_noop("“%(year)s” is no year: write three or four digits."),
        "catalogue.authority_years_turned": gettext_noop(
            "%(died)s is before %(born)s: the years are the wrong way round."
        ),
        "catalogue.authority_identifier": gettext_noop("“%(value)s” cannot be an identifier of %(scheme)s."),
        "catalogue.authority_itself": gettext_noop("Choose another authority: this is the same one."),
        "catalogue.authority_kinds": gettext_noop("“%(one)s” and “%(other)s” are of different kinds."),
        "catalogue.authority_none_called": gettext_noop("There is no authority called “%(name)s”."),
        "catalogue.authority_two_called": gettext_noop(
            "More than one authority is called “%(name)s”. Give the address of its page."
        ),
        "catalogue.authority_reason": gettext_noop("Say why: the reason stands in the history."),
        "catalogue.authority_circle": gettext_noop(
            "“%(one)s” and “%(other)s” would stand above each other. Remove the other relation first."
        ),
        "catalogue.authority_related": gettext_noop("“%(one)s” and “%(other)s” are related so already."),
        "catalogue.authority_not_merged": gettext_noop("“%(heading)s” is not merged into another authority."),
        "catalogue.authority_heading_taken": gettext_noop(
            "Another authority is called “%(heading)s” now. Rename that one, then take the merge back."
        ),
        "catalogue.authority_unreadable": gettext_noop("The record cannot be read."),
        "catalogue.authority_not_authority": gettext_noop("This is no authority record (leader position 06 is not z)."),
        "catalogue.authority_no_heading": gettext_noop("The record has no heading (1XX)."),
        "catalogue.authority_kind_unknown": gettext_noop("Headings of this kind are not kept here (1XX)."),
        "catalogue.authority_other_years": gettext_noop(
            "“%(heading)s” is known here with the year %(known)s, the file says %(given)s: "
            "a namesake needs the years in its heading."
        ),
        "catalogue.authority_other_identifier": gettext_noop(
            "“%(heading)s” has %(scheme)s %(known)s here, the file says %(given)s."
        ),
        "catalogue.authority_sheet_head": gettext_noop(
            "No column of headings was found. Call one of them “Heading” or “Author”, “Place”, “Subject”."
        ),
        "catalogue.authority_sheet_kind": gettext_noop(
            "“%(kind)s” is no kind: write person, corporate body, place, subject or work."
        ),
        "catalogue.authority_rdf_large": gettext_noop(
            "RDF of up to %(limit)s MB can be read at once. Divide the file, or export it as MARC."
        ),
        "catalogue.authority_rdf_doctype": gettext_noop(
            "The file has a document type (DOCTYPE), which is not read. Export it as Turtle."
        ),
        "catalogue.authority_rdf_context": gettext_noop(
            "The file names a context by its address, and nothing is fetched. Write the context into the file."
        ),
        "catalogue.authority_rdf_unreadable": gettext_noop("The file cannot be read as RDF: %(why)s"),
        "catalogue.intake_not_now": gettext_noop("This file is not waiting to be taken in (any more)."),
        "catalogue.authority_file": gettext_noop("%(file)s is no file of MARC records."),
        "catalogue.no_heading_fits": gettext_noop("No authority fits any more: nothing was changed."),
        "catalogue.proposal_decided": gettext_noop("Somebody has decided about this proposal already."),
    }
)

_FIELDS = ("heading", "what", "reason")
for _code, _text in (
    ("created", gettext_noop("Authority “%(heading)s” entered. %(reason)s")),
    ("changed", gettext_noop("Authority “%(heading)s” changed. %(reason)s")),
    ("renamed", gettext_noop("Authority renamed to “%(heading)s”. %(reason)s")),
    ("named", gettext_noop("Authority “%(heading)s”: name added (%(what)s). %(reason)s")),
    ("unnamed", gettext_noop("Authority “%(heading)s”: name removed (%(what)s). %(reason)s")),
    ("related", gettext_noop("Authority “%(heading)s” related to “%(what)s”. %(reason)s")),
    ("unrelated", gettext_noop("Authority “%(heading)s”: relation to “%(what)s” removed. %(reason)s")),
    ("merged", gettext_noop("Authority “%(heading)s” merged into “%(what)s”: %(reason)s")),
    ("unmerged", gettext_noop("Authority “%(heading)s” taken out of “%(what)s” again: %(reason)s")),
):
    audit.register(f"catalogue.authority_{_code}", _text, _FIELDS)
audit.register(
    "catalogue.authorities_taken_in",
    gettext_noop("Authorities taken in from %(file)s: %(created)s new, %(changed)s changed, %(rejected)s rejected"),
    ("file", "created", "changed", "unchanged", "conflict", "rejected", "relations"),
)
audit.register(
    "catalogue.headings_applied",
    gettext_noop("The heading “%(heading)s” was written into %(records)s records"),
    ("heading", "records"),
)
