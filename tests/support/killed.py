"""Signs a step again and again, each time in a process that is killed (SIGKILL) somewhere else on the way.

Usage: python -m tests.support.killed DATABASE.sqlite FOLDER STEP_ID PERSON_ID ISO_INSTANT POINTS
Copies the database for each point to FOLDER/<point>.sqlite and prints `<point> <exit code of the process>` for each.
"""

import os
import shutil
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from continuity.models import make_engine, writing
from continuity.services.organisation.people import actor_of
from continuity.services.steps import signing

NEVER = -1


def sign(engine: Engine, step_id: int, person_id: int, at: datetime) -> None:
    """The verb, as a request runs it."""
    with Session(writing(engine)) as session:
        by = actor_of(session, person_id, auth_time=at)
        signing.sign(session, step_id, confirmed=True, by=by, at=at)


def die_at(engine: Engine, point: int) -> list[int]:
    """Kills the process before its statement number `point`; the list counts the statements."""
    count = [0]

    def before(*_: Any) -> None:
        count[0] += 1
        if count[0] == point:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "commit", before)
    return count


def in_a_process(database: Path, step_id: int, person_id: int, at: datetime, point: int) -> int:
    """The exit code of a child that signs and dies at a point; killed is -9."""
    child = os.fork()
    if child == 0:
        engine = make_engine(f"sqlite:///{database}")
        die_at(engine, point)
        sign(engine, step_id, person_id, at)
        os.kill(os.getpid(), signal.SIGKILL)  # after the commit, before anybody was told
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(database: Path, folder: Path, step_id: int, person_id: int, at: datetime, points: int) -> None:
    """Counts the statements of a whole signing, then spreads the points over them, the commit included."""
    shutil.copyfile(database, folder / "whole.sqlite")
    engine = make_engine(f"sqlite:///{folder / 'whole.sqlite'}")
    count = die_at(engine, NEVER)
    sign(engine, step_id, person_id, at)
    engine.dispose()
    spread = {round(1 + n * (count[0] - 1) / (points - 2)) for n in range(points - 1)}
    for point in sorted(spread | {count[0] + 1}):
        shutil.copyfile(database, folder / f"{point}.sqlite")
        code = in_a_process(folder / f"{point}.sqlite", step_id, person_id, at, point)
        print(point, code, "after" if point > count[0] else "before", flush=True)


if __name__ == "__main__":
    path, copies, step, person, instant, number = sys.argv[1:]
    main(Path(path), Path(copies), int(step), int(person), datetime.fromisoformat(instant), int(number))
