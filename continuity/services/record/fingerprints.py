"""A row as one hash, so that the chained history can say later whether it has been changed."""

from datetime import date, datetime

from sqlalchemy import inspect

from continuity.definitions.canonical import canonical_json, sha256_of
from continuity.models import Model
from continuity.services.record.history import instant


def fingerprint(row: Model) -> str:
    """SHA-256 of everything a row says, but for its own number; the same on both databases."""
    columns = inspect(type(row)).columns
    said = {column.key: _said(getattr(row, column.key)) for column in columns if not column.primary_key}
    return sha256_of(canonical_json(said))


def _said(value: object) -> object:
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value
