"""Every way of changing history or archive behind the product's back is found, and the first bad event named."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.jobs import archive_folder
from continuity.models import Content, Document, Event, EventBody, SignOff, Weeding, make_engine, writing
from continuity.services.paper import rendering
from continuity.services.record import history
from continuity.services.record.verifying import Report, verify_all, verify_file
from continuity.services.steps import plans
from tests.support.tampering import tamper
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Most of this is arithmetic over rows; what differs between databases has a test of its own at the end."""
    return sqlite_url


def after(engine: Engine, *statements: str) -> Report:
    """The report after somebody ran these statements."""
    tamper(engine, *statements)
    with Session(engine) as session:
        return verify_all(session)


def kinds(report: Report) -> set[str]:
    return {flaw.kind for flaw in report.flaws}


def last(session: Session) -> int:
    return history.newest(session)[0]


def test_what_the_product_wrote_itself_is_in_order(fresh_session: Session) -> None:
    report = verify_all(fresh_session)
    assert report.flaws == ()
    assert report.ok and report.first_bad_seq is None
    assert report.events == last(fresh_session) == report.head[0]
    assert report.records > 50 and report.files > 50


def test_a_verification_writes_nothing_and_holds_no_writer_up(engine: Engine, session: Session, town: Town) -> None:
    history.record(session, "something_happened", at=NOW, by=None)  # a writer in the middle of its work
    with Session(engine) as reader:
        assert verify_all(reader).ok
    session.commit()
    with Session(engine) as reader:
        assert verify_all(reader).ok


# --- the chain ------------------------------------------------------------------------------------------------------


def test_a_changed_event_is_named(engine: Engine, fresh_session: Session) -> None:
    report = after(engine, "UPDATE event SET kind = 'step_signed' WHERE seq = 20")
    assert report.first_bad_seq == 20
    assert "20" in str(report.flaws[0].reason)


def test_an_event_at_another_time_is_named(engine: Engine) -> None:
    assert after(engine, "UPDATE event SET at = '2020-01-01 00:00:00' WHERE seq = 33").first_bad_seq == 33


def test_an_event_moved_to_another_plan_is_named(engine: Engine) -> None:
    with Session(engine) as session:
        first = session.scalars(select(func.min(Event.seq)).where(Event.kind == "plan_started")).one()
    moved = f"UPDATE event SET plan_id = (SELECT max(id) FROM plan) WHERE seq = {first}"
    assert after(engine, moved).first_bad_seq == first


def test_a_changed_body_is_named(engine: Engine) -> None:
    report = after(engine, "UPDATE event_body SET body = replace(body, '\"', ' \"') WHERE seq = 41")
    assert (report.first_bad_seq, "body" in kinds(report)) == (41, True)


def test_a_body_that_is_no_longer_json_is_named(engine: Engine, fresh_session: Session) -> None:
    kept = select(func.min(EventBody.seq)).where(EventBody.body.contains('"kept":'))
    seq = fresh_session.scalars(kept).one()
    fresh_session.close()
    report = after(engine, f"UPDATE event_body SET body = '\"kept\":' WHERE seq = {seq}")
    assert report.first_bad_seq == seq


def test_a_deleted_event_is_named(engine: Engine) -> None:
    report = after(engine, "DELETE FROM event_body WHERE seq = 50", "DELETE FROM event WHERE seq = 50")
    assert report.first_bad_seq == 50
    assert "saknas" in str(report.flaws[0].reason)


def test_several_deleted_events_are_named_together(engine: Engine) -> None:
    report = after(engine, "DELETE FROM event WHERE seq BETWEEN 50 AND 59")
    assert report.first_bad_seq == 50
    assert any("50–59" in str(flaw.reason) for flaw in report.flaws)


def test_events_that_changed_places_are_named(engine: Engine) -> None:
    report = after(
        engine,
        "UPDATE event SET seq = -1 WHERE seq = 60",
        "UPDATE event SET seq = 60 WHERE seq = 61",
        "UPDATE event SET seq = 61 WHERE seq = -1",
    )
    assert report.first_bad_seq == 60


