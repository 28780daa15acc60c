"""Links to download files without a key, and what clients of ifcpipeline have asked for.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "download_links",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name="fk_download_links_sha256"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_download_links"),
    )
    op.create_index("ix_download_links_expires_at", "download_links", ["expires_at"])
    op.create_table(
        "dialect_jobs",
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("route", sa.String(length=64), nullable=False),
        sa.Column("artifact", sa.String(length=128), nullable=True),
        sa.Column("request", Json, nullable=False),
        sa.Column("notes", Json, nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_dialect_jobs_job_id"),
        sa.PrimaryKeyConstraint("job_id", name="pk_dialect_jobs"),
    )
