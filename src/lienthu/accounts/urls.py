from __future__ import annotations

from django.urls import path

from lienthu.accounts.views import me, people

app_name = "accounts"
urlpatterns = [
    path("me", me.me, name="me"),
    path("me/keys", me.make_token, name="make_token"),
    path("me/keys/<int:token_id>/revoke", me.revoke_token, name="revoke_token"),
    path("people", people.index, name="people"),
    path("people/open", people.open_account, name="open_account"),
    path("people/grant", people.grant, name="grant"),
    path("people/<int:membership_id>/end", people.end, name="end"),
]
