"""Every interface text exists in both languages, and the check that says so finds what is wrong."""

import pytest
from babel.messages.catalog import Catalog

from tests.support import translations


def catalogue(**texts: str) -> Catalog:
    made = Catalog(locale="en")
    for swedish, english in texts.items():
        made.add(swedish, english)
    return made


def test_every_interface_text_has_its_english() -> None:
    assert translations.complaints(translations.collected(), translations.translated()) == []


def test_reasons_and_templates_are_both_collected() -> None:
    places = {file for message in translations.collected() for file, _ in message.locations}
    assert any(file.startswith("errors") for file in places)
    assert any(file.endswith(".html") for file in places)


def test_a_text_without_english_is_named() -> None:
    (line,) = translations.complaints(catalogue(Spara=""), catalogue())
    assert "Spara" in line


def test_an_unconfirmed_text_is_named() -> None:
    english = catalogue()
    english.add("Spara", "Save", flags={"fuzzy"})
    (line,) = translations.complaints(catalogue(Spara=""), english)
    assert "fuzzy" in line


@pytest.mark.parametrize(("swedish", "english"), [("Version %(v)s", "Version %(x)s"), ("Sida {nr}", "Page {n}")])
def test_a_text_that_lost_a_name_on_the_way_is_named(swedish: str, english: str) -> None:
    kept = Catalog(locale="en")
    kept.add(swedish, english)
    said = Catalog()
    said.add(swedish)
    (line,) = translations.complaints(said, kept)
    assert swedish in line


def test_a_text_that_nobody_says_any_more_is_named() -> None:
    (line,) = translations.complaints(catalogue(), catalogue(Borta="Gone"))
    assert "Borta" in line


def test_a_text_that_says_itself_over_again_is_named() -> None:
    twice = "Write what you can manage.Write what you can manage."
    (line,) = translations.complaints(catalogue(Skriv=""), catalogue(Skriv=twice))
    assert "more than once" in line
    assert translations.complaints(catalogue(Skriv=""), catalogue(Skriv="Write what you can manage, and when.")) == []
