"""`continuity analyse` on 60 departments x 10 activities x 12 dependencies and ten times that, and their gap list."""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from continuity.models import Activity, Demand, Model, Promise, Resource, make_engine, writing
from continuity.rules.analysis import analyse
from continuity.rules.computed import time_key
from continuity.services.analysis.gaps import gap_list

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.board import READER
from bench.municipality.filling import TODAY, fill_plans, kept
from tests.support import postgres
from tests.support.counting import counted

SIZES = (60, 600)
ACTIVITIES, DEPENDENCIES = 10, 12
MOST_QUERIES = 15
MOST_GROWTH = 15  # times the time for ten times the data
TIMES = (1, 4, 8, 24, 72, 168, 336, 720)
THRESHOLDS = {"LH": 3, "SF": 3, "LR": 3, "EK": 4, "FT": 4, "ME": 4}
WINDOWS = ("24/7", "vardag 07-17", "alla dagar 08-20")
OUT = Path(__file__).parents[1] / "build" / "bench" / "analyse.json"


# --- a municipality of a size ---------------------------------------------------------------------------------------


def municipality(departments: int) -> dict[str, Any]:
    """A file as `analyse` reads it; chains and circles run through every tenth activity."""
    chance = random.Random(departments)  # the same municipality each time
    activities = [activity(n, chance) for n in range(departments * ACTIVITIES)]
    dependencies = [
        dependency(n * DEPENDENCIES + m, n, len(activities), chance)
        for n in range(len(activities))
        for m in range(DEPENDENCIES)
    ]
    return {
        "time_columns_h": TIMES,
        "thresholds": THRESHOLDS,
        "class_limits_h": [4, 24, 168],
        "activities": activities,
        "dependencies": dependencies,
    }


def activity(number: int, chance: random.Random) -> dict[str, Any]:
    """Levels that rise with time, at different paces."""
    return {
        "id": f"A{number}",
        "matrix": {c: sorted(chance.choices(range(1, 6), k=len(TIMES))) for c in THRESHOLDS},
        "rto_h": chance.choice((0.5, 1, 4, 24)),
        "affected": chance.randrange(500),
    }


def dependency(number: int, of: int, activities: int, chance: random.Random) -> dict[str, Any]:
    """A need of one of as many resources as there are activities."""
    return {
        "id": f"D{number}",
        "activity": f"A{of}",
        "resource": f"R{chance.randrange(activities)}",
        "required_within_h": chance.choice((0.5, 1, 2, 4, 8)),
        "promised_recovery_h": chance.choice((None, 1, 4, 24)),
        "service_window": chance.choice(WINDOWS),
        "reserve": chance.choice((None, "Papper")),
        "reserve_activation_h": chance.choice((0.25, 1)),
        "reserve_endurance_h": chance.choice((8, 24, None)),
        "provided_by": f"A{chance.randrange(activities)}" if number % 10 == 0 else None,
    }


# --- the command ----------------------------------------------------------------------------------------------------


def measured(departments: int, folder: Path) -> dict[str, Any]:
    """Seconds in the rules alone, and the whole command's memory."""
    data = municipality(departments)
    started = time.perf_counter()
    analyse(json.loads(json.dumps(data)))
    seconds = time.perf_counter() - started
    file = folder / f"{departments}.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    command = [sys.executable, "-c", "from continuity.app import main; main()", "analyse", str(file)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024  # the largest child so far: the latest
    return {
        "departments": departments,
        "dependencies": len(data["dependencies"]),
        "seconds": round(seconds, 2),
        "megabytes": round(memory),
    }


# --- the page -------------------------------------------------------------------------------------------------------


def store(engine: Engine, departments: int) -> None:
    """The same municipality in the register's tables."""
    fill_plans(engine, departments)
    data = municipality(departments)
    with Session(writing(engine)) as session:
        names = sorted({one["resource"] for one in data["dependencies"]})
        session.execute(insert(Resource), [{"id": name, "name": name, "added_at": TODAY} for name in names])
        session.execute(insert(Promise), list(_promises(data)))
        session.execute(insert(Activity), [_activity(n, one) for n, one in enumerate(data["activities"])])
        session.execute(insert(Demand), [_demand(n, one) for n, one in enumerate(data["dependencies"])])
        session.commit()
        kept(session)


