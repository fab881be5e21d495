"""From an empty database to the first step of a real municipality, all of it in the browser."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from continuity.services.organisation import people
from tests.support.browser import watched_page
from tests.support.journey_pages import Inspector, follow, path_of
from tests.support.people import database_of
from tests.support.servers import LiveServer

pytestmark = pytest.mark.browser

PASSWORD = "fyra ekar vid sjön"
CONTENT_TAKES = 60_000  # milliseconds, on a slow machine: every template is checked before it is published


class Newcomers:
    """People who have nothing but a link; each gets a browser of their own, and every page is looked at once."""

    def __init__(self, browser: Browser, url: str, closing: ExitStack) -> None:
        self._browser, self._url, self._closing = browser, url, closing
        self.inspector = Inspector()

    def choose_password(self, link: str) -> Page:
        """Opens a one-time link in a fresh browser and chooses a password; a short one is refused first."""
        page = self._closing.enter_context(watched_page(self._browser, base_url=self._url))
        page.goto(link)
        self.inspector.look(page)
        self._try(page, "kort")
        self.inspector.look_at_errors(page, "new_password")
        self._try(page, PASSWORD)
        assert path_of(page) == "/", page.inner_text("main")
        self.inspector.look(page, about="at first")
        return page

    def _try(self, page: Page, password: str) -> None:
        page.locator("[name=new_password]").fill(password)
        page.locator("[name=repeated]").fill(password)
        follow(page.get_by_role("button", name="Spara och logga in"))

    def press(self, page: Page, name: str) -> None:
        """A button, and a look at what comes of it."""
        follow(page.get_by_role("button", name=name, exact=True))
        self.inspector.look(page)

    def go(self, page: Page, name: str) -> None:
        """A link, and a look at where it leads."""
        follow(page.get_by_role("link", name=name, exact=True))
        self.inspector.look(page)


@pytest.fixture
def newcomers(browser: Browser, live_server: LiveServer) -> Iterator[Newcomers]:
    """Nobody yet."""
    with ExitStack() as closing:
        yield Newcomers(browser, live_server.url, closing)


def first_link(app: Flask) -> str:
    """What the command `continuity user add` prints: the first administrator's way in."""
    with database_of(app) as session:
        _person, token = people.add_first(session, "admin@kommun.se", "Alva Ek", "administrator", at=datetime.now(UTC))
    return f"/lank/{token}"


def add_unit(newcomers: Newcomers, page: Page, name: str, code: str, level: str, parent: str = "") -> None:
    page.get_by_label("Namn", exact=True).fill(name)
    page.get_by_label("Kod", exact=True).fill(code)
    page.get_by_label("Vad är det?").select_option(label=level)
    if parent:
        choices = page.get_by_label("Hör till").locator("option").filter(has_text=parent)
        page.get_by_label("Hör till").select_option(str(choices.get_attribute("value")))
    newcomers.press(page, "Lägg till")
    assert page.get_by_role("row").filter(has_text=name).count() >= 1


def add_person(newcomers: Newcomers, page: Page, name: str, email: str, role: str, unit: str) -> str:
    """An account with a role; gives the address of the one-time link."""
    page.goto("/admin/anvandare")
    newcomers.inspector.look(page)
    page.get_by_label("Namn", exact=True).fill(name)
    page.get_by_label("E-postadress").fill(email)
    newcomers.press(page, "Skapa kontot")
    page.get_by_label("Roll", exact=True).select_option(label=role)
    choices = page.get_by_label("Gäller för", exact=True).locator("option").filter(has_text=unit)
    page.get_by_label("Gäller för", exact=True).select_option(str(choices.get_attribute("value")))
    newcomers.press(page, "Ge rollen")
    newcomers.press(page, "Gör en engångslänk")
    return page.locator(".handout .code").inner_text()


def test_a_municipality_begins_with_one_link(newcomers: Newcomers, live_server: LiveServer) -> None:
    admin = newcomers.choose_password(first_link(live_server.app))
    assert "Kom igång" in admin.inner_text("main")

    newcomers.go(admin, "Publicera innehållet")
    admin.set_default_timeout(CONTENT_TAKES)
    newcomers.press(admin, "Publicera innehållet")
    assert "Samma som det publicerade" in admin.inner_text("main")

    admin.goto("/admin/kommun")
    admin.get_by_label("Kommunens namn").fill("Sjövalla kommun")
    newcomers.press(admin, "Spara")
    assert "Sjövalla kommun" in admin.title()

    admin.goto("/")
    newcomers.go(admin, "Lägg in nämnder och kontor")
    add_unit(newcomers, admin, "Miljönämnden", "MIN", "Nämnd")
    add_unit(newcomers, admin, "Miljökontoret", "MIK", "Kontor", parent="Miljönämnden")

    head = add_person(newcomers, admin, "Chris Lund", "chef@kommun.se", "Förvaltningschef", "Miljökontoret")
    link = add_person(newcomers, admin, "Kim Berg", "kim@kommun.se", "Kontinuitetssamordnare", "Miljökontoret")
    assert link != head

    admin.goto("/")
    newcomers.go(admin, "Starta den första planen")
    choices = admin.get_by_label("Kontor", exact=True).locator("option").filter(has_text="Miljökontoret")
    admin.get_by_label("Kontor", exact=True).select_option(str(choices.get_attribute("value")))
    newcomers.press(admin, "Starta planen")

    coordinator = newcomers.choose_password(link)
    follow(coordinator.locator(".task-link").filter(has_text="Styrande dokument"))
    newcomers.inspector.look(coordinator)
    newcomers.press(coordinator, "Börja")
    assert "Pågår" in coordinator.inner_text(".state-line")
    assert "Dokumentet och beslutet" in coordinator.inner_text(".task-list")


def test_a_link_works_once(newcomers: Newcomers, live_server: LiveServer) -> None:
    link = first_link(live_server.app)
    newcomers.choose_password(link)
    with ExitStack() as closing:
        page = closing.enter_context(watched_page(newcomers._browser, base_url=live_server.url))
        page.goto(link)
        newcomers.inspector.look(page, about="spent")
        assert page.locator("[name=new_password]").count() == 0
