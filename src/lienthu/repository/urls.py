"""Pages under a language; IIIF and files without one, since their addresses are kept for ever."""

from __future__ import annotations

from django.urls import path, re_path

from lienthu.repository.views import (
    appraisal,
    ark,
    deposits,
    desk,
    files,
    fixity,
    iiif,
    media,
    mets,
    reading,
    removals,
    texts,
    uploads,
    uses,
)

app_name = "repository"
urlpatterns = [
    path("read", reading.collection, name="collection"),
    path("read/<str:public_id>", reading.read, name="read"),
    path("read/<str:public_id>/file/<int:number>", files.download, name="download"),
    path("read/<str:public_id>/media/<int:number>", media.media, name="media"),
    path("read/<str:public_id>/media/<int:number>/transcript", media.transcript, name="transcript"),
    path("read/<str:public_id>/book/<int:number>/<path:name>", media.book_picture, name="book_picture"),
    path("read/<str:public_id>/mets.xml", mets.document, name="mets"),
    path("read/<str:public_id>/text/<int:number>.xml", texts.alto, name="alto"),
    path("read/<str:public_id>/text/<int:number>/correct", texts.correct, name="correct"),
    path("repository", desk.overview, name="overview"),
    path("repository/deposits", deposits.overview, name="deposits"),
    path("repository/deposits/new", deposits.open_new, name="open_deposit"),
    path("repository/deposits/<str:public_id>", deposits.one, name="deposit"),
    path("repository/deposits/<str:public_id>/files", deposits.add, name="add_files"),
    path("repository/deposits/<str:public_id>/close", deposits.close, name="close_deposit"),
    path("repository/uses", uses.overview, name="uses"),
    path("repository/uses.csv", uses.sheet, name="uses_sheet"),
    path("repository/fixity", fixity.overview, name="fixity"),
    path("repository/fixity/run", fixity.run, name="run_fixity"),
    path("read/<str:public_id>/report", removals.report, name="report_mistake"),
    path("repository/removals", removals.overview, name="removals"),
    path("repository/removals/<str:public_id>", removals.one, name="removal"),
    path("repository/removals/<str:public_id>/decide", removals.decide, name="decide_removal"),
    path("repository/deposits/<str:public_id>/cancel", uploads.cancel, name="cancel_deposit"),
    path("repository/deposits/<str:public_id>/receipt", uploads.receipt, name="receipt"),
    path("repository/deposits/<str:public_id>/receipt.<str:format>", uploads.receipt_file, name="receipt_file"),
    path("repository/deposits/<str:public_id>/uploads/<str:upload>/remove", uploads.remove, name="remove_upload"),
    path("repository/review", appraisal.review, name="review"),
    path("repository/review/put", appraisal.put_before, name="put_before"),
    path("repository/review/preview", appraisal.publish_preview, name="publish_preview"),
    path("repository/review/publish", appraisal.publish, name="publish_chosen"),
    path("repository/review/publishing/<str:public_id>", appraisal.publishing, name="publishing"),
    path(
        "repository/review/publishing/<str:public_id>/progress",
        appraisal.publishing_progress,
        name="publishing_progress",
    ),
    path("repository/councils", appraisal.councils, name="councils"),
    path("repository/councils/new", appraisal.council_new, name="council_new"),
    path("repository/councils/<str:public_id>", appraisal.council, name="council"),
    path("repository/councils/<str:public_id>/end", appraisal.end_council, name="end_council"),
    path("repository/sittings/<str:public_id>", appraisal.sitting, name="sitting"),
    path("repository/sittings/<str:public_id>/cases/<int:number>", appraisal.vote, name="vote"),
    path("repository/sittings/<str:public_id>/close", appraisal.close_sitting, name="close_sitting"),
    path("repository/sittings/<str:public_id>/minutes.pdf", appraisal.minutes, name="minutes"),
    path("repository/objects/<str:public_id>", desk.one, name="object"),
    path("repository/objects/<str:public_id>/describe", desk.describe, name="describe"),
    path("repository/objects/<str:public_id>/access", desk.access, name="access"),
    path("repository/objects/<str:public_id>/move", desk.move, name="move"),
    path("repository/objects/<str:public_id>/recognise", texts.recognise, name="recognise"),
    path("repository/objects/<str:public_id>/copy", texts.copy, name="make_copy"),
    path("repository/corrections", texts.review, name="corrections"),
    path("repository/corrections/<int:number>", texts.decide, name="decide_correction"),
]
_VERSION = r"(?P<version>[23])"
root_urlpatterns = [
    re_path(r"^ark:/?(?P<naan>[0-9A-Za-z]{2,16})/(?P<name>.{1,200})$", ark.resolve, name="ark"),
    re_path(rf"^iiif/image/{_VERSION}/(?P<image>[0-9a-z]+)$", iiif.base, name="iiif-image"),
    re_path(rf"^iiif/image/{_VERSION}/(?P<image>[0-9a-z]+)/info\.json$", iiif.info, name="iiif-info"),
    re_path(
        rf"^iiif/image/{_VERSION}/(?P<image>[0-9a-z]+)/(?P<region>[^/]+)/(?P<size>[^/]+)/(?P<rotation>[^/]+)/"
        r"(?P<quality>[^/.]+)\.(?P<format>[^/.]+)$",
        iiif.image,
        name="iiif-picture",
    ),
    path("iiif/presentation/3/<str:public_id>/manifest", iiif.presentation, name="iiif-manifest"),
    path("iiif/search/2/<str:public_id>", iiif.search, name="iiif-search"),
]
