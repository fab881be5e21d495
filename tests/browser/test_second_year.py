"""A second year in a real browser: what is still right is confirmed, in far fewer clicks than the first took."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from continuity.models import AnswerPart
from continuity.rules.answers import is_answered
from continuity.services import demo
from tests.support.journey import Journey, journey
from tests.support.journey_pages import follow, path_of
from tests.support.people import database_of
from tests.support.servers import LiveServer
from tests.support.town import NOON, Town

pytestmark = [pytest.mark.browser, pytest.mark.stock("demo")]
COORDINATOR = "samordnare.socialkontoret@malarvik.example"
MANY = 100


@pytest.fixture
def office(browser: Browser, live_server: LiveServer) -> Iterator[Journey]:
    """Socialkontoret, whose plan 1.1 has been begun with the answers of 1.0."""
    with (
        time_machine.travel(NOON, tick=True) as clock,
        journey(browser, live_server.url, clock, department="Socialkontoret", password=demo.password()) as office,
    ):
        yield office


def clicks_of_the_first_year(town: Town) -> int:
    """The fewest clicks that the plan's first version can have taken: one an answer, and one save a page and row."""
    first = town.step("SN", "continuity_plan").in_force_revision
    assert first is not None
    parts = town.session.scalars(select(AnswerPart).where(AnswerPart.revision_id == first.id)).all()
    return len(parts) + sum(is_answered(value) for part in parts for value in part.values.values())


def go_through(office: Journey, page: Page) -> int:
    """Presses "Stämmer fortfarande" from the first page to the last; how many clicks it took."""
    seen: set[str] = set()
    for clicks in range(1, MANY):
        follow(page.get_by_role("button", name="Stämmer fortfarande"))
        kind = path_of(page).split("/bekrafta/")[-1].split("/")[0]
        if kind not in seen and len(seen) < 3:
            office.look(page, about=kind)
            seen.add(kind)
        if path_of(page).endswith("/kontrollera"):
            return clicks
    raise AssertionError(f"no end after {MANY} pages: {page.url}")


def test_the_second_year_takes_less_than_a_third_of_the_clicks_of_the_first(
    office: Journey, live_server: LiveServer
) -> None:
    with database_of(live_server.app) as session:
        first = clicks_of_the_first_year(Town(session))
    page = office.take_up(COORDINATOR, "Kontinuitetsplan")
    office.look(page)
    follow(page.get_by_role("link", name="Gå igenom svaren"))
    office.look(page)
    clicks = 2 + go_through(office, page)
    assert page.locator("#bekrafta").count() == 0
    assert clicks * 3 < first, f"{clicks} clicks in the second year, at least {first} in the first"
    follow(page.get_by_role("link", name="Tillbaka", exact=True))
    follow(page.get_by_role("link", name="Ändringar sedan förra versionen"))
    office.look(page)
