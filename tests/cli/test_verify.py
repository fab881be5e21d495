"""`continuity verify`: the whole history, one file, and checkpoints kept outside."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from continuity.models import Content, Document, make_engine
from continuity.services.record import history
from tests.support.tampering import tamper
from tests.support.terminal import Run

pytestmark = pytest.mark.stock("demo")


@pytest.fixture
def engine(sqlite_url: str) -> Engine:
    return make_engine(sqlite_url)


def test_a_whole_history_is_success_and_gives_a_checkpoint_that_holds(with_database: Run, engine: Engine) -> None:
    said = with_database("verify")
    assert said.code == 0
    with Session(engine) as session:
        assert said.lines == ["{}:{}".format(*history.newest(session))]
    assert with_database("verify", "--checkpoint", said.lines[0]).code == 0


def test_a_changed_event_is_a_finding_and_named(with_database: Run, engine: Engine) -> None:
    tamper(engine, "UPDATE event SET kind = 'x' WHERE seq = 17")
    said = with_database("verify")
    assert said.code == 1
    assert said.lines[0].startswith("event 17: ")
    assert "17" in said.err


def test_a_checkpoint_that_does_not_hold_is_a_finding(with_database: Run) -> None:
    assert with_database("verify", "--checkpoint", f"5:{'0' * 64}").code == 1
    assert with_database("verify", "--checkpoint", f"99999:{'0' * 64}").code == 1


@pytest.mark.parametrize("written", ["5", "5:abc", "x:y", f":{'0' * 64}"])
def test_a_checkpoint_written_wrong_is_wrong_use(with_database: Run, written: str) -> None:
    assert with_database("verify", "--checkpoint", written).code == 2


def test_programs_get_json(with_database: Run, engine: Engine) -> None:
    found = json.loads(with_database("verify", "--json").out)
    assert found["ok"] is True and found["flaws"] == []
    tamper(engine, "DELETE FROM event WHERE seq = 30")
    said = with_database("verify", "--json")
    assert said.code == 1
    assert json.loads(said.out)["first_bad_seq"] == 30


def test_the_archive_folder_is_compared(with_database: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTINUITY_ARCHIVE", str(tmp_path / "archive"))
    assert with_database("verify").code == 1
    assert with_database("sweep").code == 0
    assert with_database("verify").code == 0
    next((tmp_path / "archive").rglob("*.docx")).write_bytes(b"x")
    assert with_database("verify").code == 1


def test_one_file_is_known_altered_or_unknown(with_database: Run, engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        kept = session.scalars(select(Document).where(Document.kind == "final").order_by(Document.id.desc())).first()
        assert kept is not None
        data = session.scalars(select(Content.bytes).where(Content.sha256 == kept.sha256)).one()
    file = tmp_path / "a.docx"
    file.write_bytes(data)
    known = with_database("verify", file)
    assert (known.code, known.out.partition(":")[0]) == (0, "current")
    file.write_bytes(b"hello")
    unknown = with_database("verify", file, "--json")
    assert (unknown.code, json.loads(unknown.out)["verdict"]) == (1, "unknown")
    assert with_database("verify", tmp_path / "no.docx").code == 3
