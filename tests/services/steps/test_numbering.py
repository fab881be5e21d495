"""Registration numbers: a pattern, one case a plan and cycle, one running number a document."""

import pytest

from continuity.errors import Forbidden, Invalid, Refused
from continuity.services.paper import paperwork
from continuity.services.steps import numbering
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
FIRST, SECOND = "governing_document", "business_impact_analysis"


def assign(town: Town, code: str, step: str, number: str, who: str = "registrator") -> None:
    numbering.assign_number(town.session, town.step(code, step).id, number, by=Walk(town, code).who(who), at=town.now)


def test_the_first_number_gives_the_plan_its_case_and_the_next_is_proposed(sqlite_town: Town) -> None:
    assert numbering.proposed_number(sqlite_town.desk("OFN", FIRST, "registrator")) == ""
    assign(sqlite_town, "OFN", FIRST, " OFN/2026:9-003 ")
    assert sqlite_town.plan("OFN").case_number == "OFN/2026:9"
    assert numbering.proposed_number(sqlite_town.desk("OFN", SECOND, "registrator")) == "OFN/2026:9-004"


def test_a_mistyped_case_can_be_corrected_while_it_is_the_only_one(sqlite_town: Town) -> None:
    assign(sqlite_town, "OFN", FIRST, "OFN/2062:9-003")
    assign(sqlite_town, "OFN", FIRST, "OFN/2026:9-003")
    assert sqlite_town.plan("OFN").case_number == "OFN/2026:9"


@pytest.mark.parametrize("number", ["", "9", "OFN-2026-9", "ofn/2026:9-003", "OFN/2026:9-3"])
def test_a_number_that_does_not_look_like_one_is_refused_with_an_example(sqlite_town: Town, number: str) -> None:
    with pytest.raises(Invalid, match="SN/2026:114-003"):
        assign(sqlite_town, "OFN", FIRST, number)


def test_a_number_of_another_case_or_of_another_document_is_refused(sqlite_town: Town) -> None:
    with pytest.raises(Invalid, match="SBN/2026:61"):
        assign(sqlite_town, "SBN", SECOND, "SBN/2026:62-004")
    sqlite_town.session.rollback()
    with pytest.raises(Invalid, match="redan använt"):
        assign(sqlite_town, "SBN", SECOND, "SBN/2026:61-003")


def test_a_frozen_document_keeps_its_number(sqlite_town: Town) -> None:
    with pytest.raises(Refused, match="låst"):
        assign(sqlite_town, "TSN", FIRST, "TSN/2026:52-009")


def test_only_the_registrator_assigns(sqlite_town: Town) -> None:
    with pytest.raises(Forbidden):
        assign(sqlite_town, "SBN", SECOND, "SBN/2026:61-004", "chef")


def test_the_case_is_told_from_the_running_number(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SBN", SECOND, "registrator")
    assert paperwork.case_of(desk, "SBN/2026:61-004") == "SBN/2026:61"
    assert paperwork.case_of(desk, "SBN/2026:61") == "SBN/2026:61"


def test_what_is_sent_in_and_has_no_number_waits_for_one(sqlite_town: Town) -> None:
    names = {(step.plan.department.code, step.name) for step in numbering.waiting_for_number(sqlite_town.session)}
    assert ("SBN", SECOND) in names
    assign(sqlite_town, "SBN", SECOND, "SBN/2026:61-004")
    names = {(step.plan.department.code, step.name) for step in numbering.waiting_for_number(sqlite_town.session)}
    assert ("SBN", SECOND) not in names