def test_an_event_added_at_the_end_is_named(engine: Engine, fresh_session: Session) -> None:
    seq, link = history.newest(fresh_session)
    fresh_session.close()
    body = '{"by":null,"plan":null}'
    digest = history.body_hash("salt", body)
    forged = history.link_hash(link, seq + 1, "step_signed", NOW, digest)
    report = after(
        engine,
        f"INSERT INTO event (seq, at, kind, body_sha256, prev, hash) VALUES ({seq + 1}, '2026-11-23 11:00:00.000000', "
        f"'step_signed', '{digest}', '{link}', '{forged}')",
        f"INSERT INTO event_body (seq, salt, body) VALUES ({seq + 1}, 'salt', '{body}')",
    )
    assert report.first_bad_seq == seq + 1


def test_an_event_put_in_between_breaks_the_link_after_it(engine: Engine, fresh_session: Session) -> None:
    seq = last(fresh_session)
    fresh_session.close()
    report = after(
        engine,
        f"UPDATE event SET seq = {seq + 1} WHERE seq = {seq}",
        f"INSERT INTO event (seq, at, kind, body_sha256, prev, hash) SELECT {seq}, at, kind, body_sha256, prev, hash "
        f"FROM event WHERE seq = {seq - 1}",
    )
    assert report.first_bad_seq == seq


def test_a_tail_cut_off_is_found_by_the_head_row(engine: Engine, fresh_session: Session) -> None:
    seq = last(fresh_session)
    fresh_session.close()
    report = after(engine, f"DELETE FROM event WHERE seq > {seq - 3}", f"DELETE FROM event_body WHERE seq > {seq - 3}")
    assert report.first_bad_seq == seq - 2


def cut(engine: Engine, session: Session) -> tuple[tuple[int, str], tuple[int, str]]:
    """Cuts the newest event off so cleverly that the chain itself looks whole; the checkpoints before and after."""
    for n in range(2):
        history.record(session, "something_happened", at=NOW, by=None, n=n)
        session.commit()
    kept = history.newest(session)
    session.close()
    tamper(
        engine,
        f"DELETE FROM event_body WHERE seq = {kept[0]}",
        f"DELETE FROM event WHERE seq = {kept[0]}",
        f"UPDATE chain_head SET seq = {kept[0] - 1}, hash = (SELECT hash FROM event WHERE seq = {kept[0] - 1})",
    )
    with Session(engine) as after_it:
        return kept, history.newest(after_it)


def test_a_tail_cut_off_cleverly_is_found_only_by_a_checkpoint_kept_outside(engine: Engine, session: Session) -> None:
    outside, now = cut(engine, session)
    with Session(engine) as reader:
        assert verify_all(reader).ok
        assert verify_all(reader, checkpoints=[now]).ok
        report = verify_all(reader, checkpoints=[outside])
    assert kinds(report) == {"checkpoint"}
    assert report.first_bad_seq == outside[0]


def test_history_written_anew_does_not_agree_with_an_old_checkpoint(engine: Engine, session: Session) -> None:
    outside, _ = cut(engine, session)
    with Session(session.get_bind()) as writer:
        history.record(writer, "something_else", at=NOW, by=None)
        writer.commit()
    with Session(engine) as reader:
        report = verify_all(reader, checkpoints=[outside])
    assert (kinds(report), report.first_bad_seq) == ({"checkpoint"}, outside[0])


def test_a_weeded_body_leaves_the_chain_whole_and_a_vanished_one_does_not(engine: Engine, session: Session) -> None:
    seq = session.scalars(select(func.min(Event.seq)).where(Event.kind == "person_added")).one()
    session.delete(session.get_one(EventBody, seq))
    session.add(Weeding(seq=seq, decision="KS 2026/12", at=NOW))
    session.commit()
    session.close()
    with Session(engine) as reader:
        report = verify_all(reader)
        assert report.ok and report.weeded == 1
    assert after(engine, f"DELETE FROM weeding WHERE seq = {seq}").first_bad_seq == seq