def _promises(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    first = {one["resource"]: one for one in reversed(data["dependencies"])}
    for name, one in first.items():
        promised = {"promised_h": one["promised_recovery_h"], "service_window": one["service_window"]}
        yield {"resource_id": name, "valid_from": TODAY - timedelta(days=90), **promised}


def _place(activity: int) -> dict[str, Any]:
    department = 1 + activity // ACTIVITIES
    return {"department_id": department, "revision_id": department, "valid_from": TODAY - timedelta(days=30)}


def _activity(number: int, one: dict[str, Any]) -> dict[str, Any]:
    levels = {c: dict(zip(map(time_key, TIMES), row, strict=True)) for c, row in one["matrix"].items()}
    values = {"impact": {"levels": levels}, "rto_h": one["rto_h"], "volume": one["affected"]}
    return {**_place(number), "row": one["id"], "name": one["id"], "state": "in_force", "values": values}


def _demand(number: int, one: dict[str, Any]) -> dict[str, Any]:
    values = {
        "required_within_h": one["required_within_h"],
        "reserve_desc": one["reserve"] or "",
        "reserve_activation_h": one["reserve_activation_h"],
        "reserve_endurance_h": one["reserve_endurance_h"],
        "reserve_unlimited": "yes" if one["reserve_endurance_h"] is None else "no",
    }
    stands = {"activity_row": one["activity"], "row": one["id"], "resource_id": one["resource"], "state": "in_force"}
    return {**_place(number // DEPENDENCIES), **stands, "values": values}


def page(engine: Engine, database: str, departments: int) -> dict[str, Any]:
    """How long the list takes in a fresh session, and how many questions it asks."""
    with Session(engine) as session, counted(engine) as sent:
        started = time.perf_counter()
        found = gap_list(session, by=READER, at=TODAY)
        seconds = time.perf_counter() - started
    assert found.needs == departments * ACTIVITIES * DEPENDENCIES
    return {
        "database": database,
        "departments": departments,
        "needs": found.needs,
        "gaps": found.found,
        "shown": len(found.gaps),
        "queries": len(sent),
        "seconds": round(seconds, 2),
    }


def pages(folder: Path) -> Iterator[dict[str, Any]]:
    """The page at both sizes on both databases."""
    with postgres.running_server() as server:
        for departments in SIZES:
            postgres.run(server, f"CREATE DATABASE analyse_{departments}")
            for database, url in (
                ("sqlite", f"sqlite:///{folder}/{departments}.sqlite"),
                ("postgresql", server.set(database=f"analyse_{departments}").render_as_string(hide_password=False)),
            ):
                engine = make_engine(url, synchronous="OFF")
                Model.metadata.create_all(writing(engine))
                store(engine, departments)
                yield page(engine, database, departments)
                engine.dispose()
            postgres.run(server, f"DROP DATABASE analyse_{departments} WITH (FORCE)")


def main() -> int:
    """Prints the tables, writes the JSON, and is 1 when a limit is passed."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        rules = [measured(departments, folder) for departments in SIZES]
        return report(rules, list(pages(folder)))


def report(rules: list[dict[str, Any]], lists: list[dict[str, Any]]) -> int:
    """A line for each measurement."""
    growth = round(rules[-1]["seconds"] / rules[0]["seconds"], 1)
    kept = growth <= MOST_GROWTH and all(row["queries"] <= MOST_QUERIES for row in lists)
    for rows in (rules, lists):
        print("  ".join(f"{name:>12}" for name in rows[0]))
        for row in rows:
            print("  ".join(f"{value:>12}" for value in row.values()))
    limits = f"at most {MOST_QUERIES} queries, {MOST_GROWTH} times the time for ten times the data (was {growth})"
    print(f"Analysis: {limits}: {'kept' if kept else 'BROKEN'}")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"kept": kept, "growth": growth, "rules": rules, "pages": lists}, indent=2) + "\n")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
