"""Links: who knows one may download one version of a file, for a while, without a key."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from ifcworks.database.engine import Database
from ifcworks.database.tables import blobs, download_links
from ifcworks.files.blobs import Blob
from ifcworks.files.versions import Content

TOKEN_LENGTH = 43
"""Characters of a token: 32 random bytes in the URL-safe alphabet of base 64."""


@dataclass(frozen=True)
class Linked:
    """What a link leads to: the bytes of that time, whatever has become of the file."""

    name: str
    blob: Blob
    media_type: str
    expires_at: datetime


class Links:
    """The links that have been made.

    Args:
        database: where they are kept; only a digest of each token is.
        lifetime: how long one can be used.
    """

    def __init__(self, database: Database, lifetime: timedelta) -> None:
        self._database = database
        self._lifetime = lifetime

    def make(self, name: str, content: Content) -> tuple[str, datetime]:
        """A new link to a content under a name: its token, and when it expires."""
        token = secrets.token_urlsafe(32)
        now = datetime.now(UTC)
        expires_at = now + self._lifetime
        with self._database.write() as connection:
            connection.execute(download_links.delete().where(download_links.c.expires_at < now))
            connection.execute(
                download_links.insert().values(
                    token_sha256=_digest(token),
                    name=name,
                    sha256=content.blob.sha256,
                    media_type=content.media_type,
                    expires_at=expires_at,
                )
            )
        return token, expires_at

    def find(self, token: str) -> Linked | None:
        """What a token leads to; None if it never was one, or has expired."""
        query = (
            sa.select(download_links, blobs.c.size)
            .join(blobs, blobs.c.sha256 == download_links.c.sha256)
            .where(
                download_links.c.token_sha256 == _digest(token),
                download_links.c.expires_at >= datetime.now(UTC),
            )
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return Linked(row.name, Blob(row.sha256, row.size), row.media_type, row.expires_at)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