# --- signatures, decisions, snapshots, documents --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("sign_off", "UPDATE sign_off SET name = 'Någon annan' WHERE id = 1"),
        ("sign_off", "UPDATE sign_off SET statement = statement || '!' WHERE id = 1"),
        ("sign_off", "UPDATE sign_off SET auth_time = NULL WHERE id = 1"),
        ("sign_off", "DELETE FROM sign_off WHERE id = 1"),
        ("decision", "UPDATE decision SET paragraph = '§ 1' WHERE id = (SELECT min(id) FROM decision)"),
        ("decision", "DELETE FROM decision"),
        ("snapshot", "UPDATE snapshot SET body = replace(body, 'a', 'o') WHERE id = 1"),
        ("snapshot", "DELETE FROM snapshot WHERE id = 1"),
        ("document", "DELETE FROM document WHERE id = (SELECT min(id) FROM document WHERE kind = 'final')"),
        ("document", "UPDATE document SET sha256 = (SELECT sha256 FROM document WHERE kind = 'signing' LIMIT 1) "
                     "WHERE id = (SELECT min(id) FROM document WHERE kind = 'final')"),
    ],
)  # fmt: skip
def test_a_changed_or_missing_record_is_found(engine: Engine, table: str, change: str) -> None:
    report = after(engine, change)
    assert not report.ok
    assert "record" in kinds(report)
    assert any(flaw.where.startswith((table, "event")) for flaw in report.flaws)


def test_a_signature_added_behind_our_back_is_found(engine: Engine, fresh_session: Session) -> None:
    columns = [column.key for column in SignOff.__table__.columns if column.key not in ("id", "round")]
    names = ", ".join(columns)
    fresh_session.close()
    report = after(
        engine, f"INSERT INTO sign_off (id, round, {names}) SELECT 9999, 99, {names} FROM sign_off WHERE id = 1"
    )
    assert [flaw.where for flaw in report.flaws] == ["sign_off 9999"]


def test_a_changed_file_is_found(engine: Engine, fresh_session: Session) -> None:
    kept = fresh_session.scalars(select(Document).where(Document.kind == "final").order_by(Document.id)).first()
    assert kept is not None
    fresh_session.close()
    another = f"(SELECT bytes FROM content WHERE sha256 <> '{kept.sha256}' LIMIT 1)"
    report = after(engine, f"UPDATE content SET bytes = {another} WHERE sha256 = '{kept.sha256}'")
    assert any(flaw.where == f"content {kept.sha256[:12]}" for flaw in report.flaws)


def test_a_missing_file_is_found(engine: Engine, fresh_session: Session) -> None:
    kept = fresh_session.scalars(select(Document).where(Document.kind == "final").order_by(Document.id)).first()
    assert kept is not None
    fresh_session.close()
    report = after(engine, f"DELETE FROM content WHERE sha256 = '{kept.sha256}'")
    assert any(flaw.where.startswith(f"document {kept.id} ") for flaw in report.flaws)


def test_a_changed_definition_is_found(engine: Engine) -> None:
    report = after(engine, "UPDATE definition SET body = replace(body, 'sv', 'en') WHERE kind = 'workflow'")
    assert kinds(report) == {"definition"}


def test_a_lost_template_is_found(engine: Engine) -> None:
    lost = "DELETE FROM content WHERE sha256 = (SELECT hash FROM publication_item WHERE name = 'sv/questions' LIMIT 1)"
    assert "content" in kinds(after(engine, lost))


