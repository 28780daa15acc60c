"""Find the one file of a multipart form (RFC 7578) while the form streams in."""

from __future__ import annotations

from collections.abc import Callable

from python_multipart.multipart import MultipartParser, parse_options_header

from ifcworks.errors import FileNameInvalid, RequestMalformed
from ifcworks.files.intake import Received, Receiving


class FormFile:
    """The one file of a form, handed on as it comes; other fields are passed over.

    Args:
        boundary: what separates the parts, as the Content-Type says.
        name: the file's name; if missing, the one in the form.
        begin: starts an upload under a name.

    Raises:
        RequestMalformed: the boundary cannot be one.
    """

    def __init__(
        self, boundary: bytes, name: str | None, begin: Callable[[str], Receiving]
    ) -> None:
        if not boundary:
            raise RequestMalformed("The multipart form names no boundary in its Content-Type.")
        self._name = name
        self._begin = begin
        self._receiving: Receiving | None = None
        self._inside = False
        self._complete = False
        self._field = b""
        self._value = b""
        self._disposition = b""
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._part_begin,
                    "on_header_field": self._header_field,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._headers_finished,
                    "on_part_data": self._part_data,
                    "on_part_end": self._part_end,
                    "on_end": self._end,
                },
            )
        except ValueError as error:
            raise RequestMalformed(f"The multipart form cannot be read: {error}.") from None

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the form."""
        try:
            self._parser.write(data)
        except ValueError as error:
            raise RequestMalformed(f"The multipart form cannot be read: {error}.") from None

    def finish(self) -> Received:
        """The file, when the whole form has come."""
        if not self._complete:
            raise RequestMalformed("The multipart form ends before its last boundary.")
        if self._receiving is None:
            raise RequestMalformed(
                "The multipart form has no file in it; send one, for example with "
                "curl -F file=@model.ifc."
            )
        return self._receiving.finish()

    def close(self) -> None:
        """Leave nothing behind of what was not finished."""
        if self._receiving is not None:
            self._receiving.__exit__(None, None, None)

    def _part_begin(self) -> None:
        self._field = self._value = self._disposition = b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value
        self._field = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._inside = b"filename" in options
        if not self._inside:
            return
        if self._receiving is not None:
            raise RequestMalformed(
                "The multipart form has more than one file; send each in a request of its own."
            )
        try:
            given = options[b"filename"].decode()
        except UnicodeDecodeError:
            if self._name is None:
                raise FileNameInvalid(
                    "The file name in the form is not UTF-8; give it with ?name=model.ifc."
                ) from None
            given = self._name
        self._receiving = self._begin(self._name or given)

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._inside and self._receiving is not None:
            self._receiving.write(data[start:end])

    def _part_end(self) -> None:
        self._inside = False

    def _end(self) -> None:
        self._complete = True
