"""Work that hangs, crashes or raises costs only itself."""

from __future__ import annotations

import os
import signal
import time

import pytest

from ifcworks.ifc.clash import patience


def test_what_takes_too_long_or_crashes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.5)

    def work(item: str) -> str:
        if item == "hangs":
            time.sleep(60)
        if item == "crashes":
            os.kill(os.getpid(), signal.SIGSEGV)
        if item == "raises":
            raise ValueError(item)
        return item.upper()

    items = ["one", "hangs", "two", "crashes", "raises", "three"]
    done, given_up = patience.patiently(work, items)
    assert done == ["ONE", "TWO", "THREE"]
    reasons = dict(given_up)
    assert list(reasons) == ["hangs", "crashes", "raises"]
    assert "0.5 seconds" in reasons["hangs"]
    assert "SIGSEGV" in reasons["crashes"]
    assert patience.patiently(work, []) == ([], [])
