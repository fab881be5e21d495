"""How the system itself is doing: when each sweep last ran, and what stopped it."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from continuity.models.base import Model


class SweepRun(Model):
    """The last run of one sweep; `error` is what stopped the last one that failed, and stays until one goes well."""

    __tablename__ = "sweep_run"

    name: Mapped[str] = mapped_column(primary_key=True)
    ran_at: Mapped[datetime]
    did: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    error: Mapped[str] = mapped_column(default="")
