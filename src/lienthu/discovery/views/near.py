"""The reader's own library: a cookie with its code, nothing else."""

from django.http import HttpRequest

COOKIE = "lt_near"


def near_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")[:40]
