"""The arguments of a statement, as text."""

from __future__ import annotations

import re

_TOKEN = re.compile(rb"'[^']*+'|\"[^\"]*+\"|[(),]")
_REFERENCE = re.compile(rb"'[^']*+'|#(\d{1,18})")


def split(text: bytes) -> tuple[bytes, list[bytes]]:
    """The class of a statement and its arguments.

    Args:
        text: behind the ``=`` and without the semicolon.
    """
    depth, begin, arguments, keyword = 0, 0, list[bytes](), b""
    for token in _TOKEN.finditer(text):
        match token[0]:
            case b"(":
                depth += 1
                if depth == 1:
                    keyword, begin = text[: token.start()].strip(), token.end()
            case b")":
                depth -= 1
                if depth == 0:
                    arguments.append(text[begin : token.start()])
            case b",":
                if depth == 1:
                    arguments.append(text[begin : token.start()])
                    begin = token.end()
    return keyword, arguments


def references(argument: bytes) -> list[int]:
    """The numbers of the instances that an argument refers to."""
    if b"#" not in argument:
        return []
    return [int(match[1]) for match in _REFERENCE.finditer(argument) if match[1]]


def is_list(argument: bytes) -> bool:
    """Whether an argument is a list."""
    return argument.lstrip().startswith(b"(")
