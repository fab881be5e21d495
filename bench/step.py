"""Benchmark of one persisted step: the same tables, pragmas and history for every engine, only the engine differs."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build" / "bench"
PEERS = HERE / "requirements-step.txt"
ROUNDS, STEPS = 15, 60  # rounds, and persisted steps an engine takes in each
LOOPS = 200
BAR, LOOP_BAR = 1.15, 1.2


def peers() -> None:
    """Puts the peers' packages on the path, from an environment of the bench's own."""
    home = BUILD / "step-venv"
    stamp = home / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != PEERS.read_text():
        venv.create(home, with_pip=True, clear=True)
        pip = [home / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", PEERS], check=True)
        stamp.write_text(PEERS.read_text())
    sys.path += [str(next((home / "lib").glob("python*/site-packages")))]


# --- the engines: each takes a state and a trigger and says the state that follows -----------------------------------

LOOP = ("submit", "send_back")
NEXT = {("draft", "submit"): "in_review", ("returned", "submit"): "in_review", ("in_review", "send_back"): "returned"}


def plain_dict() -> Callable[[str, str], str]:
    """The limit: one look-up."""
    return lambda state, trigger: NEXT[state, trigger]


def ours() -> Callable[[str, str], str]:
    """The shipped machine with its guards, fired as the verbs fire it."""
    from continuity.definitions.catalogue import content_root, read_catalogue
    from continuity.rules import lifecycle
    from continuity.rules.guards import GUARDS

    machine = read_catalogue([content_root()])[0].workflow("standard").model.machines["adoption"]
    facts = SimpleNamespace(roles=frozenset({"coordinator", "head"}), blocking=0, backing=())

    def fire(state: str, trigger: str) -> str:
        record = SimpleNamespace(state=state)
        return lifecycle.fire(machine, record, trigger, facts, GUARDS, reason="ändra").state

    return fire


def python_statemachine() -> Callable[[str, str], str]:
    """python-statemachine: a machine an instance, started in the stored state."""
    from statemachine import State, StateMachine

    class Adoption(StateMachine):  # type: ignore[misc]
        draft = State(initial=True)
        in_review = State()
        returned = State()
        submit = draft.to(in_review) | returned.to(in_review)
        send_back = in_review.to(returned)

    def fire(state: str, trigger: str) -> str:
        machine = Adoption(start_value=state)
        machine.send(trigger)
        return str(next(iter(machine.configuration)).id)

    return fire


def spiff_workflow() -> Callable[[str, str], str]:
    """SpiffWorkflow: a workflow of two tasks for each review loop, read from and written to its own form."""
    from SpiffWorkflow.serializer.json import JSONSerializer
    from SpiffWorkflow.specs.Simple import Simple
    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
    from SpiffWorkflow.task import TaskState
    from SpiffWorkflow.workflow import Workflow

    spec = WorkflowSpec("adoption", addstart=True)
    before = spec.start
    for name in LOOP:
        task = Simple(spec, name, manual=True)
        before.connect(task)
        before = task
    serializer = JSONSerializer()
    stored = {"draft": Workflow(spec).serialize(serializer)}
    stored["returned"] = stored["draft"]

    def fire(state: str, trigger: str) -> str:
        workflow = Workflow.deserialize(serializer, stored[state])
        workflow.run_next() if hasattr(workflow, "run_next") else workflow.complete_next()
        following = NEXT[state, trigger]
        text = workflow.serialize(serializer)
        stored.setdefault(following, text)
        assert workflow.get_tasks(state=TaskState.ANY_MASK)
        return following

    return fire


# --- one persisted step ----------------------------------------------------------------------------------------------


@contextmanager
def database() -> Iterator[object]:
    """An empty migrated SQLite database with synchronous=FULL, and one revision in it."""
    from sqlalchemy.orm import Session

    from continuity import migrations
    from continuity.models import Department, Plan, Step, StepRevision, make_engine, writing

    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/bench.sqlite")
        migrations.upgrade(engine)
        at = datetime(2026, 1, 1, tzinfo=UTC)
        with Session(writing(engine)) as session:
            department = Department(code="A", name="A")
            session.add(department)
            session.flush()
            plan = Plan(department_id=department.id, workflow="standard", workflow_hash="", created_at=at)
            plan.steps.append(Step(name="one", position=0, state="draft", since=at))
            session.add(plan)
            session.flush()
            session.add(
                StepRevision(
                    step_id=plan.steps[0].id, number=1, cycle=1, state="draft", since=at, opened_at=at,
                    workflow_hash="", form_hash="", organisation_hash="",
                )
            )  # fmt: skip
            session.commit()
        yield engine
        engine.dispose()


def persisted_steps(engine: object, decide: Callable[[str, str], str], count: int) -> float:
    """Seconds for `count` steps: lock the row, decide, change, record in the chain, commit."""
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from continuity.models import StepRevision, writing
    from continuity.services.record.history import record

    started = time.perf_counter()
    for number in range(count):
        with Session(writing(engine)) as session:  # type: ignore[arg-type]
            query = select(StepRevision).where(StepRevision.id == 1).with_for_update()
            revision = session.scalars(query.execution_options(populate_existing=True)).one()
            trigger = LOOP[number % 2]
            revision.state = decide(revision.state, trigger)
            record(session, "step_moved", at=datetime.now(UTC), by=None, plan_id=1, trigger=trigger)
            session.commit()
    return time.perf_counter() - started


def engines() -> dict[str, float]:
    """Milliseconds a persisted step, the median round of each engine; rounds are interleaved."""
    made = {
        "plain dict": plain_dict(),
        "ours": ours(),
        "python-statemachine": python_statemachine(),
        "SpiffWorkflow": spiff_workflow(),
    }
    seconds: dict[str, list[float]] = {name: [] for name in made}
    with database() as engine:
        for decide in made.values():
            persisted_steps(engine, decide, 4)
        for number in range(ROUNDS):
            order = list(made)[number % len(made) :] + list(made)[: number % len(made)]
            for name in order:
                seconds[name].append(persisted_steps(engine, made[name], STEPS))
    return {name: statistics.median(took) / STEPS * 1000 for name, took in seconds.items()}


def review_loops() -> tuple[float, float]:
    """Milliseconds of one real review loop (send back, submit with its working copy): first ten, last ten of 200."""
    from sqlalchemy.orm import Session

    from continuity import migrations
    from continuity.definitions.catalogue import content_root, read_catalogue
    from continuity.models import make_engine, writing
    from continuity.services import demo
    from continuity.services.steps import moving

    sys.path.append(str(HERE.parent))
    from tests.support.town import Town

    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/loops.sqlite")
        migrations.upgrade(engine)
        with Session(writing(engine)) as session:
            demo.load(session, read_catalogue([content_root()])[0], today=datetime(2026, 11, 22, tzinfo=UTC).date())
        took = []
        for number in range(LOOPS):
            started = time.process_time()  # minutes lie between first and last: what else the machine does is left out
            with Session(writing(engine)) as session:
                town = Town(session)
                town.now += timedelta(seconds=number)
                step = town.step("SBN", "business_impact_analysis")
                moving.send_back(session, step.id, "En gång till.", by=town.actor("chef.bygg"), at=town.now)
                moving.submit(session, step.id, by=town.actor("samordnare.bygg"), at=town.now)
            took.append((time.process_time() - started) * 1000)
        engine.dispose()
    return statistics.median(took[:10]), statistics.median(took[-10:])


def main() -> int:
    """Measures, prints the table, writes JSON, and says whether the bars hold."""
    BUILD.mkdir(parents=True, exist_ok=True)
    peers()
    found = engines()
    base = found["plain dict"]
    print(f"{'engine':24}{'ms a step':>12}{'x plain dict':>14}")
    for name, milliseconds in found.items():
        print(f"{name:24}{milliseconds:12.3f}{milliseconds / base:14.3f}")
    first, last = review_loops()
    print(f"review loop: first {first:.1f} ms, after {LOOPS} loops {last:.1f} ms, {last / first:.2f} times")
    ratio, loop = found["ours"] / base, last / first
    result = {"ms": found, "ours_to_dict": ratio, "loop_last_to_first": loop, "bars": {"ours": BAR, "loop": LOOP_BAR}}
    (BUILD / "step.json").write_text(json.dumps(result, indent=1))
    held = ratio <= BAR and loop <= LOOP_BAR
    print(
        "bars held" if held else f"BAR MISSED: ours {ratio:.3f} (at most {BAR}), loops {loop:.2f} (at most {LOOP_BAR})"
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