def test_documents_carry_the_chain_so_that_a_whole_new_history_is_found(engine: Engine, fresh_session: Session) -> None:
    """Somebody who recomputes every link cannot recompute the documents that are out there."""
    seq, prev, changes = 0, history.GENESIS, []
    for event in fresh_session.scalars(select(Event).order_by(Event.seq)):
        seq = event.seq
        kind = "person_removed" if seq == 5 else event.kind
        link = history.link_hash(prev, seq, kind, event.at, event.body_sha256)
        changes.append(f"UPDATE event SET kind = '{kind}', prev = '{prev}', hash = '{link}' WHERE seq = {seq}")
        prev = link
    fresh_session.close()
    report = after(engine, *changes, f"UPDATE chain_head SET hash = '{prev}'")
    assert kinds(report) == {"checkpoint"}
    assert any("bär länk" in str(flaw.reason) for flaw in report.flaws)


def test_only_the_first_flaws_are_told_and_the_rest_counted(engine: Engine) -> None:
    report = after(engine, "UPDATE event SET prev = 'x', body_sha256 = 'y'")
    assert len(report.flaws) == 500
    assert report.untold > 0
    assert report.first_bad_seq == 1


# --- the archive folder ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> Path:
    """The archive folder, as the sweep made it."""
    settings = Settings(environment="test", archive=tmp_path / "archive")
    assert archive_folder.sweep(engine, settings, NOW) > 10
    return tmp_path / "archive"


def looked_at(session: Session, folder: Path) -> list[str]:
    return [str(flaw.reason) for flaw in verify_all(session, folder).flaws]


def test_the_folder_agrees_with_the_database(fresh_session: Session, folder: Path) -> None:
    assert looked_at(fresh_session, folder) == []


def test_a_missing_an_altered_and_a_foreign_file_in_the_folder_are_found(fresh_session: Session, folder: Path) -> None:
    first, second, *_ = sorted(folder.rglob("*.docx"))
    first.unlink()
    second.write_bytes(second.read_bytes() + b" ")
    (folder / "hälsning.txt").write_text("hej")
    found = looked_at(fresh_session, folder)
    assert len(found) == 3
    assert [word for word in ("saknas", "är ändrad", "kommer inte från") if not any(word in one for one in found)] == []


# --- one file -------------------------------------------------------------------------------------------------------


def final(session: Session, code: str, step: str) -> tuple[Document, bytes]:
    revision = Town(session).step(code, step).in_force_revision
    assert revision is not None
    kept = session.scalars(select(Document).where(Document.revision_id == revision.id, Document.kind == "final")).one()
    return kept, session.scalars(select(Content.bytes).where(Content.sha256 == kept.sha256)).one()


