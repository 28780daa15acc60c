"""The processes that answer questions: started when needed, replaced when they end.

The database that an index is in is native code, so it is not loaded where requests are served.
A process that crashes or takes too long costs one answer and nothing else. An index never changes,
so the last answers are kept and given again.
"""

from __future__ import annotations

import contextlib
import json
import queue
import socket
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import structlog

from ifcworks.errors import ServiceUnavailable, from_problem

log = structlog.get_logger()

ANSWER_SECONDS = 30.0
TURN_SECONDS = 30.0
START_SECONDS = 60.0
KEPT_BYTES = 32 << 20
"""Bytes of answers that are kept, all together."""
LARGEST_KEPT = 1 << 20
READY = b"ready"
"""What a reader says when it can answer."""
GOOD, BAD = b"+", b"-"
"""The first byte of a message: an answer follows, or a problem."""


class Readers:
    """A pool of processes that answer questions about indexes.

    Args:
        count: how many answer at a time.
        command: how to start one; it gets the number of the descriptor to talk over.
    """

    def __init__(
        self, count: int, command: tuple[str, ...] = ("-m", "ifcworks.lookup.reader")
    ) -> None:
        self._command = command
        # The last that was given back is taken first: it has the model open.
        self._idle: queue.LifoQueue[_Reader | None] = queue.LifoQueue()
        for _ in range(count):
            self._idle.put(None)
        self._lock = threading.Lock()
        self._all: set[_Reader] = set()
        self._closed = False
        self._answers = _Answers()

    def ask(self, index: Path, question: str, arguments: Mapping[str, Any]) -> bytes:
        """The answer to a question about the model behind an index, as JSON.

        Args:
            index: the index, a file that never changes.
            question: the name of one of ``ifc.index.questions``.
            arguments: its arguments, as JSON.

        Raises:
            IfcworksError: the question cannot be answered as asked.
            ServiceUnavailable: nobody is free for long, or the process ended over it.
        """
        message = json.dumps([str(index), question, dict(arguments)]).encode()
        kept = self._answers.get(message)
        if kept is not None:
            return kept
        try:
            reader = self._idle.get(timeout=TURN_SECONDS)
        except queue.Empty:
            raise ServiceUnavailable(
                "Too many questions about models are asked at the moment. Ask again later."
            ) from None
        try:
            if reader is None:
                reader = self._start()
            answer = reader.ask(message)
        except (OSError, EOFError) as error:
            log.warning("a reader of indexes ended over a question", question=question)
            self._end(reader)
            reader = None
            raise ServiceUnavailable(
                f"The question '{question}' could not be answered: {error or 'it ended a process'}."
            ) from error
        finally:
            self._idle.put(reader)
        if answer[:1] == GOOD:
            return self._answers.keep(message, answer[1:])
        raise from_problem(json.loads(answer[1:]))

    def warm_up(self) -> None:
        """Start one process now rather than with the first question, without waiting for it."""
        threading.Thread(target=self._warm_up, name="readers", daemon=True).start()

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            self._closed = True
            readers, self._all = list(self._all), set()
        for reader in readers:
            reader.end()

    def _warm_up(self) -> None:
        reader = None
        with contextlib.suppress(queue.Empty):
            reader = self._idle.get_nowait()
            try:
                reader = reader or self._start()
            except (OSError, EOFError):
                if not self._closed:
                    log.exception("no reader of indexes could be started")
            finally:
                self._idle.put(reader)

    def _start(self) -> _Reader:
        reader = _Reader(self._command)
        with self._lock:
            if self._closed:
                reader.end()
                raise OSError("the service stops")
            self._all.add(reader)
        reader.wait_until_ready()
        return reader

    def _end(self, reader: _Reader | None) -> None:
        if reader is not None:
            with self._lock:
                self._all.discard(reader)
            reader.end()


class _Answers:
    """The answers that were asked for last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_message: OrderedDict[bytes, bytes] = OrderedDict()
        self._size = 0

    def get(self, message: bytes) -> bytes | None:
        with self._lock:
            if message in self._by_message:
                self._by_message.move_to_end(message)
            return self._by_message.get(message)

    def keep(self, message: bytes, answer: bytes) -> bytes:
        if len(answer) <= LARGEST_KEPT:
            with self._lock:
                self._size += len(answer) - len(self._by_message.pop(message, b""))
                self._by_message[message] = answer
                while self._size > KEPT_BYTES:
                    self._size -= len(self._by_message.popitem(last=False)[1])
        return answer


class _Reader:
    """One process and the connection to it."""

    def __init__(self, command: tuple[str, ...]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, *command, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                process_group=0,
            )
        self._connection: Connection[Any, Any] = Connection(ours.detach())

    def wait_until_ready(self) -> None:
        if not self._connection.poll(START_SECONDS) or self._connection.recv_bytes() != READY:
            raise OSError("the process that reads indexes does not come up")

    def ask(self, message: bytes) -> bytes:
        self._connection.send_bytes(message)
        if not self._connection.poll(ANSWER_SECONDS):
            raise OSError(f"it took longer than {ANSWER_SECONDS:.0f} s")
        return self._connection.recv_bytes()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._connection.close()
