"""Every check holds on one side and speaks on the other, and is silent where nothing is answered."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args

import pytest

from continuity.definitions.forms import CheckUse, Option, Question
from continuity.definitions.vocabulary import Check, Kind
from continuity.definitions.words import Words
from continuity.rules.cases import Case
from continuity.rules.checks import CHECKS
from continuity.rules.durations import Spoken
from continuity.rules.impact import Criteria

TODAY = date(2026, 11, 22)
CRITERIA = Criteria((1, 4, 8, 24), {"LH": 3, "EK": 4})
WORDS = Words(sv="Fråga", en="Question")


@dataclass
class Asked:
    """A check asked about an answer; `other` is what its other question says, `named` that question's name."""

    value: Any
    other: Any = None
    row: dict[str, Any] = field(default_factory=dict)
    root: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    kind: Kind = "duration"
    stops_if: tuple[str, ...] = ()
    named: str | float | None = "other"


def ask(check: Check, asked: Asked) -> str | None:
    """What the check says, in Swedish; None when it is content."""
    options = {"options": {name: Option(label=WORDS) for name in "01234"}} if asked.kind == "choice" else {}
    question = Question(kind=asked.kind, label=WORDS, stops_if=asked.stops_if, **options)
    use = CheckUse(check=check, other=asked.named)
    chain = (asked.root, asked.row)
    reason = CHECKS[check](Case(question, use, asked.value, asked.other, chain, CRITERIA, TODAY, asked.facts))
    return None if reason is None else str(reason)


def matrix(motives: dict[str, str] | None = None, **levels: list[int | None]) -> dict[str, Any]:
    """A stored matrix of four times; categories left out are level 1 throughout."""
    rows = {"LH": [1, 1, 1, 1], "EK": [1, 1, 1, 1]} | levels
    stored = {
        category: {key: level for key, level in zip(("1", "4", "8", "24"), row, strict=True) if level is not None}
        for category, row in rows.items()
    }
    return {"levels": stored, "motives": motives or {}}


ACTION = {"id": "a1", "finding": "f1", "owner": "r1", "due": "2026-12-01"}
GAP = {"demand": "d1", "resource": "x1", "resource_name": "Omsorgssystem"}
ASSET = {"id": "t1", "used_in": ["sa1"]}

