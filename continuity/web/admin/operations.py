"""How the system is doing, for whoever looks after it: version, schema, content, history, sweeps, disk and clock."""

import shutil
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from flask import render_template
from flask_babel import format_decimal
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.services import operations as service
from continuity.web.admin.blueprint import bp
from continuity.web.session import now, settings

FULL = 0.9  # of the disk
GB = 10**9


@bp.get("/drift")
def operations() -> str:
    """Everything on one page; it says nothing of what anybody has written."""
    return render_template(
        "admin/operations.html",
        version=version("continuity"),
        standing=service.standing(db.session, at=now()),
        disk=_disk(settings().instance),
        names=sweep_names(),
    )


def _disk(folder: Path) -> Mapping[str, str | bool]:
    """Room on the disk of the instance folder, in gigabytes."""
    there = folder if folder.exists() else Path(folder.anchor or ".")
    usage = shutil.disk_usage(there)
    return {"free": _gigabytes(usage.free), "total": _gigabytes(usage.total), "full": usage.used / usage.total > FULL}


def _gigabytes(number: int) -> str:
    return str(format_decimal(round(number / GB, 1)))


def sweep_names() -> Mapping[str, str]:
    """What the sweeps do, in words; one that has none is shown by its name."""
    return {
        "archive_folder": _("Speglar dokument till arkivmappen"),
        "opening": _("Öppnar steg vars dag har kommit"),
        "calendar": _("Föreslår det som kalendern ger anledning till"),
        "year_status": _("Fryser enheternas läge den 31 januari"),
        "reminders": _("Samlar dagens påminnelser"),
        "mail": _("Skickar mejl"),
        "housekeeping": _("Städar bort utgångna inloggningar och länkar"),
    }
