"""The REST interface: every room's router under /api/v1/, with one way to refuse."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from lienthu.config import validation
from lienthu.config.rooms import modules
from lienthu.kernel.access import access_of, actor_of, check
from lienthu.kernel.actor import ActorKind
from lienthu.kernel.errors import Invalid, LienThuError, Refused, Unreadable
from lienthu.kernel.middleware import answer


def authenticate(request: HttpRequest) -> Any:
    """Everybody comes in, anonymous ones too; each operation declares what it requires.

    A request that writes with a browser's session must carry the CSRF token; one with a bearer token need not.
    """
    actor = actor_of(request)
    if actor.kind is not ActorKind.TOKEN and request.method not in {"GET", "HEAD", "OPTIONS"}:
        checker = CsrfViewMiddleware(lambda _: HttpResponse())
        checker.process_request(request)
        if checker.process_view(request, HttpResponse, (), {}) is not None:
            raise Refused("kernel.form_expired")
    return actor


class StrictParser(Parser):
    """JSON as RFC 8259 has it, and no NUL, which PostgreSQL cannot store."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            data = orjson.loads(request.body)
        except orjson.JSONDecodeError as error:
            raise Unreadable("kernel.unreadable") from error
        if b"\\u0000" in request.body and "\\u0000" in orjson.dumps(data).decode():
            raise Unreadable("kernel.bad_character")
        return data


class LettersAsTheyAre(JSONRenderer):
    """Vietnamese as it is written and not as numbers: shorter, and readable in a terminal. Half a surrogate pair, which
    no encoding can write, stays a number."""

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        said = json.dumps(data, cls=self.encoder_class, ensure_ascii=False)
        return said.encode("utf-8", "backslashreplace")


api = NinjaAPI(
    title="Liên Thư",
    version="1",
    description="The library network's catalogue, libraries and imports.",
    auth=authenticate,
    parser=StrictParser(),
    renderer=LettersAsTheyAre(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    docs_decorator=None,
)

for _room, _module in modules("api").items():
    if _room != "config":
        api.add_router("", _module.router)


def operations(ninja: NinjaAPI) -> Iterator[tuple[str, Operation]]:
    """Every operation with its full path."""
    for prefix, router in ninja._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield f"{prefix}{path}", operation


def _guard(path: str, operation: Operation) -> None:
    """Asks for the right before the input is read, so that a stranger learns nothing about its shape."""
    requirement = access_of(operation.view_func)
    if requirement is None:
        raise ImproperlyConfigured(f"the operation {path} declares no access")

    def guard(run: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(request: HttpRequest, **path_params: Any) -> Any:
            check(actor_of(request), requirement)
            return run(request, **path_params)

        return guarded

    operation.run = guard(operation.run)  # type: ignore[method-assign]
    operation._run_decorators = [guard]  # type: ignore[attr-defined] # kept when the operation is cloned for a mount


for _path, _operation in operations(api):
    _guard(_path, _operation)


@api.exception_handler(LienThuError)
def _refuse(request: HttpRequest, error: LienThuError) -> HttpResponse:
    return answer(request, error)


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answer(request, Invalid("kernel.bad_request", detail=validation.detail(error.errors)))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, LienThuError):
        return answer(request, error.__cause__)
    refusal = Invalid("kernel.bad_request", detail=str(error))
    refusal.status = error.status_code  # type: ignore[misc]
    return answer(request, refusal)
