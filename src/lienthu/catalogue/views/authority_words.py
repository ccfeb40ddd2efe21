"""What the pages of authorities show, in words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lienthu.catalogue import authority_queries as queries
from lienthu.catalogue.authority_forms import DetailsForm, MergeForm, NameForm, RelateForm, RenameForm
from lienthu.catalogue.models import AuthorityAct
from lienthu.catalogue.models.authorities import KIND_WORDS
from lienthu.catalogue.rules.headings import Kind
from lienthu.kernel.access import actor_of
from lienthu.kernel.permissions import Permission
from lienthu.ui.formats import vdatetime
from lienthu.ui.shapes import Event, Link


def kind_tabs(chosen: Kind | None, typed: str) -> list[Link]:
    words = [("", _("All")), *((kind.value, str(word).capitalize()) for kind, word in KIND_WORDS.items())]
    base = reverse("catalogue:authorities")
    return [
        Link(word, f"{base}?{urlencode({'kind': kind, 'q': typed})}", active=kind == (chosen or ""))
        for kind, word in words
    ]


def page_context(request: HttpRequest, view: queries.AuthorityView) -> dict[str, Any]:
    one = view.authority
    ways = {
        "broader": _("Broader"),
        "narrower": _("Narrower"),
        "related": _("See also"),
        "earlier": _("Earlier name"),
        "later": _("Later name"),
    }
    written = queries.wordings(one.pk)
    return {
        "view": view,
        "one": one,
        "kind": KIND_WORDS[Kind(one.kind)],
        "relations": [(ways[each.way], each) for each in view.relations],
        "written": written,
        "records": queries.records_of(one.pk),
        "history": [_event(act) for act in queries.history(one)],
        "may_apply": actor_of(request).may(Permission.CATALOGUE_EDIT),
        "public_url": f"{reverse('catalogue:authorities').partition('/cataloguing')[0]}/authority/{one.public_id}",
        "DetailsForm": DetailsForm.of(one),
        "RenameForm": RenameForm(initial={"heading": one.heading}),
        "NameForm": NameForm(),
        "RelateForm": RelateForm(),
        "MergeForm": MergeForm(),
    }


def _said(value: object) -> str:
    if isinstance(value, dict):
        value = [f"{scheme} {text}" for scheme, text in value.items()]
    return ", ".join(map(str, value)) if isinstance(value, list) and value else str(value or "—")


def _event(act: AuthorityAct) -> Event:
    said = [str(value) for value in (act.before.get("heading"), act.after.get("heading")) if value]
    name = act.after.get("name") or act.before.get("name")
    about = " → ".join(said) or name or ""
    if act.other is not None:
        about = f"{act.authority.heading} → {act.other.heading}"
    elif act.kind == AuthorityAct.Kind.CHANGED:
        fields = DetailsForm.base_fields
        about = "; ".join(
            f"{fields[name].label if name in fields else _('Elsewhere')}: {_said(act.before[name])} → {_said(value)}"
            for name, value in act.after.items()
        )
    who = f"{vdatetime(act.at)}, {act.actor_label}"
    return Event(who, act.get_kind_display(), " · ".join(filter(None, (about, act.reason))))
