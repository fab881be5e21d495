"""Earlier versions of what somebody wrote, in a browser."""

import pytest

from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")


def test_an_earlier_version_of_a_row_on_one_screen_comes_back_to_its_list(visit: Visit, hall: Town) -> None:
    kim, step = visit("samordnare.kultur"), hall.step("KFN", "maintenance").id
    kim.open(f"/steg/{step}/s/check_items")
    row = kim.page.xpath("//fieldset[contains(@class, 'table-row')]/@id")[0].removeprefix("rad-")
    for text in ("Ny chef", "Ny chef sedan mars"):
        kim.send({f"{row}-q_comment": text}, button="go=later")
        kim.open(f"/steg/{step}/s/check_items")
    versions = f"/steg/{step}/versioner/check_items/{row}"
    assert versions in kim.page.xpath("//a/@href")
    kim.open(versions)
    assert "Visa alla sparningar" in kim.text and "Ny chef sedan mars" in kim.text
    kim.open(f"{versions}?alla=1")
    earlier = kim.page.xpath("//section[.//dd[normalize-space()='Ny chef']]//form/@action")[0]
    kim.send({}, button=kim.page.xpath(f"string(//form[@action='{earlier}']//button)").strip())
    assert kim.path == f"/steg/{step}/s/check_items"
    assert kim.page.xpath(f"//*[@name='{row}-q_comment']/@value") == ["Ny chef"]
    kim.open(f"/steg/{step}/versioner/check_items/{'0' * 32}", status=404)
