"""Changes a database behind the product's back, as somebody with the administrator's tools could."""

import sqlite3
from contextlib import closing

import psycopg
from sqlalchemy import Engine, make_url

from tests.support.postgres import dsn


def tamper(engine: Engine, *statements: str) -> None:
    """Run statements with triggers and foreign keys out of the way."""
    url = make_url(engine.url)
    if url.get_backend_name() == "sqlite":
        _on_sqlite(str(url.database), statements)
        return
    with psycopg.connect(dsn(url), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement.encode())


def _on_sqlite(path: str, statements: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
