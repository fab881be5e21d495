"""The municipality's pages at 60, 400 and 4,000 departments x 5 steps x 6 years, on SQLite and PostgreSQL."""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity.models import Model, make_engine, writing
from continuity.rules.permissions import Actor, Seat
from continuity.services.analysis import gaps
from continuity.services.oversight import overdue, signatures, timeline, yearly
from continuity.services.oversight.board import PAGE, board
from continuity.services.oversight.narrowing import Filter

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.municipality.filling import TODAY, YEARS, fill
from tests.support import postgres
from tests.support.counting import counted

SIZES = (60, 400, 4_000)
MOST_QUERIES = 15
RUNS = 5
READER = Actor(1, "Säkerhetschefen", seats=(Seat("security_function"),))
OUT = Path(__file__).parents[1] / "build" / "bench" / "board.json"

# Each page, asked for its first or second leaf; says how many rows it shows.
PAGES: Mapping[str, Callable[[Session, int], int]] = {
    "board": lambda session, page: len(board(session, by=READER, at=TODAY, page=page).lines),
    "overdue": lambda session, page: len(overdue.overdue(session, Filter(), by=READER, at=TODAY, page=page).lines),
    "timeline": lambda session, page: len(timeline.timeline(session, Filter(), by=READER, at=TODAY, page=page).rows),
    "gaps": lambda session, page: len(gaps.gap_list(session, by=READER, at=TODAY, page=page).gaps),
    "signatures": lambda session, page: len(
        signatures.signatures(session, signatures.Chosen(), by=READER, at=TODAY, page=page).lines
    ),
    "figures": lambda session, page: len(yearly.figures(session, Filter(), by=READER, at=TODAY).years),
}


def measure(engine: Engine, database: str, departments: int, page: str) -> dict[str, Any]:
    """The median time of one page in a fresh session, and how many questions it asks."""
    seconds, statements, shown, aggregates = [], [], 0, 0
    for run in range(RUNS):
        with Session(engine) as session, counted(engine) as sent:
            started = time.perf_counter()
            shown = max(shown, PAGES[page](session, 1 + run % 2))
            seconds.append(time.perf_counter() - started)
        statements.append(len(sent))
        aggregates = max(aggregates, sum("count(*) AS steps" in statement for statement in sent))
    return {
        "page": page,
        "database": database,
        "departments": departments,
        "revisions": departments * 5 * YEARS,
        "queries": max(statements),
        "aggregates": aggregates,
        "shown": shown,
        "milliseconds": round(statistics.median(seconds) * 1000, 1),
    }


def main() -> int:
    """Prints the table, writes the JSON, and is 1 when a limit is passed."""
    rows: list[dict[str, Any]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgres.running_server())
        for departments in SIZES:
            postgres.run(server, f"CREATE DATABASE board_{departments}")
            for database, url in (
                ("sqlite", f"sqlite:///{folder}/{departments}.sqlite"),
                ("postgresql", server.set(database=f"board_{departments}").render_as_string(hide_password=False)),
            ):
                engine = make_engine(url, synchronous="OFF")
                Model.metadata.create_all(writing(engine))
                fill(engine, departments)
                rows += [measure(engine, database, departments, page) for page in PAGES]
                engine.dispose()
            postgres.run(server, f"DROP DATABASE board_{departments} WITH (FORCE)")
    return report(rows)


def report(rows: list[dict[str, Any]]) -> int:
    """A line for each page, size and database, with the time as a ratio to the smallest municipality's."""
    smallest = {(row["page"], row["database"]): row["milliseconds"] for row in reversed(rows)}
    print(f"{'page':<12}{'database':<12}{'departments':>12}{'queries':>9}{'shown':>7}{'ms':>9}{'ratio':>8}")
    for row in sorted(rows, key=lambda row: (list(PAGES).index(row["page"]), row["database"], row["departments"])):
        row["ratio"] = round(row["milliseconds"] / smallest[row["page"], row["database"]], 2)
        print(
            f"{row['page']:<12}{row['database']:<12}{row['departments']:>12}{row['queries']:>9}"
            f"{row['shown']:>7}{row['milliseconds']:>9}{row['ratio']:>8}"
        )
    few = all(row["queries"] <= MOST_QUERIES and row["shown"] <= PAGE for row in rows)
    once = all(row["aggregates"] == 1 for row in rows if row["page"] == "board")
    limits = f"at most {MOST_QUERIES} queries and {PAGE} rows a page, one aggregate for the board"
    print(f"The municipality's pages: {limits}: {'kept' if few and once else 'BROKEN'}")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"kept": few and once, "rows": rows}, indent=2) + "\n", encoding="utf-8")
    return 0 if few and once else 1


if __name__ == "__main__":
    sys.exit(main())
