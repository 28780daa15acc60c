"""Every knob of the service. The only reader of the environment.

Each field is an environment variable ``IFCWORKS_<NAME>``, and may stand in a file ``.env``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import ByteSize, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of a service."""

    model_config = SettingsConfigDict(env_prefix="IFCWORKS_", env_file=".env", extra="ignore")

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 for any free one.")
    data: Path = Field(
        Path("ifcworks-data"), description="Folder for the database, files and temporary files."
    )
    slots: int = Field(
        0, ge=0, description="How many jobs run at once; 0 for one per processor of the machine."
    )
    job_processes: int = Field(
        0, ge=0, description="How many processes one job may use; 0 for one per processor."
    )
    prepare: Literal["all", "index", "none"] = Field(
        "all",
        description="What is worked out of a model as soon as it is uploaded: its index, its "
        "geometry too, or nothing before somebody asks.",
    )
    readers: int = Field(
        2, ge=1, description="How many questions about models are answered at a time."
    )
    max_upload: ByteSize = Field(
        ByteSize(2 * 2**30), description="The largest upload, such as 500MB or 2GiB."
    )
    max_unpacked: ByteSize = Field(
        ByteSize(8 * 2**30), description="The most that a compressed upload may unpack to."
    )
    upload_hours: float = Field(
        24.0, gt=0, description="Hours after which a resumable upload without news is forgotten."
    )
    recovery_seconds: float = Field(
        5.0, gt=0, description="Seconds between two looks for jobs that nobody works on."
    )
    dialect: bool = Field(
        True,
        description="Serve the HTTP interface of ifcpipeline too, for clients and n8n nodes that "
        "were made for it.",
    )
    dialect_project: str = Field(
        "default",
        pattern=r"^[a-z0-9][a-z0-9._-]{0,99}$",
        description="The project whose files clients of that interface see.",
    )
    link_minutes: float = Field(
        30.0, gt=0, description="Minutes for which a download link can be used without a key."
    )
    fetch_hosts: list[str] = Field(
        [],
        description="Hosts, such as files.example or 10.0.0.7:9000, from which files may be "
        "fetched although their addresses are not public.",
    )
    fetch_seconds: float = Field(
        600.0, gt=0, description="Seconds that fetching a file from another host may take."
    )
    operations: list[str] = Field(
        ["ifcworks.operations"], description="Python packages in which operations are found."
    )
    recipes: Path | None = Field(
        None,
        description="Folder of custom recipes for patch: Python code that jobs run with all rights "
        "of the service, so that only its administrator may write there. None if not set.",
    )
    log_format: Literal["text", "json"] = Field("text", description="How log lines are written.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least severe log lines that are written."
    )
