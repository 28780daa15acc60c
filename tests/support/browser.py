"""A page in Chromium, spoken to over a pipe in its DevTools protocol: no library, no port."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome")


class Page:
    """A page that is open.

    Attributes:
        complaints: what the console said and what was refused, since the page was opened.
        fetched: the addresses that it asked for.
    """

    def __init__(self, answers: Any, commands: Any) -> None:
        self._answers, self._commands = answers, commands
        self._last = 0
        self._session: str | None = None
        self._seen: list[str] = []
        self.complaints: list[str] = []
        self.fetched: list[str] = []

    def open(self, path: Path) -> Self:
        """Show a file and wait until it is loaded."""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")
        self._seen.clear()
        self._call("Page.navigate", url=path.as_uri())
        while "Page.loadEventFired" not in self._seen:
            self._read()
        return self

    def run(self, script: str) -> Any:
        """The value of an expression, which may be a promise."""
        answer = self._call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Any command of the protocol."""
        return self._call(method, **params)

    def picture(self) -> bytes:
        """What is seen, as PNG."""
        return base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"])

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        self._last += 1
        number = self._last
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        self._commands.write(json.dumps(message).encode() + b"\0")
        self._commands.flush()
        while True:
            answer = self._read()
            if answer.get("id") == number:
                if "error" in answer:
                    raise AssertionError(answer["error"])
                result: dict[str, Any] = answer["result"]
                return result

    def _read(self) -> dict[str, Any]:
        text = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            assert byte, "the browser has ended"
            text += byte
        message: dict[str, Any] = json.loads(text)
        method, params = message.get("method", ""), message.get("params", {})
        self._seen.append(method)
        if method == "Runtime.exceptionThrown":
            self.complaints.append(str(params["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(str(params["args"]))
        elif method == "Log.entryAdded":
            self.complaints.append(params["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.fetched.append(params["request"]["url"])
        return message


@contextmanager
def browser(folder: Path) -> Iterator[Page]:
    """Chromium, for one page; what it keeps is kept in a folder."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        pytest.fail("no Chromium is installed here: run scripts/browser, or set CHROMIUM to one")
    read_commands, write_commands = os.pipe()
    read_answers, write_answers = os.pipe()
    # The protocol is spoken over the descriptors 3 and 4.
    redirected = f'exec "$0" "$@" 3</dev/fd/{read_commands} 4>/dev/fd/{write_answers}'
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe")
    process = subprocess.Popen(
        ["sh", "-c", redirected, program, *options, f"--user-data-dir={folder}", "about:blank"],
        pass_fds=(read_commands, write_answers),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(read_commands)
    os.close(write_answers)
    with os.fdopen(read_answers, "rb") as answers, os.fdopen(write_commands, "wb") as commands:
        try:
            yield Page(answers, commands)
        finally:
            process.terminate()
            process.wait(30)
