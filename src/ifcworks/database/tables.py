"""The tables. ``migrations/`` brings a database to this state; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment with time zone UTC, also where the database keeps none (SQLite)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """To the database: in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """From the database: with UTC said."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC)


Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
Id = sa.String(36)
Sha256 = sa.String(64)

projects = sa.Table(
    "projects",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False, unique=True),
    sa.Column("title", sa.String(200), nullable=False, default=""),
    sa.Column("created_at", Moment, nullable=False),
)

blobs = sa.Table(
    "blobs",
    metadata,
    sa.Column("sha256", Sha256, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("project_id", Id, sa.ForeignKey("projects.id"), nullable=False),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("deleted_at", Moment),
    sa.Index(
        "uq_files_living_name",
        "project_id",
        "name",
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    ),
)

file_versions = sa.Table(
    "file_versions",
    metadata,
    sa.Column("file_id", Id, sa.ForeignKey("files.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("sha256", Sha256, sa.ForeignKey("blobs.sha256"), nullable=False),
    sa.Column("form", sa.String(16), nullable=False),
    sa.Column("ifc_schema", sa.String(32)),
    sa.Column("media_type", sa.String(100), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("made_by", Id, sa.ForeignKey("jobs.id", name="fk_file_versions_made_by")),
    sa.Index("ix_file_versions_made_by", "made_by"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("project_id", Id, sa.ForeignKey("projects.id"), nullable=False),
    sa.Column("operation", sa.String(64), nullable=False),
    sa.Column("operation_version", sa.Integer, nullable=False),
    sa.Column("queue", sa.String(64), nullable=False),
    sa.Column("params", Json, nullable=False),
    sa.Column("inputs", Json, nullable=False),
    sa.Column("fingerprint", Sha256, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("attempts_counted_from", sa.Integer, nullable=False),
    sa.Column("cancel_requested", sa.Boolean, nullable=False),
    sa.Column("progress", sa.Float, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("result", Json),
    sa.Column("result_sha256", Sha256, sa.ForeignKey("blobs.sha256")),
    sa.Column("problem", Json),
    sa.Column("answered_from", Id, sa.ForeignKey("jobs.id")),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("started_at", Moment),
    sa.Column("finished_at", Moment),
    sa.Column("priority", sa.Integer, nullable=False, server_default="0"),
    sa.CheckConstraint(
        "state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')", name="state"
    ),
    sa.Index("ix_jobs_listing", "project_id", "created_at", "id"),
    sa.Index("ix_jobs_state_created_at", "state", "created_at"),
    sa.Index("ix_jobs_fingerprint", "fingerprint", "state"),
)

job_waits = sa.Table(
    "job_waits",
    metadata,
    sa.Column("job_id", Id, sa.ForeignKey("jobs.id"), primary_key=True),
    sa.Column("waits_for", Id, sa.ForeignKey("jobs.id"), primary_key=True),
    sa.Index("ix_job_waits_waits_for", "waits_for"),
)

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("job_id", Id, sa.ForeignKey("jobs.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("outcome", sa.String(32)),
    sa.Column("problem", Json),
    sa.Column("log", sa.Text, nullable=False, default=""),
    sa.Column("peak_memory", sa.BigInteger),
    sa.Column("cpu_seconds", sa.Float),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("finished_at", Moment),
)

artifacts = sa.Table(
    "artifacts",
    metadata,
    sa.Column("job_id", Id, sa.ForeignKey("jobs.id"), primary_key=True),
    sa.Column("name", sa.String(128), primary_key=True),
    sa.Column("sha256", Sha256, sa.ForeignKey("blobs.sha256"), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("media_type", sa.String(100), nullable=False),
)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("project_id", Id, sa.ForeignKey("projects.id"), primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("request_sha256", Sha256, nullable=False),
    sa.Column("job_id", Id, sa.ForeignKey("jobs.id"), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("project_id", Id, sa.ForeignKey("projects.id"), nullable=False),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("kind", sa.String(16)),
    sa.Column("metadata", sa.Text, nullable=False),
    sa.Column("length", sa.BigInteger, nullable=False),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("file_id", Id, sa.ForeignKey("files.id")),
    sa.Column("created", sa.Boolean, nullable=False),
    sa.Column("problem", Json),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.CheckConstraint("state IN ('receiving', 'accepted', 'refused')", name="state"),
    sa.Index("ix_uploads_expires_at", "expires_at"),
)

upload_parts = sa.Table(
    "upload_parts",
    metadata,
    sa.Column("upload_id", Id, sa.ForeignKey("uploads.id"), primary_key=True),
    sa.Column("start", sa.BigInteger, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("name", sa.String(32), nullable=False),
)
