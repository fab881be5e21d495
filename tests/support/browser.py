"""Debian's Chromium, driven by Playwright, and the complaints that every page must be free of."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with a profile of its own that is thrown away afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watched_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page in a fresh context; afterwards it must have run without script errors and asked no other host.

    `options` are those of a browser context: base_url, viewport, locale, java_script_enabled ...
    """
    context = browser.new_context(**{"viewport": WIDE, "locale": "sv-SE", "timezone_id": "Europe/Stockholm", **options})
    page = context.new_page()
    page.set_default_timeout(30_000)
    trouble: list[str] = []
    context.on("weberror", lambda problem: trouble.append(f"script: {problem.error}"))
    context.on("console", lambda line: trouble.append(f"console: {line.text}") if _forbidden(line) else None)
    context.on("request", lambda request: trouble.append(f"foreign: {request.url}") if _foreign(request.url) else None)
    try:
        yield page
    finally:
        context.close()
    assert not trouble, trouble


def _forbidden(line: Any) -> bool:
    """A refusal by the content security policy; an answer of 404 or 409 is a page, not trouble."""
    return line.type == "error" and "Content Security Policy" in line.text


def _foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:", "about:"))


def axe_findings(page: Page) -> list[str]:
    """What axe calls serious or critical on the page, a line for each element."""
    found = Axe().run(page).response["violations"]
    return [
        f"{finding['id']} ({finding['impact']}): {finding['help']}: {element['html']}"
        for finding in found
        if finding["impact"] in {"serious", "critical"}
        for element in finding["nodes"]
    ]
