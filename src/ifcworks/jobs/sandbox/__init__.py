"""The sandbox: every attempt in a process of its own, with limits, started from a warm template.

    service ──► launcher ──(socket)──► template process, heavy modules loaded, single-threaded
                                          └─ fork ─► attempt process (``child``) ─ fork ─► helpers
    service ◄── status, events, log (one pipe each per attempt) ◄──────┘

``supervise`` watches one attempt: its progress, its log, its time, its memory, a wish to cancel.
"""
