"""Download links of the dialect: a token, the file behind it, and a page that shows it."""

from __future__ import annotations

import html
import secrets
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.params import Depends as DependsParam
from pydantic import BaseModel, ByteSize, Field
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from ifcworks.api.access import ServiceDep
from ifcworks.api.content import blob_response
from ifcworks.api.dialect.paths import is_inside
from ifcworks.api.dialect.routing import DialectRoute
from ifcworks.api.dialect.store import Store
from ifcworks.api.dialect.words import moment
from ifcworks.files.links import TOKEN_LENGTH, Linked, Links
from ifcworks.wiring import Service

_SHOWN = 20_000


class LinkRequest(BaseModel):
    """What ``/create_download_link`` takes."""

    file_path: str = Field(min_length=1, max_length=2000)


class _Token(Convertor[str]):
    """A path component that has the form of a token, so that no other address is taken for one."""

    regex = f"[A-Za-z0-9_-]{{{TOKEN_LENGTH}}}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("link_token", _Token())


def router(dependencies: list[DependsParam]) -> APIRouter:
    """The route that makes links."""
    routes = APIRouter(route_class=DialectRoute, dependencies=dependencies)

    @routes.post("/create_download_link")
    def create_download_link(
        service: ServiceDep, body: LinkRequest, request: Request
    ) -> dict[str, Any]:
        if not is_inside(body.file_path):
            raise HTTPException(400, "file_path must lie under /uploads, /output or /examples.")
        store = Store(service)
        try:
            found = store.find(body.file_path)
        except HTTPException:
            raise HTTPException(404, f"File not found: {body.file_path[:300]}") from None
        token, expires_at = _links(service).make(found.path.name, found.content)
        return {
            "preview_url": str(request.base_url) + token,
            "download_url": f"{request.base_url}download/{token}",
            "download_token": token,
            "token": token,
            "expiry": moment(expires_at),
            "object_key": found.path.key,
        }

    return routes


def open_router() -> APIRouter:
    """The routes for which a token is key enough."""
    routes = APIRouter(route_class=DialectRoute)

    @routes.head("/download/{token}")
    @routes.get("/download/{token}", response_model=None)
    def download(service: ServiceDep, token: str, request: Request) -> Response:
        linked = _linked(service, token)
        return blob_response(request, service.blobs, linked.blob, linked.name, linked.media_type)

    @routes.get("/{token:link_token}", response_model=None)
    def preview(service: ServiceDep, token: str) -> Response:
        return _page(token, _linked(service, token))

    return routes


def _links(service: Service) -> Links:
    return Links(service.database, timedelta(minutes=service.settings.link_minutes))


def _linked(service: Service, token: str) -> Linked:
    linked = _links(service).find(token)
    if linked is None:
        raise HTTPException(404, "Invalid or expired download token")
    return linked


def _page(token: str, linked: Linked) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    name = html.escape(linked.name)
    size = ByteSize(linked.blob.size).human_readable()
    policy = f"default-src 'none'; connect-src 'self'; script-src 'nonce-{nonce}'; "
    policy += f"style-src 'nonce-{nonce}'; base-uri 'none'; frame-ancestors 'self'"
    return HTMLResponse(
        _HTML.format(
            nonce=nonce,
            name=name,
            size=size,
            expiry=html.escape(moment(linked.expires_at) or ""),
            token=token,
            shown=_SHOWN,
        ),
        headers={
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        },
    )


_HTML = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}</title>
<style nonce="{nonce}">
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto;
  padding: 0 1rem; color: #1c2733; background: #fff }}
h1 {{ font-size: 1.5rem; overflow-wrap: anywhere }}
a {{ display: inline-block; padding: .5rem 1rem; border-radius: .4rem; background: #14539a;
  color: #fff; text-decoration: none }}
pre {{ margin-top: 2rem; padding: 1rem; background: #f3f5f8; border-radius: .4rem;
  overflow: auto; max-height: 60vh; font-size: .8rem }}
pre:empty {{ display: none }}
</style>
</head>
<body>
<h1>{name}</h1>
<p>{size}. This link can be used until {expiry}.</p>
<p><a href="download/{token}" download="{name}">Download</a></p>
<pre id="beginning"></pre>
<script nonce="{nonce}">
fetch("download/{token}", {{ headers: {{ Range: "bytes=0-{shown}" }} }})
  .then(async (answer) => {{
    const text = new TextDecoder("utf-8").decode(await answer.arrayBuffer());
    if (answer.ok && !/[\\u0000-\\u0008]/.test(text))
      document.getElementById("beginning").textContent = text;
  }});
</script>
</body>
</html>
"""
