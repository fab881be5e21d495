"""The questions on paper: each page once, or once for each row of its list, named as people know the rows."""

from typing import Any

import pytest

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.services.paper.questionnaire import sections

CATALOGUE, _ = read_catalogue([content_root()])


def named(form: str, answers: dict[str, Any], language: str = "sv") -> list[tuple[str, str | None, bool]]:
    found = sections(CATALOGUE.form(form).model, answers, language)
    return [(section["title"], section["name"], section["first"]) for section in found]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_blank_form_asks_each_page_once_and_numbers_nothing(language: str) -> None:
    form = CATALOGUE.form("business_impact_analysis").model
    blank = sections(form, {}, language)
    assert [section["title"] for section in blank] == [
        page.title.in_(language)
        for page in form.pages.values()
        if any(q.kind != "note" for q in page.questions.values())
    ]
    assert {section["name"] for section in blank} == {None} and all(section["first"] for section in blank)
    assert all(row["answer"] is None for section in blank for row in section["rows"])


def test_fixed_rows_are_asked_one_by_one_even_when_blank() -> None:
    rows = CATALOGUE.form("maintenance").model.pages["check_items"].rows
    assert rows is not None
    names = [name for title, name, _ in named("maintenance", {}) if title == "Checklista"]
    assert names == [fixed.sv for fixed in rows.fixed.values()]


def test_a_page_in_a_list_is_asked_for_each_row_by_the_rows_name_and_titled_once() -> None:
    needs = [{"resource": "El"}, {"resource": None}]
    answers = {"activities": [{"activity_name": "Måltider", "needs": needs}, {"activity_name": "Hemtjänst"}]}
    found = [place for place in named("business_impact_analysis", answers) if place[0] == "Ett behov"]
    assert found == [
        ("Ett behov", "Måltider, El", True),
        ("Ett behov", "Måltider, 2", False),
        ("Ett behov", "Hemtjänst", False),
    ]


def test_durations_lists_and_matrices_are_said_in_words() -> None:
    impact = {"rows": [{"category": "Ekonomi", "cells": [{"time": "1 h", "level": 2}, {"time": "4 h", "level": None}]}]}
    activity = {"activity_name": "Måltider", "standstill_h": 72, "legal_basis": ["SoL", "HSL"], "impact": impact}
    said = {
        row["answer"]
        for section in sections(CATALOGUE.form("business_impact_analysis").model, {"activities": [activity]}, "sv")
        for row in section["rows"]
    }
    assert {"3 dygn", "SoL, HSL", "Ekonomi: 1 h: 2, 4 h: –"} <= said
