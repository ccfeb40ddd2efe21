from __future__ import annotations

from django.urls import path

from lienthu.union.views import review

app_name = "union"
urlpatterns = [
    path("union/review", review.pairs, name="review"),
    path("union/review/<int:pair_id>", review.decide_pair, name="decide"),
    path("union/entry/<str:public_id>/unmerge", review.take_apart, name="unmerge"),
]
