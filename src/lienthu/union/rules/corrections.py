"""What a person may put right in an entry, field by field."""

from __future__ import annotations

from typing import Any, Final

from lienthu.kernel.errors import Invalid
from lienthu.text import clean
from lienthu.union.rules.entry import FIELDS, UNITED

#: Kind and carrier tell manifestations apart: they are put right in the record.
CORRECTABLE: Final = tuple(name for name in FIELDS if name not in ("format", "carrier"))
LISTS: Final = UNITED | {"parts", "creators", "languages", "original_languages"}
_MOST = 2_000
_YEARS: Final = range(1, 2101)


def corrected_value(field: str, said: Any) -> Any:
    """The value as an entry keeps it: a text, a year, or for lists one line each. Raises `Invalid`."""
    if field not in CORRECTABLE:
        raise Invalid("union.no_such_field", field=str(field)[:40])
    lines = said if isinstance(said, list) else str(said).splitlines()
    values = list(dict.fromkeys(filter(None, (clean(str(line)).strip() for line in lines))))
    text = " ".join(values)
    if not values or len(text) > _MOST:
        raise Invalid("union.bad_value", field=field, most=_MOST)
    if field == "year":
        if not text.isascii() or not text.isdecimal() or int(text[:9]) not in _YEARS:
            raise Invalid("union.bad_year", value=text[:40])
        return int(text)
    return values if field in LISTS else text