# check, an answer it is content with, one that it is not, and a part of what it then says
SIDES: list[tuple[Check, Asked, Asked, str]] = [
    ("after", Asked("2026-06-02", "2026-06-01"), Asked("2026-06-01", "2026-06-01"), "efter 2026-06-01"),
    ("not_before", Asked("2026-06-01", "2026-06-01"), Asked("2026-05-31", "2026-06-01"), "före 2026-06-01"),
    (
        "number_pattern",
        Asked("SN/2026:114-003", facts={"number_pattern": r"SN/\d{4}:\d+-\d{3}"}),
        Asked("SN/2026:114-003x", facts={"number_pattern": r"SN/\d{4}:\d+-\d{3}"}),
        "Diarienumret",
    ),
    ("deputy_differs", Asked("r1", "r2"), Asked(["r1", "r2"], "r2"), "inte är samma som ordinarie"),
    ("deputy_named", Asked("r1", 2), Asked(None, 2), "Ange en ersättare"),
    ("deputy_named", Asked(["r1", "r2"], 1), Asked(["r1"], 1), "minst 2 ersättare"),
    ("deputy_named", Asked(["r1", "r2"], 2, named=2), Asked("r1", 2, named=2), "minst 2 ersättare"),
    ("first_time_answered", Asked(matrix()), Asked(matrix(LH=[None, 2, 3, 4])), "1 av 2 återstår"),
    ("levels_never_fall", Asked(matrix(LH=[1, None, 3, 3])), Asked(matrix(LH=[1, 3, 2, 3])), "minskar med tiden"),
    (
        "driver_explained",
        Asked(matrix({"LH": "Fallskada"}, LH=[1, 3, 3, 3])),
        Asked(matrix({"LH": " ", "EK": "Dyrt"}, LH=[1, 3, 3, 3])),
        "oacceptabel efter 4 timmar",
    ),
    (
        "driver_explained",
        Asked(matrix()),
        Asked(matrix({"LH": "Fallskada"}, LH=[1, 4, 4, 4], EK=[1, 4, 4, 4])),
        "Motivera",
    ),
    ("shorter_than", Asked(7.5, 8), Asked(8, 8), "kortare än 8 timmar"),
    ("last_tolerable_kept", Asked(4, 4), Asked(5, 4), "acceptabel, 4 timmar"),
    ("last_tolerable_kept", Asked(0.5, 0), Asked(0.5, 0.25), "15 minuter"),
    (
        "fits_with_catch_up",
        Asked(2, 8, {"rto_h": 6, "wrt_h": 2}),
        Asked(2.5, 8, {"rto_h": 6, "wrt_h": 2.5}),
        "tar 8,5 timmar",
    ),
    ("at_most", Asked(4, 4), Asked(5, 4), "högst 4 timmar"),
    ("at_most", Asked(4, 4, named="rto_h"), Asked(5, 4, named="rto_h"), "Resursen behövs först efter"),
    (
        "at_most",
        Asked(5, 4, {"dep_criticality": "important"}),
        Asked(5, 4, {"dep_criticality": "critical"}),
        "högst 4 timmar",
    ),
    ("at_most", Asked(24, 24), Asked(25, 24, named="statutory_deadline"), "lagens frist"),
    ("at_most", Asked(3, 3.5, kind="number"), Asked(4, 3.5, kind="number"), "högst 3,5"),
    (
        "peaks_hold",
        Asked(72, [{"name": "Utbetalning", "peak_mtpd_h": 24, "peak_rto_h": 8, "peak_wrt_h": 16}]),
        Asked(72, [{"name": "Utbetalning", "peak_mtpd_h": 24}]),
        "”Utbetalning” tål bara 24 timmar",
    ),
    (
        "peaks_hold",
        Asked(72, [{"name": "Lång", "peak_mtpd_h": 73}, {"name": "Okänd"}]),
        Asked(72, [{"name": "A", "peak_mtpd_h": 73}, {"name": "B", "peak_mtpd_h": 8, "peak_rto_h": 8}]),
        "”B” måste återställningstiden",
    ),
    (
        "peaks_hold",
        Asked(None, [{"name": "A", "peak_mtpd_h": 8}]),
        Asked(None, [{"name": "A", "peak_mtpd_h": 8, "peak_rto_h": 7, "peak_wrt_h": 2}]),
        "ryms inte",
    ),
    ("backup_meets_rpo", Asked(24, 24), Asked(24, 4), "kopior tas var 24 timmar, men högst 4 timmar"),
    (
        "backup_meets_rpo",
        Asked(4, 4, {"last_restore_test": "2025-11-22"}),
        Asked(4, 4, {"last_restore_test": "2025-11-21"}),
        "mer än ett år",
    ),
    (
        "critical_rows_present",
        Asked(2, row={"id": "sa1", "needs": [{"id": "n1"}]}, root={"assets": [ASSET]}),
        Asked(2, row={"id": "sa1", "needs": [{"id": "n1", "dep_criticality": "important"}]}, root={"assets": [ASSET]}),
        "utan kritiska beroenden",
    ),
    (
        "critical_rows_present",
        Asked(3, row={"id": "sa1"}),
        Asked(1, row={"id": "sa2", "needs": [{"id": "n1"}]}, root={"assets": [ASSET]}),
        "utan informationstillgångar",
    ),
    (
        "no_classified_rating",
        Asked("3", kind="choice", stops_if=("4",)),
        Asked("4", kind="choice", stops_if=("4",), facts={"phone": "0152-291 00"}),
        "säkerhetsskyddschefen (0152-291 00)",
    ),
    (
        "no_classified_rating",
        Asked(["1"], kind="choice", stops_if=("4",)),
        Asked(["1", "4"], kind="choice", stops_if=("4",), facts={"phone": ""}),
        "Kontakta säkerhetsskyddschefen. ",
    ),
    ("longer_needs_motive", Asked(8, 8), Asked(9, 8), "(8 timmar) kräver motivering"),
    (
        "longer_needs_motive",
        Asked(9, 8, {"mtpd_override_reason": "Enligt avtal"}),
        Asked(9, 8, {"mtpd_override_reason": " "}),
        "kräver motivering",
    ),
    ("reserve_in_time", Asked(0.5, 0.5), Asked(1, 0.5), "inom 30 minuter"),
    (
        "reserve_in_time",
        Asked(0.5, 4, {"resource": "x1", "reserve_endurance_h": 85.5}, facts={"effective_promises": {"x1": 86}}),
        Asked(0.5, 4, {"resource": "x1", "reserve_endurance_h": 24}, facts={"effective_promises": {"x1": 86}}),
        "håller i 24,5 timmar, men resursen kan dröja 86 timmar",
    ),
    ("reserve_is_independent", Asked(["x2"], "x1"), Asked(["x2", "x1"], "x1"), "samma resurs"),
    (
        "reserve_is_independent",
        Asked(["x2"], "x1", facts={"resource_needs": {"x2": ["x3"], "x3": ["x2"]}}),
        Asked(["x2"], "x1", facts={"resource_needs": {"x2": ["x3"], "x3": ["x1", "x2"]}}),
        "samma resurs",
    ),
    ("rows_at_least", Asked("yes", [{"id": "1"}]), Asked("yes", None), "minst en rad"),
    ("rows_at_least", Asked("no", None), Asked("yes", []), "minst en rad"),
    (
        "covers_critical_dependencies",
        Asked("x", [{"id": "1", "resource": "x1"}], facts={"critical_needs": [GAP]}),
        Asked("x", [{"id": "x1", "resource": "x2"}], facts={"critical_needs": [GAP]}),
        "Reservrutin saknas för Omsorgssystem",
    ),
    (
        "covers_critical_dependencies",
        Asked("x", [{"id": "1", "needs": ["d0", "d1"]}], facts={"critical_needs": [GAP]}),
        Asked("x", None, facts={"critical_needs": [GAP]}),
        "Reservrutin saknas",
    ),
    (
        "gaps_handled",
        Asked("x", [{"id": "1", "gap": "d1", "strategy": ["redundancy"]}], facts={"open_gaps": [GAP]}),
        Asked("x", [{"id": "1", "gap": "d1", "strategy": ["accept"]}], facts={"open_gaps": [GAP]}),
        "Gapet för Omsorgssystem",
    ),
    (
        "gaps_handled",
        Asked("x", [{"id": "1", "resource": "x1", "accepted_until": "2027-11-22"}], facts={"open_gaps": [GAP]}),
        Asked("x", [{"id": "1", "resource": "x1", "accepted_until": "2027-11-23"}], facts={"open_gaps": [GAP]}),
        "accepteras av förvaltningschef",
    ),
    (
        "gaps_handled",
        Asked("x", [{"id": "1", "resource": "x1", "accepted_until": "2026-11-22"}], facts={"open_gaps": [GAP]}),
        Asked("x", [{"id": "1", "resource": "x1", "accepted_until": "2026-11-21"}], facts={"open_gaps": [GAP]}),
        "accepteras av förvaltningschef",
    ),
    ("contacts_checked", Asked("2026-08-24"), Asked("2026-08-23"), "90 dagar"),
    ("contacts_checked", Asked("2026-11-12", 10), Asked("2026-11-11", 10), "10 dagar"),
    (
        "still_here",
        Asked("7", facts={"left_people": {"8": "Anna A"}}),
        Asked(["8", "7"], facts={"left_people": {"8": "Anna A"}}),
        "Anna A har slutat",
    ),
    ("not_in_future", Asked("2026-11-22"), Asked("2026-11-23"), "i framtiden"),
    ("in_future", Asked("2026-11-23"), Asked("2026-11-22"), "framåt i tiden"),
    ("differs_from", Asked("r1", "r2"), Asked("r1", ["r2", "r1"]), "Utvärderaren bör inte vara övningsledare"),
    (
        "findings_have_actions",
        Asked("3", [ACTION], {"id": "f1"}),
        Asked("3", [ACTION], {"id": "f2"}),
        "ingen åtgärd",
    ),
    (
        "findings_have_actions",
        Asked("1", None, {"id": "f1"}),
        Asked(2, [ACTION | {"due": None}], {"id": "f1"}),
        "ansvarig och datum",
    ),
    (
        "nothing_unchecked",
        Asked("unchanged", kind="text"),
        Asked("not_checked", kind="text"),
        "Alla punkter måste kontrolleras",
    ),
    ("within_months", Asked("2027-11-22", 12), Asked("2027-11-23", 12), "högst 12 månader fram"),
    ("within_months", Asked("2024-11-22", 24), Asked("2024-11-21", 24), "mer än 24 månader sedan"),
    (
        "no_personal_number",
        Asked("Ärende SN/2026:114-003, ring 070-123 45 67", kind="text"),
        Asked("Gäller 850709-9805", kind="text"),
        "Skriv inte personnummer",
    ),
]


