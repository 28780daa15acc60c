"""The page that documents the API needs no other host."""

from __future__ import annotations

import re

from starlette.testclient import TestClient


def test_everything_that_the_page_loads_comes_from_the_service(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded
    for address in loaded:
        assert address.startswith("/")
        assert not address.startswith("//")
        assert client.get(address).status_code == 200


def test_the_front_leads_to_it(client: TestClient) -> None:
    assert client.get("/", follow_redirects=False).headers["location"] == "/docs"
