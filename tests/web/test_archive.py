"""The archive, downloads, and checking a file."""

import re

import pytest

from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")


def test_a_search_finds_and_the_file_comes_as_a_download(visit: Visit) -> None:
    head = visit("chef.socialkontoret")
    head.open("/dokument?q=SN/2026:114-005")
    assert re.search(r"\b[1-9]\d* dokument\b", head.text)
    answer = head.download(head.page.xpath("//td//a[starts-with(@href, '/dokument/')]/@href")[0])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data.startswith(b"PK")


def test_a_search_without_a_match_shows_the_way_back(visit: Visit) -> None:
    head = visit("chef.socialkontoret")
    head.open("/dokument?q=finns+inte+alls")
    assert "Inget dokument passar sökningen" in head.text


def test_what_was_searched_for_stands_in_the_field_as_it_was_typed(visit: Visit) -> None:
    head = visit("chef.socialkontoret")
    head.open("/dokument?q=%3Cscript%3E%22%26")
    assert head.page.xpath("//input[@name='q']/@value") == ['<script>"&']


def test_another_departments_file_does_not_exist(visit: Visit) -> None:
    auditor = visit("revisor")
    auditor.open("/dokument?q=socialkontoret")
    files = auditor.page.xpath("//td//a[starts-with(@href, '/dokument/')]/@href")
    assert files
    visit("chef.bun").open(files[0], status=404)


def test_a_role_that_may_not_see_restricted_answers_gets_the_open_extract(visit: Visit) -> None:
    auditor = visit("revisor")
    auditor.open("/dokument?q=SN/2026:114-004")
    assert not auditor.page.xpath("//td//a[starts-with(@href, '/dokument/')]")
    extract = auditor.page.xpath("//a[contains(@href, 'edition=open')]/@href")[0]
    assert auditor.download(extract).data.startswith(b"PK")
    assert auditor.download(extract.replace("open", "full")).status_code == 403


@pytest.mark.parametrize("page", ["/dokument?q=SN/2026:114-005", "/enhet/{}"])
def test_the_extract_of_what_is_in_force_is_offered_while_a_new_version_is_drafted(
    visit: Visit, hall: Town, page: str
) -> None:
    registrar = visit("registrator")
    registrar.send({}, button="language=en")  # what is handed out stays in the language that was signed
    registrar.open(page.format(hall.plan("SN").department_id))
    files = registrar.page.xpath("//main//a[starts-with(@href, '/dokument/')]/@href")
    assert [registrar.download(file).status_code for file in files] == [200] * len(files)
    extracts = registrar.page.xpath("//main//a[contains(@href, 'edition=open')]/@href")
    names = [registrar.download(extract).headers["Content-Disposition"] for extract in extracts]
    plans = [name for name in names if "Kontinuitetsplan" in name]  # the plan, and its contact annex
    assert plans and all("_v1.0_" in name for name in plans), names
    assert not [name for name in names if "utkast" in name]


@pytest.mark.parametrize("query", ["lang=xx", "edition=all", "lang=sv&edition="])
def test_a_copy_in_no_language_or_edition_does_not_exist(visit: Visit, hall: Town, query: str) -> None:
    head = visit("chef.socialkontoret")
    head.open(f"/steg/{hall.step('SN', 'continuity_plan').id}/word?{query}", status=404)


def test_a_file_from_the_archive_is_known_and_an_altered_one_is_not(visit: Visit) -> None:
    head = visit("chef.socialkontoret")
    head.open("/dokument?q=SN/2026:114-005")
    data = head.download(head.page.xpath("//td//a[starts-with(@href, '/dokument/')]/@href")[0]).data
    head.open("/verifiera")
    assert head.upload("/verifiera", "plan.docx", data).status_code == 200
    assert "Filen är äkta och gäller" in head.text
    assert "Socialkontoret" in head.text
    head.upload("/verifiera", "plan.docx", b"PK\x03\x04 something else")
    assert "Filen är okänd" in head.text


def test_no_file_is_an_error_beside_the_field(visit: Visit) -> None:
    head = visit("chef.bun")
    head.open("/verifiera")
    assert head.upload("/verifiera", "", b"").status_code == 422
    assert "Välj en fil att kontrollera." in head.page.xpath("string(//p[@id='file-error'])")


@pytest.mark.parametrize("path", ["/dokument/{}", "/steg/{}", "/steg/{}/s/purpose", "/enhet/{}", "/steg/{}/historik"])
def test_a_number_larger_than_any_id_does_not_exist(visit: Visit, path: str) -> None:
    visit("chef.bun").open(path.format("9" * 20), status=404)


def test_a_history_asked_for_after_a_number_larger_than_any_begins_at_the_beginning(visit: Visit, hall: Town) -> None:
    head = visit("chef.bun")
    head.open(f"/steg/{hall.step('BUN', 'governing_document').id}/historik?fore={'9' * 20}")
    assert "Planen startades" in head.text
