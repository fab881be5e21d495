"""A page that saves itself, in a real browser: what was typed is there again, and two windows never overwrite."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import axe_findings, watched_page
from tests.support.everything.stage import PASSWORD, Stage, set_stage
from tests.support.servers import LiveServer

pytestmark = pytest.mark.browser
NAME = "Vad heter det?"


def log_in(page: Page, stage: Stage, who: str) -> None:
    page.goto("/login")
    page.get_by_label("E-postadress").fill(f"{who}@example.org")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/")
    page.goto(stage.path("/s/basics"))


def test_what_is_typed_saves_itself_until_somebody_else_was_first(browser: Browser, live_server: LiveServer) -> None:
    stage = set_stage(live_server.app)
    with (
        watched_page(browser, base_url=live_server.url) as kim,
        watched_page(browser, base_url=live_server.url) as lo,
    ):
        log_in(kim, stage, "kim")
        kim.get_by_role("textbox", name=NAME).press_sequentially("Hemtjänst")
        expect(kim.locator(".autosave-text")).to_contain_text("Sparat ")
        kim.reload()
        expect(kim.get_by_role("textbox", name=NAME)).to_have_value("Hemtjänst")

        log_in(lo, stage, "lo")
        lo.get_by_role("textbox", name=NAME).fill("Hemtjänst natt")
        lo.get_by_role("textbox", name=NAME).blur()
        expect(lo.locator(".autosave-text")).to_contain_text("Sparat ")

        kim.get_by_role("textbox", name=NAME).fill("Hemtjänst dag")
        kim.get_by_role("textbox", name=NAME).blur()
        expect(kim.locator(".autosave-text")).to_contain_text("Lo Berg har sparat sidan medan du skrev.")
        expect(kim.get_by_role("textbox", name=NAME)).to_have_value("Hemtjänst dag")
        assert axe_findings(kim) == []
        kim.get_by_role("button", name="Jämför och välj").click()
        expect(kim.get_by_role("main")).to_contain_text("Lo Berg sparade")
    assert stage.values("basics")["name"] == "Hemtjänst natt"


def test_a_failure_keeps_the_text_and_is_tried_again(browser: Browser, live_server: LiveServer) -> None:
    stage = set_stage(live_server.app)
    with watched_page(browser, base_url=live_server.url) as kim:
        log_in(kim, stage, "kim")
        kim.route("**/s/basics", lambda route: route.abort())
        kim.get_by_role("textbox", name=NAME).fill("Hemtjänst")
        kim.get_by_role("textbox", name=NAME).blur()
        expect(kim.locator(".autosave-text")).to_have_text("Inte sparat – försöker igen")
        expect(kim.get_by_role("textbox", name=NAME)).to_have_value("Hemtjänst")
        kim.unroute("**/s/basics")
        expect(kim.locator(".autosave-text")).to_contain_text("Sparat ", timeout=10_000)
    assert stage.values("basics")["name"] == "Hemtjänst"
