"""Fetch what a stranger names, without being sent to where strangers may not go (SSRF).

Only http and https; only hosts all of whose addresses are public, unless the operator allows them
by name; the connection goes to the address that was looked at, and not to what a second look-up
may say; no redirect is followed and no proxy asked; time is limited, and size by who reads.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Self

import httpx2

from ifcworks.errors import FetchFailed, FetchRefused

CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 30.0
BATCH = 1 << 20
_PORTS = {"http": 80, "https": 443}
_NAT64 = ip_network("64:ff9b::/96")

Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Fetched:
    """What a host answers.

    Attributes:
        headers: of the answer.
        chunks: the bytes, as they come.
    """

    headers: httpx2.Headers
    chunks: Iterator[bytes]


class Outgoing:
    """Requests to addresses that others choose.

    Args:
        allowed: hosts, with or without a port, whose addresses need not be public.
        seconds: how long one request may take, from the first look-up to the last byte.
    """

    def __init__(self, allowed: Collection[str], seconds: float) -> None:
        self._allowed = {host.lower() for host in allowed}
        self._seconds = seconds

    @contextmanager
    def get(self, address: str) -> Iterator[Fetched]:
        """The answer to a GET request.

        Raises:
            FetchRefused: the address may not be asked.
            FetchFailed: nobody answers in time, or with another status than 200; ``upstream`` is
                that status.
        """
        url = _plain(address)
        places = self._places(url)
        deadline = time.monotonic() + self._seconds
        with ExitStack() as stack:
            ending = stack.enter_context(_Ending(self._seconds))
            response = stack.enter_context(self._asked(url, places, deadline, ending))
            _check(response)
            yield Fetched(response.headers, self._until(deadline, response))

    def _places(self, url: httpx2.URL) -> list[str]:
        port = url.port or _PORTS[url.scheme]
        try:
            found = socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise FetchRefused(f"The host {url.host} cannot be found; check the address.") from None
        places = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
        trusted = self._allowed & {url.host.lower(), f"{url.host.lower()}:{port}"}
        if not trusted and not all(is_public(ip_address(place)) for place in places):
            raise FetchRefused(
                f"The host {url.host} lies in a network that is not public, from which nothing is "
                "fetched. The operator can allow it with IFCWORKS_FETCH_HOSTS."
            )
        return places

    @contextmanager
    def _asked(
        self, url: httpx2.URL, places: list[str], deadline: float, ending: _Ending
    ) -> Iterator[httpx2.Response]:
        timeout = httpx2.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS)
        failure = ""
        with httpx2.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client:
            for place in places:
                if time.monotonic() > deadline:
                    raise self._late()
                request = client.build_request(
                    "GET",
                    url.copy_with(host=place, fragment=None),
                    headers={"Host": url.netloc.decode(), "Accept-Encoding": "identity"},
                    extensions={"sni_hostname": url.host, "trace": ending.trace},
                )
                try:
                    response = client.send(request, stream=True)
                except httpx2.ConnectError as error:
                    failure = str(error)
                    continue
                except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                    late = time.monotonic() > deadline
                    raise (self._late() if late else _broken(error)) from error
                try:
                    yield response
                finally:
                    response.close()
                return
        raise FetchFailed(f"The host {url.host} cannot be reached{failure and ': '}{failure}.")

    def _until(self, deadline: float, response: httpx2.Response) -> Iterator[bytes]:
        waiting = bytearray()
        try:
            # As it comes, however little that is: a host must not stretch time by dripping.
            for data in response.iter_bytes():
                if time.monotonic() > deadline:
                    raise self._late()
                waiting += data
                if len(waiting) >= BATCH:
                    yield bytes(waiting)
                    waiting.clear()
        except httpx2.HTTPError as error:
            late = time.monotonic() > deadline
            raise (self._late() if late else _broken(error)) from error
        if time.monotonic() > deadline:  # what ended then may have been cut off
            raise self._late()
        if waiting:
            yield bytes(waiting)

    def _late(self) -> FetchFailed:
        return FetchFailed(f"The file did not come within {self._seconds:g} seconds.")


class _Ending:
    """Shuts the connection when time is up, in whatever it waits then.

    A host that sends a byte from time to time would otherwise keep it for ever, before the first
    byte of the file, too.
    """

    def __init__(self, seconds: float) -> None:
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Hears from the client which connection it has made."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")

    def _shut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # it has ended by itself
                self._socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()


def is_public(address: Address) -> bool:
    """Whether an address can be reached from anywhere, and so is nobody's inside.

    An IPv6 address that stands for an IPv4 one (mapped, 6to4, Teredo, NAT64) is judged by that.
    """
    if address.is_multicast or not address.is_global:
        return False
    if isinstance(address, IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
        return all(is_public(item) for item in inner if item is not None)
    return True


def _plain(address: str) -> httpx2.URL:
    try:
        url = httpx2.URL(address)
        port_fits = url.port is None or 0 < url.port < 65536
    except (httpx2.InvalidURL, ValueError, TypeError):
        raise FetchRefused("This is no address of the web.") from None
    if url.scheme not in _PORTS or not url.host or not port_fits:
        raise FetchRefused("Only addresses that begin with http:// or https:// can be fetched.")
    if url.userinfo:
        raise FetchRefused("An address with a user name or a password in it is not fetched.")
    return url


def _check(response: httpx2.Response) -> None:
    if response.is_redirect:
        raise FetchRefused(
            f"The host leads on to {response.headers.get('location', '')[:300]}; redirects are not "
            "followed. Give the final address."
        )
    if response.status_code != 200:
        raise FetchFailed(
            f"The host answers {response.status_code} {response.reason_phrase}.",
            upstream=response.status_code,
        )


def _broken(error: Exception) -> FetchFailed:
    if isinstance(error, httpx2.TimeoutException):
        return FetchFailed("The host does not answer in time.")
    return FetchFailed(f"The connection broke: {error or type(error).__name__}.")
