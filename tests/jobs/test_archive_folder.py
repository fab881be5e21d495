"""The archive folder holds every completed document, reads without the system, and can be made again."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.definitions.canonical import sha256_of
from continuity.jobs import archive_folder
from continuity.models import Content, Document, StepRevision
from continuity.services.record import mirror
from continuity.services.record.mirror import Entry

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
demo = pytest.mark.stock("demo")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "arkiv"


def sweep(engine: Engine, folder: Path) -> int:
    return archive_folder.sweep(engine, Settings(environment="test", archive=folder), NOW)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def entry(**changes: object) -> Entry:
    facts = {
        "path": "SN/continuity_plan/1.0/plan.docx", "sha256": "0" * 64, "department": "Socialkontoret", "code": "SN",
        "step": "continuity_plan", "version": "1.0", "kind": "final", "registration_number": "SN/2026:1-003",
        "valid_from": None, "valid_to": None,
    }  # fmt: skip
    return Entry(**{**facts, **changes})  # type: ignore[arg-type] # the test's own words


@demo
def test_every_completed_document_lies_under_its_department_step_and_version(engine: Engine, folder: Path) -> None:
    sweep(engine, folder)
    found = files(folder)
    with Session(engine) as session:
        query = select(Document.sha256).join(StepRevision, StepRevision.id == Document.revision_id)
        finals = session.scalars(query.where(Document.kind == "final")).all()
        kept = {entry.path: entry.sha256 for entry in mirror.entries(session)}
    assert set(finals) <= {sha256_of(data) for data in found.values()}
    assert {path: sha256_of(data) for path, data in found.items() if path not in mirror.INDEXES} == kept
    assert any(path.startswith("SN/continuity_plan/1.0/") and path.endswith(".docx") for path in found)


@demo
def test_nothing_unfinished_is_mirrored(engine: Engine, folder: Path) -> None:
    sweep(engine, folder)
    with Session(engine) as session:
        query = select(Document.sha256).join(StepRevision, StepRevision.id == Document.revision_id)
        drafts = set(session.scalars(query.where(StepRevision.completed_at.is_(None))))
    assert drafts
    assert drafts.isdisjoint({sha256_of(data) for data in files(folder).values()})


@demo
def test_a_second_sweep_writes_nothing_and_a_lost_folder_comes_back_the_same(engine: Engine, folder: Path) -> None:
    first = sweep(engine, folder)
    before = files(folder)
    assert first == len(before)
    assert sweep(engine, folder) == 0
    for path in folder.rglob("*.docx"):
        path.unlink()
    assert sweep(engine, folder) == first - len(mirror.INDEXES)
    assert files(folder) == before


@demo
def test_an_altered_file_is_left_for_verify_to_name(engine: Engine, folder: Path) -> None:
    sweep(engine, folder)
    altered = next(folder.rglob("*.docx"))
    altered.write_bytes(b"something else")
    assert sweep(engine, folder) == 0
    assert altered.read_bytes() == b"something else"


@demo
def test_a_write_that_fails_leaves_no_half_file(engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        sweep(engine, folder)
    assert files(folder) == {}


@demo
def test_the_lists_beside_the_files_need_no_system(engine: Engine, folder: Path) -> None:
    sweep(engine, folder)
    text = (folder / "index.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert {row["Förvaltning"] for row in rows} >= {"Socialkontoret", "Kommunledningskontoret"}
    for row in rows:
        assert sha256_of((folder / row["Fil"]).read_bytes()) == row["SHA-256"]
        assert f'href="{row["Fil"]}"' in (folder / "index.html").read_text(encoding="utf-8")


def test_without_a_folder_nothing_happens(engine: Engine) -> None:
    assert archive_folder.sweep(engine, Settings(environment="test"), NOW) == 0


def test_an_empty_database_makes_empty_lists(engine: Engine, folder: Path) -> None:
    assert sweep(engine, folder) == len(mirror.INDEXES)
    assert set(files(folder)) == set(mirror.INDEXES)


@pytest.mark.parametrize(
    ("name", "becomes"),
    [("../../etc/passwd", "-..-etc-passwd"), ("a/b\\c", "a-b-c"), ("..", "-"), ("Räddning & larm", "Räddning-larm")],
)  # fmt: skip
def test_a_name_leads_nowhere_else(name: str, becomes: str) -> None:
    assert mirror.safe(name) == becomes


@pytest.mark.parametrize("name", ["=1+1", "+46", "-1", "@SUM(A1)", "\tcmd"])
def test_no_cell_of_the_list_begins_a_formula(name: str) -> None:
    text = mirror.indexes([entry(department=name)])["index.csv"]
    cell = next(csv.reader(io.StringIO(text.splitlines()[1]), delimiter=";"))[0]
    assert cell == f"'{name}"


def test_the_page_shows_markup_as_text() -> None:
    page = mirror.indexes([entry(department="<script>alert(1)</script>", path='a"b.docx')])["index.html"]
    assert "<script>" not in page
    assert "&lt;script&gt;" in page and "a&quot;b.docx" in page


@demo
def test_two_files_of_one_name_are_told_apart(engine: Engine, session: Session) -> None:
    one = session.scalars(select(Document).where(Document.kind == "final").order_by(Document.id)).first()
    assert one is not None
    session.add(Content(sha256=sha256_of(b"other"), bytes=b"other"))
    columns = {
        c.key: getattr(one, c.key) for c in Document.__table__.columns if c.key not in ("id", "sha256", "edition")
    }
    session.add(Document(**columns, sha256=sha256_of(b"other"), edition="open"))
    session.commit()
    with Session(engine) as reader:
        paths = [entry.path for entry in mirror.entries(reader)]
    assert len(paths) == len(set(paths))
