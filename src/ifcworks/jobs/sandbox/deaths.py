"""Say why the process of an attempt ended without an answer."""

from __future__ import annotations

import signal

from ifcworks.errors import AttemptCrashed, AttemptInterrupted, IfcworksError, StorageFull
from ifcworks.jobs.sandbox.child import EXIT_STORAGE_FULL, out_of_memory

_ASKED_TO_END = frozenset({"SIGTERM", "SIGINT", "SIGHUP"})


def explain(code: int, log: bytes | bytearray, memory: int) -> IfcworksError:
    """The error of an attempt that ended by itself and without an answer.

    Args:
        code: its exit code, or the negative number of the signal that ended it.
        log: the end of what it printed.
        memory: its memory limit in bytes, 0 for none.
    """
    if code == EXIT_STORAGE_FULL:
        return StorageFull("The disk of the worker has no room left; free some and retry the job.")
    if code >= 0:
        return AttemptCrashed(
            f"The process of the attempt ended with exit code {code} and without an answer. "
            "The log of the attempt may say why.",
            exit_code=code,
        )
    name = _name(-code)
    if name == "SIGABRT" and memory and b"std::bad_alloc" in log:
        return out_of_memory(memory)  # C++ that does not catch it ends like this
    if name in _ASKED_TO_END:
        # Nothing in an attempt does that: somebody ends processes, for example with the service.
        return AttemptInterrupted(
            f"Somebody ended the process of the attempt with {name}, as in the attempts before."
        )
    hint = (
        "The system may have run out of memory."
        if name == "SIGKILL"
        else "Native code that reads or computes geometry crashed on this input."
    )
    return AttemptCrashed(
        f"The process of the attempt was ended by {name}. {hint} Nothing else was affected.",
        signal=name,
    )


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"  # a real-time signal has no name
