"""A process killed in the middle of a signature leaves all of it or nothing, and the next try completes it once."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from continuity.models import Document, Event, SignOff, StepRevision, make_engine, writing
from continuity.services.record.verifying import verify_all
from continuity.services.steps import moving, numbering, signing
from tests.support.killed import sign
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
ROOT = Path(__file__).parents[2]
STEP = "business_impact_analysis"
POINTS = 12


@pytest.fixture
def almost_signed(sqlite_url: str) -> tuple[Path, int, int, str]:
    """A database where only the head's signature is missing: its file, the step, the head, and now."""
    engine = make_engine(sqlite_url)
    with Session(writing(engine)) as session:
        town = Town(session)
        step = town.step("SBN", STEP)
        numbering.assign_number(session, step.id, "SBN/2026:61-004", by=town.actor("registrator"), at=town.now)
        moving.clear(session, step.id, by=town.actor("chef.bygg"), at=town.now)
        signing.sign(session, step.id, confirmed=True, by=town.actor("samordnare.bygg"), at=town.now)
        known = step.id, town.actor("chef.bygg").person_id, town.now.isoformat()
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return Path(str(engine.url.database)), *known


def standing(engine: Engine, step_id: int) -> tuple[int, int, int, str]:
    """Signatures, final copies, events about the last signature, and the revision's state."""
    with Session(engine) as session:
        revision = session.scalars(
            select(StepRevision).where(StepRevision.step_id == step_id).order_by(StepRevision.number.desc())
        ).first()
        assert revision is not None

        def count(table: type, *which: object) -> int:
            return session.scalar(select(func.count()).select_from(table).where(*which)) or 0  # type: ignore[arg-type]

        return (
            count(SignOff, SignOff.revision_id == revision.id, SignOff.action == "signed"),
            count(Document, Document.revision_id == revision.id, Document.kind == "final"),
            count(Event, Event.kind == "step_signed"),
            revision.state,
        )


def test_a_signature_killed_anywhere_is_whole_or_was_never_there(
    almost_signed: tuple[Path, int, int, str], tmp_path: Path
) -> None:
    database, step_id, person_id, now = almost_signed
    before = make_engine(f"sqlite:///{database}")
    nothing = standing(before, step_id)
    before.dispose()
    command = [sys.executable, "-m", "tests.support.killed", database, tmp_path, step_id, person_id, now, POINTS]
    said = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert said.returncode == 0, said.stderr
    deaths = [line.split() for line in said.stdout.splitlines()]
    assert len(deaths) == POINTS
    for point, code, moment in deaths:
        assert code == "-9", f"the process at point {point} was not killed"
        engine = make_engine(f"sqlite:///{tmp_path / point}.sqlite")
        everything = (nothing[0] + 1, 1, nothing[2] + 1, "completed")
        with engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert standing(engine, step_id) == (everything if moment == "after" else nothing), f"point {point}"
        with Session(engine) as session:
            town = Town(session)
            assert verify_all(session).flaws == (), f"point {point}"
        sign(engine, step_id, person_id, town.now + timedelta(seconds=30))  # the person presses the button again
        assert standing(engine, step_id) == everything, f"point {point}"
        engine.dispose()
