"""Why the union says no, and what each reason of the matcher means; `locale/vi` has the Vietnamese."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import sentences

sentences.register(
    {
        "union.no_such_entry": gettext_noop("There is no entry with the identifier %(id)s."),
        "union.same_entry": gettext_noop("Both identifiers mean the same entry, %(id)s."),
        "union.kept_apart_before": gettext_noop(
            "An earlier decision keeps records of these two entries apart. Join the entries as a whole, or take that "
            "decision back first."
        ),
        "union.entry_gone": gettext_noop("No library has entry %(id)s any more."),
        "union.not_a_member": gettext_noop("Entry %(id)s has no record %(record)s."),
        "union.only_member": gettext_noop("Entry %(id)s has only this record; there is nothing to take apart."),
        "union.no_such_pair": gettext_noop("One of the two records is no longer in the union catalogue."),
        "union.pair_answered": gettext_noop("This pair was answered a moment ago by %(who)s."),
        "union.pair_claimed": gettext_noop("%(who)s is looking at this pair right now; here is another one."),
        "union.no_such_verdict": gettext_noop("%(verdict)s is no answer; choose same, always, different or never."),
        "union.no_such_decision": gettext_noop("There is no decision %(id)s."),
        "union.already_taken_back": gettext_noop("Decision %(id)s was taken back already."),
        "union.no_such_field": gettext_noop("An entry has no field %(field)s that can be corrected."),
        "union.bad_value": gettext_noop("The value is empty or longer than %(most)s characters."),
        "union.bad_year": gettext_noop("%(value)s is not a year."),
        "union.reason_needed": gettext_noop("Please say why: the next person will ask."),
        "union.corrected_meanwhile": gettext_noop("Somebody corrected this field a moment ago."),
        "union.no_such_correction": gettext_noop("There is no correction %(id)s."),
        "union.correction_gone": gettext_noop("Correction %(id)s was removed already."),
        "union.one_work": gettext_noop("Entries %(id)s and %(other)s are editions of one work already."),
        "union.only_edition": gettext_noop("Entry %(id)s is the only edition of its work."),
        "union.no_weights": gettext_noop("Choose at least one weight."),
        "union.weight_fixed": gettext_noop(
            "%(finding)s forbids or holds, or is unknown; it is not changed by answers."
        ),
        "union.weight_too_large": gettext_noop("The weight of %(finding)s is beyond %(most)s."),
        "union.no_such_kind": gettext_noop("There is no kind of library %(kind)s."),
        "union.bad_rank": gettext_noop("The rank of “%(kind)s” is a whole number from 0 to %(most)s."),
        "union.no_such_reason": gettext_noop("There is no reason %(reason)s."),
        "union.pairs_bad_line": gettext_noop("Line %(line)s: %(problem)s"),
        "union.pairs_no_file": gettext_noop("The file %(name)s cannot be opened."),
    }
)

# Reason codes of rules/weights.py.
REASONS: dict[str, str] = {
    "title.equal": gettext_noop("The titles are the same."),
    "title.equal_with_remainder": gettext_noop("Title and remainder together are the same."),
    "title.equal_unmarked": gettext_noop("The titles are the same; one is written without diacritics."),
    "title.equal_numbers_spelled": gettext_noop("The titles are the same; one has its numbers in words."),
    "title.equal_spacing": gettext_noop("The titles differ only in spacing."),
    "title.slip": gettext_noop("The titles differ only by a slip of the pen."),
    "title.transliterated": gettext_noop("The titles differ only in the spelling of a foreign name."),
    "title.long": gettext_noop("The title is long enough to be distinctive."),
    "title.missing": gettext_noop("One record has no title."),
    "title.differs": gettext_noop("The titles differ."),
    "title.marks_differ": gettext_noop("The titles differ in a tone or letter mark."),
    "title.mark_lost": gettext_noop("The titles differ in a mark, but the ISBN is the same."),
    "title.one_word_differs": gettext_noop("The titles differ in one word."),
    "title.number_differs": gettext_noop("The numbers in the titles differ."),
    "title.number_one_side": gettext_noop("Only one title has a number."),
    "remainder.equal": gettext_noop("The remainders of the title are the same."),
    "remainder.missing": gettext_noop("Only one record has a remainder of the title."),
    "remainder.shorter": gettext_noop("One remainder of the title is a shorter form of the other."),
    "remainder.close": gettext_noop("The remainders of the title are close to each other."),
    "remainder.differs": gettext_noop("The remainders of the title differ."),
    "part.equal": gettext_noop("The volumes are the same."),
    "part.differs": gettext_noop("They are different volumes."),
    "part.one_side": gettext_noop("Only one record names a volume."),
    "part.set_and_part": gettext_noop("One record describes the set, the other a volume of it."),
    "part_name.equal": gettext_noop("The volume names are the same."),
    "part_name.differs": gettext_noop("The volume names differ."),
    "grade.differs": gettext_noop("They are for different grades."),
    "grade.one_side": gettext_noop("Only one record names a grade."),
    "kind.differs": gettext_noop("They are different kinds of school book (pupil's, teacher's, exercises)."),
    "name.equal": gettext_noop("The same person is responsible."),
    "name.in_part": gettext_noop("One name is a fuller form of the other."),
    "name.initials": gettext_noop("The names agree as far as their initials go."),
    "name.unmarked": gettext_noop("The names are the same; one is written without diacritics."),
    "name.transliterated": gettext_noop("The names sound like two spellings of one foreign name."),
    "name.slip": gettext_noop("The names differ only by a slip of the pen."),
    "name.namesake": gettext_noop("One name has a word more: perhaps a namesake."),
    "name.one_side": gettext_noop("Only one record names a person."),
    "name.differs": gettext_noop("Different persons are responsible."),
    "name.dates_differ": gettext_noop("The authors share a name but not their year of birth."),
    "body.equal": gettext_noop("The same body is responsible."),
    "body.differs": gettext_noop("Different bodies are responsible."),
    "translator.equal": gettext_noop("The translator is the same."),
    "translator.differs": gettext_noop("They are different translations."),
    "edition.equal": gettext_noop("The edition statements are the same."),
    "edition.one_side": gettext_noop("Only one record has a full edition statement."),
    "edition.differs": gettext_noop("They are different editions or reprints."),
    "edition.wording": gettext_noop("The edition statements may mean the same printing."),
    "edition.revision_one_side": gettext_noop("Only one record says that it is revised."),
    "year.equal": gettext_noop("The years of publication are the same."),
    "year.one_side": gettext_noop("Only one record has a year of publication."),
    "year.differs": gettext_noop("The years of publication differ."),
    "publisher.equal": gettext_noop("The publishers are the same."),
    "publisher.close": gettext_noop("One publisher's name is a shorter form of the other."),
    "publisher.differs": gettext_noop("The publishers differ."),
    "pages.equal": gettext_noop("The numbers of pages are the same."),
    "pages.close": gettext_noop("The numbers of pages are nearly the same."),
    "pages.differ": gettext_noop("The numbers of pages differ."),
    "size.equal": gettext_noop("The sizes are the same."),
    "size.differs": gettext_noop("The sizes differ."),
    "carrier.differs": gettext_noop("They are on different carriers (print, electronic, sound)."),
    "level.differs": gettext_noop("One is a book, the other a periodical or an article."),
    "isbn.equal": gettext_noop("They share an ISBN."),
    "isbn.of_set": gettext_noop("They share the ISBN of a set."),
    "isbn.differs": gettext_noop("Their ISBNs differ."),
    "serial.start_equal": gettext_noop("Both periodicals began in the same year."),
    "issn.equal": gettext_noop("They share an ISSN."),
    "issn.differs": gettext_noop("Their ISSNs differ."),
    "language.differs": gettext_noop("They are in different languages."),
    "language.one_side": gettext_noop("One record names more languages than the other."),
    "series.equal": gettext_noop("They are in the same series."),
    "series.differs": gettext_noop("They belong to different series of school books."),
    "series.number_differs": gettext_noop("They have different numbers in the same series."),
    "evidence.thin": gettext_noop("Too little agrees besides the title."),
    "evidence.without_year": gettext_noop("A year is missing, and nothing else shows that it is the same printing."),
    "cluster.contradiction": gettext_noop("Another record of that entry contradicts it."),
    "cluster.ambiguous": gettext_noop("It fits two entries equally well."),
}
sentences.register({f"union.reason.{code}": text for code, text in REASONS.items()})


def reason(code: str) -> str:
    """The sentence of a reason code in the active language."""
    return sentences.sentence(f"union.reason.{code}")