def test_every_name_in_the_vocabulary_has_its_function_and_both_sides_here() -> None:
    names = set(get_args(Check))
    assert set(CHECKS) == names
    assert {check for check, _, _, _ in SIDES} == names
    assert len(set(CHECKS.values())) == len(names)


@pytest.mark.parametrize(("check", "holds"), [(check, holds) for check, holds, _, _ in SIDES])
def test_a_check_is_content_with_a_good_answer(check: Check, holds: Asked) -> None:
    assert ask(check, holds) is None


@pytest.mark.parametrize(("check", "fails", "words"), [(check, fails, words) for check, _, fails, words in SIDES])
def test_a_check_says_what_is_wrong_with_a_bad_answer(check: Check, fails: Asked, words: str) -> None:
    said = ask(check, fails)
    assert said is not None
    assert words in said


@pytest.mark.parametrize("check", sorted(set(CHECKS) - {"deputy_named"}))
def test_what_is_not_answered_is_reported_elsewhere(check: Check) -> None:
    assert ask(check, Asked(None)) is None


COMPARING: list[tuple[Check, Any]] = [
    ("after", "2026-11-22"),
    ("not_before", "2026-11-22"),
    ("deputy_differs", "r1"),
    ("differs_from", "r1"),
    ("shorter_than", 5),
    ("last_tolerable_kept", 5),
    ("fits_with_catch_up", 5),
    ("at_most", 5),
    ("peaks_hold", 5),
    ("backup_meets_rpo", 5),
    ("longer_needs_motive", 5),
    ("reserve_in_time", 5),
    ("reserve_is_independent", ["x1"]),
    ("within_months", "1999-01-01"),
    ("number_pattern", "vad som helst"),
    ("covers_critical_dependencies", "x"),
    ("gaps_handled", "x"),
]


@pytest.mark.parametrize(("check", "value"), COMPARING)
def test_a_check_with_nothing_to_compare_with_passes(check: Check, value: Any) -> None:
    assert ask(check, Asked(value, None, row={"rto_h": 5})) is None


@pytest.mark.parametrize("check", sorted(CHECKS))
@pytest.mark.parametrize("value", [0, -1, 1e9, "", "text", [], ["x"], {}, {"levels": {}}, {"levels": {"LH": {}}}, True])
def test_a_check_answers_in_whole_sentences_whatever_is_stored(check: Check, value: Any) -> None:
    for other in (None, 3, "text", [{}], {"levels": {}}):
        said = ask(check, Asked(value, other, row={"id": "1"}, facts={"phone": "1", "open_gaps": [GAP]}))
        assert said is None or (said[0].isupper() and said[-1] in ".?")


def test_hours_in_a_message_can_be_told_in_either_language() -> None:
    assert (str(Spoken(4)), Spoken(4).in_("en")) == ("4 timmar", "4 hours")