def changed(docx: bytes, **parts: tuple[bytes, bytes]) -> bytes:
    """The file with words exchanged in one of its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as before, zipfile.ZipFile(made, "w") as now:
        for item in before.infolist():
            data = before.read(item)
            for name, (old, new) in parts.items():
                if item.filename.endswith(f"{name}.xml"):
                    assert old in data
                    data = data.replace(old, new)
            now.writestr(item.filename, data)
    return made.getvalue()


def test_the_document_in_force_is_known(fresh_session: Session) -> None:
    kept, data = final(fresh_session, "SN", "continuity_plan")
    found = verify_file(fresh_session, data)
    assert (found.verdict, found.genuine) == ("current", True)
    assert found.document is not None and found.document.id == kept.id
    assert "Socialkontoret" in str(found.reason) and kept.version in str(found.reason)


def test_a_superseded_document_says_so(town: Town) -> None:
    step = town.step("SN", "continuity_plan")
    _, data = final(town.session, "SN", "continuity_plan")
    assert step.in_force_revision is not None
    step.in_force_revision.superseded_at = NOW
    assert verify_file(town.session, data).verdict == "superseded"


def test_a_document_of_a_repealed_plan_says_so(town: Town) -> None:
    _, data = final(town.session, "SN", "continuity_plan")
    plans.repeal(town.session, town.plan("SN").id, "KF § 4", by=town.actor("chef.socialkontoret"), at=town.now)
    assert verify_file(town.session, data).verdict == "repealed"


def test_the_signing_copy_is_known_and_is_not_the_adopted_one(fresh_session: Session) -> None:
    copy = fresh_session.scalars(select(Document).where(Document.kind == "signing").order_by(Document.id)).first()
    assert copy is not None
    data = fresh_session.scalars(select(Content.bytes).where(Content.sha256 == copy.sha256)).one()
    assert verify_file(fresh_session, data).verdict == "not_adopted"


def test_an_altered_document_is_told_from_an_unknown_one(fresh_session: Session) -> None:
    _, data = final(fresh_session, "SN", "continuity_plan")
    found = verify_file(fresh_session, changed(data, document=(b"Kontinuitetsplan", b"Kontinuitetsplam")))
    assert (found.verdict, found.genuine, found.chain_agrees) == ("altered", False, True)
    assert "Socialkontoret" in str(found.reason)


def test_an_altered_document_whose_link_was_altered_too_disagrees_with_the_chain(fresh_session: Session) -> None:
    _, data = final(fresh_session, "SN", "continuity_plan")
    with zipfile.ZipFile(io.BytesIO(data)) as docx:
        custom = docx.read("docProps/custom.xml").decode()
    link = custom.split('name="checkpoint"')[1].split("<vt:lpwstr>")[1].split("<")[0].encode()
    found = verify_file(fresh_session, changed(data, custom=(link, link[:-4] + b"0000")))
    assert (found.verdict, found.chain_agrees) == ("altered", False)


def test_a_document_only_packed_anew_is_still_genuine(fresh_session: Session) -> None:
    _, data = final(fresh_session, "SN", "continuity_plan")
    anew = changed(data)
    assert anew != data
    assert verify_file(fresh_session, anew).verdict == "current"


def test_a_translation_made_on_demand_is_called_a_copy(town: Town) -> None:
    desk = town.desk("SN", "governing_document", "chef.socialkontoret")
    _, data = rendering.fresh_copy(desk, "en")
    assert verify_file(town.session, data).verdict == "copy"


def test_a_file_of_somebody_else_is_unknown(fresh_session: Session) -> None:
    assert verify_file(fresh_session, b"").verdict == "unknown"
    assert verify_file(fresh_session, b"%PDF-1.7 hej").verdict == "unknown"
    _, data = final(fresh_session, "SN", "continuity_plan")
    assert verify_file(fresh_session, changed(data, custom=(b'name="plan"', b'name="plam"'))).verdict == "unknown"


def test_a_report_is_plain_data_for_programs(fresh_session: Session) -> None:
    shown = json.loads(json.dumps(verify_all(fresh_session).as_data()))
    assert shown["ok"] is True
    assert shown["checkpoint"] == "{}:{}".format(*history.newest(fresh_session))


# --- on PostgreSQL --------------------------------------------------------------------------------------------------


@pytest.fixture
def on_postgresql(postgres_url: str) -> Iterator[Engine]:
    engine = make_engine(postgres_url)
    yield engine
    engine.dispose()


@pytest.mark.postgres
def test_on_postgresql_the_same_is_in_order_and_the_same_is_found(on_postgresql: Engine) -> None:
    engine = on_postgresql
    with Session(engine) as session:
        assert verify_all(session).flaws == ()
        seq = last(session)
    with Session(writing(engine)) as writer, Session(engine) as reader:
        history.record(writer, "something_happened", at=NOW, by=None)  # one moment is seen, whoever writes meanwhile
        assert verify_all(reader).ok
    found = [
        after(engine, change).first_bad_seq
        for change in (
            f"UPDATE chain_head SET seq = {seq + 2}",
            "UPDATE event SET at = at + interval '1 second' WHERE seq = 90",
            "UPDATE event_body SET body = body || ' ' WHERE seq = 80",
            "DELETE FROM event WHERE seq = 70",
        )
    ]
    assert found == [seq + 1, 90, 80, 70]
    records = {flaw.where for flaw in after(engine, "UPDATE sign_off SET name = 'Någon annan' WHERE id = 1").flaws}
    assert "sign_off 1" in records
