"""Every string a person may see is there in Vietnamese, with the same placeholders."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from lienthu.kernel import audit, sentences
from lienthu.text import has_marks

Message = tuple[str, str]  # context ("" for none), text
PACKAGE = Path(__file__).resolve().parent.parent / "src" / "lienthu"
KEYWORDS = dict.fromkeys(
    ("gettext", "gettext_lazy", "gettext_noop", "_", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy")
)
CALL = re.compile(
    r"\b(?:n|p|np)?gettext\((?P<args>(?:[^()\"']|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")*)\)|\b_\((?P<one>(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"))\)"
)
STRING = re.compile(r"u?('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def python_strings(path: Path) -> Iterator[Message]:
    with path.open("rb") as file:
        for _, name, texts, _ in extract_python(file, KEYWORDS, [], {}):
            values = [texts] if isinstance(texts, str) else [text for text in texts or () if isinstance(text, str)]
            yield from messages(name.startswith("pgettext"), values)
    yield from strings_in_f_strings(ast.parse(path.read_text()))


def strings_in_f_strings(tree: ast.AST) -> Iterator[Message]:
    """The extractor sees none of these."""
    for joined in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
        for call in (node for node in ast.walk(joined) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
                texts = [str(one.value) for one in call.args if isinstance(one, ast.Constant)]
                yield from messages(call.func.id.startswith("pgettext"), texts)


def template_strings(path: Path) -> Iterator[Message]:
    for call in CALL.finditer(templatize(path.read_text())):
        texts = [ast.literal_eval(text) for text in STRING.findall(call.group("args") or call.group("one"))]
        yield from messages(call.group(0).startswith(("pgettext", "npgettext")), texts)


def messages(has_context: bool, texts: list[str]) -> list[Message]:
    context = texts[0] if has_context else ""
    return [(context, text) for text in texts[has_context:]]


def used() -> dict[Message, str]:
    found: dict[Message, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            found |= {text: str(path.relative_to(PACKAGE)) for text in python_strings(path) if text[1]}
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        found |= {text: str(path.relative_to(PACKAGE)) for text in template_strings(path) if text[1]}
    return found


def translated() -> dict[Message, dict[str, str]]:
    """Message → room → Vietnamese."""
    entries: dict[Message, dict[str, str]] = {}
    for path in sorted(PACKAGE.glob("*/locale/vi/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                for text in ids:
                    if text and all(texts):
                        message_id = (message.context or "", text)
                        entries.setdefault(message_id, {})[path.parts[-5]] = str(texts[-1])
    return entries


@pytest.fixture(scope="module")
def catalogue() -> dict[Message, dict[str, str]]:
    return translated()


def test_every_string_has_vietnamese(catalogue: dict[Message, dict[str, str]]) -> None:
    missing = {text: place for text, place in used().items() if text not in catalogue}
    assert missing == {}


def test_rooms_agree_on_a_word(catalogue: dict[Message, dict[str, str]]) -> None:
    """All rooms share one gettext space; where a word has two meanings, one of them needs a context."""
    assert {message: rooms for message, rooms in catalogue.items() if len(set(rooms.values())) > 1} == {}


def test_placeholders_agree(catalogue: dict[Message, dict[str, str]]) -> None:
    wrong = {
        text: vietnamese
        for (_, text), rooms in catalogue.items()
        for vietnamese in rooms.values()
        if set(PLACEHOLDER.findall(vietnamese)) - set(PLACEHOLDER.findall(text))
    }
    assert wrong == {}


def test_source_strings_are_english() -> None:
    names = {"Tiếng Việt", "Liên Thư"}
    assert {text for _, text in used() if has_marks(text)} - names == set()


def test_codes_have_vietnamese(catalogue: dict[Message, dict[str, str]]) -> None:
    texts = {code: text for code, text in sentences.registered().items() if not code.startswith("test.")}
    texts |= {code: entry.text for code, entry in audit.registered().items() if not code.startswith("test.")}
    assert {code: text for code, text in texts.items() if ("", text) not in catalogue} == {}
