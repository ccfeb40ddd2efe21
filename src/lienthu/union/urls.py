from __future__ import annotations

from django.urls import path

from lienthu.union.views import entry, model, quality, ranks, review

app_name = "union"
urlpatterns = [
    path("union/quality", quality.overview, name="quality"),
    path("union/quality/again", quality.again, name="quality_again"),
    path("union/quality/<str:code>/fix", quality.fix, name="quality_fix"),
    path("union/quality/<str:code>", quality.records, name="quality_records"),
    path("union/review", review.desk, name="review"),
    path("union/review/next", review.following, name="next"),
    path("union/review/undo", review.undo, name="undo"),
    path("union/review/<int:pair_id>", review.answer, name="answer"),
    path("union/model", model.table, name="model"),
    path("union/model/state", model.state, name="model-state"),
    path("union/model/change", model.change, name="model-change"),
    path("union/ranks", ranks.table, name="ranks"),
    path("union/ranks/state", ranks.state, name="ranks-state"),
    path("union/ranks/change", ranks.change, name="ranks-change"),
    path("union/entry/<str:public_id>/records", entry.members, name="members"),
    path("union/entry/<str:public_id>/unmerge", entry.take_apart, name="unmerge"),
    path("union/entry/<str:public_id>/join", entry.join, name="join"),
    path("union/entry/<str:public_id>/part", entry.part, name="part"),
    path("union/entry/<str:public_id>/undo", entry.undo, name="take-back"),
    path("union/entry/<str:public_id>/correct", entry.put_right, name="correct"),
    path("union/entry/<str:public_id>/uncorrect", entry.remove, name="uncorrect"),
]
