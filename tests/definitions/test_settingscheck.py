from pathlib import Path

import pytest

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.definitions.settingscheck import check_organisation
from tests.support.content_files import CONTENT, change


@pytest.mark.parametrize("root", [CONTENT, content_root()], ids=["test content", "shipped"])
def test_the_settings_hold(root: Path) -> None:
    assert list(check_organisation(read_catalogue([root])[0].organisation.model)) == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('languages = ["sv", "en"]', "languages = []", "languages"),
        ('languages = ["sv", "en"]', 'languages = ["en"]', "signed_language"),
        ('first = "07-01"', 'first = "07-32"', "quiet[0].first"),
        ("threshold = 2", "threshold = 4", "criteria.categories.LH.threshold"),
        ("times_h = [2, 24, 168]", "times_h = [24, 2]", "criteria.times_h"),
        ("times_h = [2, 24, 168]", "times_h = []", "criteria.times_h"),
        ("class_limits_h = [2, 24]", "class_limits_h = [0, 24]", "criteria.class_limits_h"),
        ('colour = "DDDDDD"', 'colour = "grey"', "criteria.levels.2.colour"),
        ("3 = { label", "4 = { label", "criteria.levels"),
        ('example = "KS 2027-00214-02"', 'example = "KS 1"', "numbers.example"),
        ("pattern = '^KS ", "pattern = '^KS (", "numbers.pattern"),
        ('running = "{case}-{number:02d}"', 'running = "{caze}"', "numbers.running"),
        ('auditor = { sv = "Revisor", en = "Auditor" }\n', "", "role_titles.auditor"),
    ],
)
def test_a_setting_that_does_not_hold_is_told(content: Path, old: str, new: str, key: str) -> None:
    change(content, "forms/organisation.toml", old, new)
    found = [at for at, _ in check_organisation(read_catalogue([content])[0].organisation.model)]
    assert key in found


def test_a_holiday_of_our_own_is_a_date(content: Path) -> None:
    change(
        content,
        "forms/organisation.toml",
        "[numbers]",
        '[extra_holidays]\n"2027-13-01" = { sv = "A", en = "A" }\n[numbers]',
    )
    found = [at for at, _ in check_organisation(read_catalogue([content])[0].organisation.model)]
    assert found == ["extra_holidays.2027-13-01"]
