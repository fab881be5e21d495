"""The archive: what is kept, who finds it, and by which words."""

import pytest
from sqlalchemy import select

from continuity.models import Department
from continuity.services.record import archive
from continuity.services.record.archive import Archive
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def found(town: Town, who: str, **chosen: object) -> Archive:
    return archive.documents(town.session, by=town.actor(who), at=town.now, **chosen)  # type: ignore[arg-type]


def test_a_document_says_what_it_is_who_signed_it_and_how_long_it_holds(town: Town) -> None:
    line = next(line for line in found(town, "chef.socialkontoret").lines if line.title.sv == "Kontinuitetsplan")
    assert str(line.kind) == "Fastställt dokument"
    assert line.registration_number == "SN/2026:114-005"
    assert line.signed_by == ("Kontinuitetssamordnare, Socialkontoret", "Socialchef")
    assert (line.status, line.document.version) == ("in_force", "1.0")
    assert line.valid_from is not None


def test_the_copy_for_signature_of_a_finished_document_is_kept_and_not_in_force(town: Town) -> None:
    lines = [line for line in found(town, "chef.socialkontoret").lines if line.document.kind == "signing"]
    assert {line.status for line in lines} == {"kept"}


def test_documents_come_by_department_step_and_version(town: Town) -> None:
    lines = found(town, "revisor").lines
    order = [line.department for line in lines]
    assert order == sorted(order, key=lambda name: name.replace("Ö", "Z"))
    assert len(set(order)) > 3


def test_a_department_sees_its_own_documents_only(town: Town) -> None:
    archived = found(town, "chef.socialkontoret")
    assert {line.department for line in archived.lines} == {"Socialkontoret"}
    assert [name for _, name in archived.departments] == ["Socialkontoret"]


def test_whoever_reads_plans_in_force_sees_nothing_undecided(town: Town) -> None:
    assert {line.document.kind for line in found(town, "tib").lines} == {"final", "annex"}


def test_whoever_administers_the_system_reads_no_documents(town: Town) -> None:
    archived = found(town, "admin")
    assert (archived.lines, archived.departments, archived.found) == ((), (), 0)


def test_a_role_without_access_to_restricted_answers_is_offered_the_open_extract(town: Town) -> None:
    analysis = next(line for line in found(town, "revisor", query="SN/2026:114-004").lines)
    assert (analysis.full, analysis.extract) == (False, True)
    own = next(line for line in found(town, "chef.socialkontoret", query="SN/2026:114-004").lines)
    assert own.full


@pytest.mark.parametrize(
    ("words", "department"),
    [
        ("socialkontoret plan", "Socialkontoret"),
        ("SN/2026:114-005", "Socialkontoret"),
        ("socialchef", "Socialkontoret"),
        ("samhällsbyggnadskontoret", "Samhällsbyggnadskontoret"),
    ],
)
def test_a_search_finds_by_name_number_and_signer(town: Town, words: str, department: str) -> None:
    lines = found(town, "revisor", query=words).lines
    assert {line.department for line in lines} == {department}


def test_a_search_finds_by_the_beginning_of_the_hash(town: Town) -> None:
    one = found(town, "revisor").lines[0].document
    assert [line.document.id for line in found(town, "revisor", query=one.sha256[:12].upper()).lines] == [one.id]


def test_signs_that_a_database_reads_as_wildcards_are_only_signs(town: Town) -> None:
    assert found(town, "revisor", query="%").lines == ()
    assert found(town, "revisor", query="_____________________").lines == ()


def test_a_committee_is_its_departments(town: Town) -> None:
    committee = town.session.scalars(select(Department.id).where(Department.name == "Socialnämnden")).one()
    assert {line.department for line in found(town, "revisor", department=committee).lines} == {"Socialkontoret"}


def test_a_page_past_the_end_is_the_last_one(town: Town) -> None:
    archived = found(town, "revisor", page=99)
    assert archived.page == archived.pages
    assert archived.lines
