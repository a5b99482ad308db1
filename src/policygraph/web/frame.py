"""What all pages share: who may ask, what leaves with every answer, how pages and refusals are written."""

from __future__ import annotations

import json
import sys
import traceback
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from policygraph.errors import PolicyGraphError
from policygraph.labels import find
from policygraph.resources import folder
from policygraph.web.formats import HTML, JSON, choose
from policygraph.web.guard import Refused
from policygraph.web.words import COOKIE, LANGUAGES, Words, in_language, language_of

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from policygraph.web.geo import Map
    from policygraph.web.library import Library
    from policygraph.web.pool import Pool

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_ERROR = HTTPStatus.INTERNAL_SERVER_ERROR


@dataclass(frozen=True)
class Site:
    """What the pages work with: the store, the workers for queries."""

    library: Library
    pool: Pool
    geo: Map | None = None  #: the office's own map

    @cached_property
    def templates(self) -> Environment:
        """The page templates; whatever they are given is written as text."""
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        return Environment(
            loader=FileSystemLoader(folder("web") / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )


def assets() -> frozenset[str]:
    """What was bundled from others (``web/dist``): empty where nobody had Node."""
    built = folder("web") / "dist"
    return frozenset(path.name for path in built.iterdir()) if built.is_dir() else frozenset()


def page_number(request: Request) -> int:
    """The page that is asked for; the first where no such number is given, and never beyond what is counted in."""
    said = request.query_params.get("page", "1")
    return max(1, int(said)) if said.isdecimal() and len(said) <= 6 else 1


def site(request: Request) -> Site:
    """The site that was asked."""
    found: Site = request.app.state.site
    return found


def page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page in the reader's language."""
    words = Words(language_of(request))
    other = next(language for language in LANGUAGES if language != words.language)
    text = (
        site(request)
        .templates.get_template(template)
        .render(
            t=words,
            request=request,
            other=in_language(request, other),
            other_language=other,
            assets=assets(),
            **context,
        )
    )
    response = HTMLResponse(text, status, headers={"vary": "cookie, accept"})
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, words.language, max_age=31_536_000, httponly=True, samesite="lax")
    return response


def refusal(request: Request, refused: Refused) -> Response:
    """Why there is no answer: a page for people, a problem document (RFC 9457) for programs."""
    words = Words(language_of(request))
    label = f"web.problem.{refused.kind}"
    title = words(label, **refused.values) if find(label) else HTTPStatus(refused.status).phrase
    headers = {"retry-after": "5"} if refused.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    if choose(request.headers.get("accept"), (JSON, HTML)) is HTML and "format" not in request.query_params:
        response = page(request, "problem.html", refused.status, title=title, refused=refused)
        response.headers.update(headers)
        return response
    said = {
        "type": f"urn:policygraph:problem:{refused.kind}",
        "title": title,
        "status": refused.status,
        "instance": f"urn:policygraph:request:{request.scope['request_id']}",
        **refused.values,
    }
    body = json.dumps(said, ensure_ascii=False, default=str)
    return Response(body, refused.status, headers, "application/problem+json")


def refused(request: Request, error: Exception) -> Response:
    """The handler of every refusal."""
    if isinstance(error, Refused):
        return refusal(request, error)
    if isinstance(error, PolicyGraphError):
        return refusal(request, Refused("unavailable", HTTPStatus.SERVICE_UNAVAILABLE))
    status = getattr(error, "status_code", _ERROR)
    return refusal(request, Refused(f"http-{int(status)}", int(status)))


class Guarded:
    """The outermost layer: only known hosts are answered, every answer has its headers, no fault shows its trace."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str] | None) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["request_id"] = uuid4().hex[:12]
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers["x-request-id"] = scope["request_id"]
            await send(message)

        if not self._known(Headers(scope=scope).get("host", "")):
            await Response("unknown host\n", HTTPStatus.MISDIRECTED_REQUEST)(scope, receive, with_headers)
            return
        try:
            await self.app(scope, receive, with_headers)
        except Exception:
            print(f"[{scope['request_id']}] {traceback.format_exc()}", file=sys.stderr)
            if not started:
                await self._fault(scope)(scope, receive, with_headers)

    def _known(self, host: str) -> bool:
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return self.hosts is None or name.strip("[]").lower() in self.hosts

    def _fault(self, scope: Scope) -> Response:
        said = {"type": "urn:policygraph:problem:fault", "title": _ERROR.phrase, "status": int(_ERROR),
                "instance": f"urn:policygraph:request:{scope['request_id']}"}  # fmt: skip
        return Response(json.dumps(said), _ERROR, media_type="application/problem+json")
