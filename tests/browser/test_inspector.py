"""The inspector of pages finds what it looks for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import NARROW, watched_page
from tests.support.journey_pages import NAMELESS, SPILLED

pytestmark = pytest.mark.browser
FRAME = '<!doctype html><html lang="sv"><title>x</title><main><h1>x</h1>{}</main></html>'
FAULTS = {
    "no label": '<input name="a">',
    "radio outside a fieldset": '<label for="a">A</label><input type="radio" id="a" name="a">',
    "aria-describedby leads nowhere": '<input name="a" aria-label="A" aria-describedby="gone">',
    "nobody is told": '<form><p id="a-hint">Så här</p><input name="a" aria-label="A"></form>',
    "two elements are called a": '<p id="a">1</p><p id="a">2</p>',
    "not exactly one h1": "<h1>y</h1>",
}
SPILLS = {
    "the page is": '<div style="width: 900px">bred</div>',
    "outside": '<p style="position: relative; left: 350px; white-space: nowrap">utanför sidan</p>',
    "cut": '<p style="overflow: hidden; width: 40px; white-space: nowrap">ett avklippt ord</p>',
}


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    """An empty page on a phone."""
    with watched_page(browser, viewport=NARROW) as page:
        yield page


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_with_a_fault_is_found(narrow: Page, fault: str) -> None:
    narrow.set_content(FRAME.format(FAULTS[fault]))
    assert any(line.startswith(fault) for line in narrow.evaluate(NAMELESS))


@pytest.mark.parametrize("fault", SPILLS)
def test_a_page_that_spills_is_found(narrow: Page, fault: str) -> None:
    narrow.set_content(FRAME.format(SPILLS[fault]))
    assert any(line.startswith(fault) for line in narrow.evaluate(SPILLED))


def test_a_good_page_has_no_faults(narrow: Page) -> None:
    narrow.set_content(FRAME.format('<label for="a">A</label><input id="a" name="a">'))
    assert [*narrow.evaluate(NAMELESS), *narrow.evaluate(SPILLED)] == []
