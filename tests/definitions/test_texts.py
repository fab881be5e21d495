from pathlib import Path

from continuity.definitions.catalogue import read_catalogue
from tests.support.content_files import change, told, write

OWN = 'format = 1\nextends = "organisation"\nwhy.sv = "Vi skriver svenska."\n[replace]\n"languages" = ["sv"]\n'
TITLE = 'title = { sv = "Enkäten", en = "The survey" }'


def test_what_we_ship_has_both_languages(content: Path) -> None:
    change(content, "forms/picture.toml", TITLE, 'title = { sv = "Enkäten" }')
    complaints = read_catalogue([content])[1]
    assert told(complaints) == [("forms/picture.toml", "pages.survey.title")]
    assert complaints[0].severity == "error"
    assert "språket en" in str(complaints[0].reason)


def test_a_blank_text_is_a_missing_text(content: Path) -> None:
    change(content, "forms/picture.toml", TITLE, 'title = { sv = "Enkäten", en = " " }')
    assert told(read_catalogue([content])[1]) == [("forms/picture.toml", "pages.survey.title")]


def test_an_organisation_writes_the_languages_it_declares_and_is_warned_of_the_rest(content: Path, own: Path) -> None:
    write(own, "forms/organisation.toml", OWN)
    overlay = (
        'format = 1\nextends = "picture"\nwhy.sv = "Därför."\n[replace]\n"pages.survey.title" = { sv = "Frågor" }\n'
    )
    write(own, "forms/picture.toml", overlay)
    complaints = read_catalogue([content, own])[1]
    assert [(one.severity, one.file) for one in complaints] == [
        ("warn", "kommun/forms/picture.toml"),
        ("warn", "kommun/forms/organisation.toml"),
    ]
    assert str(complaints[0].reason).startswith("2 texter saknas på språket en")


def test_an_organisation_that_declares_both_writes_both(content: Path, own: Path) -> None:
    write(own, "forms/picture.toml", 'format = 1\nextends = "picture"\nwhy.sv = "Därför."\n')
    assert told(read_catalogue([content, own])[1]) == [("kommun/forms/picture.toml", "why")]
