"""The programme of exercises at the browser."""

import pytest

from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")


def test_the_programme_shows_results_and_comes_along_as_a_sheet(visit: Visit) -> None:
    security = visit("sakerhetschef")
    security.open("/ovningar")
    assert "1 av 4 mål uppnådda" in security.text and "Prövas på nytt senast 2027-04-14" in security.text
    rows = security.download("/ovningar?som=csv").data.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Enhet;Nästa övning;Läge;Försenad;Senast övad")
    assert any("Fungerar med förbättringar;1;4;2027-04-14" in row for row in rows)


def test_the_security_function_writes_next_years_direction(visit: Visit) -> None:
    security = visit("sakerhetschef")
    security.open("/ovningar/inriktning/2027")
    security.send({"text": ""}, status=422)
    security.send({"text": "Personalbortfall."})
    assert "Personalbortfall." in security.text
    visit("chef.bun").open("/ovningar/inriktning/2027", status=403)


def test_a_head_sees_the_own_departments_exercise_and_the_direction(visit: Visit) -> None:
    head = visit("chef.bun")
    head.open("/ovningar?year=2027")
    assert "Nästa år övar vi elavbrott" in head.text
    assert "Socialkontoret" not in head.text and "Skriv inriktningen" not in head.text
