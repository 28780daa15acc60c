"""What may be fetched, and from where; the rest is refused before anybody is asked."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from typing import Any

import pytest

from ifcworks.errors import FetchFailed, FetchRefused
from ifcworks.security.outgoing import Outgoing, is_public


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.seen.append((self.path, self.headers["Host"]))  # type: ignore[attr-defined]
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data")
            self.end_headers()
        elif self.path == "/missing":
            self.send_error(404)
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):  # when the client has had enough
                while True:
                    self.wfile.write(b"x" * 65536)
        elif self.path == "/slow-to-begin":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            with suppress(OSError):
                while True:
                    self.wfile.write(b"x")
                    time.sleep(0.02)
        elif self.path == "/silent":
            time.sleep(2)
        elif self.path == "/dripping":
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):
                while True:
                    self.wfile.write(b"x")
                    time.sleep(0.02)
        else:
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"hello")

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def host() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.seen = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def fetched(outgoing: Outgoing, url: str) -> bytes:
    with outgoing.get(url) as answer:
        return b"".join(answer.chunks)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1"),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "192.0.2.1"),
        *("2001:0:7f00:1::", "::ffff:10.0.0.1", "64:ff9b::a00:1"),
    ],
)
def test_addresses_inside(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1"])
def test_addresses_outside(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/x", "http://localhost/x", "http://[::1]/x", "http://0/x"),
        *("http://2130706433/x", "http://0x7f.1/x", "http://169.254.169.254/latest/meta-data"),
        *("file:///etc/passwd", "ftp://example.org/x", "gopher://x", "x", "", "http://", "//x"),
        *("http://user:secret@example.org/x", "http://example.org:99999/x", "http://\0/x"),
        *("http://[::ffff:127.0.0.1]/x", "http://no-such-host.invalid/x", "javascript:x"),
    ],
)
def test_addresses_that_are_not_asked(url: str) -> None:
    with pytest.raises(FetchRefused):
        fetched(Outgoing([], 5), url)


def test_one_address_inside_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolved(*_: Any, **__: Any) -> list[Any]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
            for address in ("93.184.216.34", "10.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with pytest.raises(FetchRefused, match="not public"):
        fetched(Outgoing([], 5), "http://two-faced.example/x")


def test_the_connection_goes_to_the_address_that_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that leads elsewhere at the second look-up (rebinding) does not help."""
    looked: list[str] = []
    real = socket.getaddrinfo

    def resolved(name: str, port: int, *args: Any, **kwargs: Any) -> Any:
        looked.append(name)
        return real("127.0.0.1", port, *args, **kwargs)

    with host() as server:
        monkeypatch.setattr(socket, "getaddrinfo", resolved)
        port = server.server_port
        outgoing = Outgoing(["Files.Example"], 5)
        assert fetched(outgoing, f"http://files.example:{port}/model.ifc") == b"hello"
        assert looked.count("files.example") == 1
        assert server.seen == [("/model.ifc", f"files.example:{port}")]  # type: ignore[attr-defined]


def test_a_host_may_be_allowed_with_its_port() -> None:
    with host() as server:
        port = server.server_port
        assert fetched(Outgoing([f"127.0.0.1:{port}"], 5), f"http://127.0.0.1:{port}/x") == b"hello"
        with pytest.raises(FetchRefused):
            fetched(Outgoing(["127.0.0.1:1"], 5), f"http://127.0.0.1:{port}/x")


def test_what_a_host_answers_that_is_no_file() -> None:
    with host() as server:
        url, outgoing = f"http://127.0.0.1:{server.server_port}", Outgoing(["127.0.0.1"], 5)
        with pytest.raises(FetchRefused, match="redirects are not followed"):
            fetched(outgoing, f"{url}/redirect")
        with pytest.raises(FetchFailed) as failed:
            fetched(outgoing, f"{url}/missing")
        assert failed.value.context["upstream"] == 404
        assert all(path != "/latest/meta-data" for path, _ in server.seen)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["endless", "dripping", "slow-to-begin", "silent"])
def test_time_is_limited(path: str) -> None:
    with host() as server:
        url = f"http://127.0.0.1:{server.server_port}/{path}"
        with pytest.raises(FetchFailed, match="did not come within"):
            fetched(Outgoing(["127.0.0.1"], 0.2), url)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(FetchFailed, match="cannot be reached"):
        fetched(Outgoing(["127.0.0.1"], 5), f"http://127.0.0.1:{port}/x")
