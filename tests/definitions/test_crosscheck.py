from pathlib import Path

import pytest

from continuity.definitions.catalogue import read_catalogue
from continuity.definitions.crosscheck import check_alone, check_round, unused_forms
from continuity.definitions.rounds import rounds
from continuity.definitions.shown import as_toml
from continuity.errors import Complaint
from tests.support.content_files import change, told, write

WORKFLOW = "workflows/pledge.toml"
PICTURE = 'format = 1\nextends = "picture"\nwhy = { sv = "D", en = "B" }\n'
BACKGROUND = 'kind = "longtext", prefill = "picture.summary"'
PLACE = 'place = { kind = "text", prefill = "picture.places[].place"'
LATE = 'kind = "number", source = "process", fact = "department.late_actions"'
OWNER = 'kind = "text", source = "process", fact = "department.promises[].owner"'
MEASURE = 'prefill = "picture.places[].place"'


def complaints(*roots: Path) -> list[Complaint]:
    catalogue, read = read_catalogue(roots)
    assert read == ()
    found = [complaint for round_ in rounds(catalogue) for complaint in check_round(round_, catalogue)]
    return [*found, *(complaint for _, complaint in check_alone(catalogue)), *unused_forms(catalogue)]


def test_the_test_content_fits_together(content: Path) -> None:
    assert complaints(content) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        (WORKFLOW, 'form = "promise"', 'form = "promises"', "steps.promise.form"),
        (WORKFLOW, 'document = "promise"', 'document = "promises"', "steps.promise.document"),
        (WORKFLOW, 'memo = "board_memo"', 'memo = "memo"', "steps.promise.memo"),
        (WORKFLOW, "due = { days = 45 }", "due = {}", "steps.picture.due"),
        (
            WORKFLOW,
            'step = "picture", question = "promise_due"',
            'step = "pict", question = "x"',
            "steps.promise.due.step",
        ),
        (WORKFLOW, 'question = "promise_due"', 'question = "promise_duo"', "steps.promise.due.question"),
        (WORKFLOW, 'question = "promise_due"', 'question = "summary"', "steps.promise.due.question"),
        (
            WORKFLOW,
            "opens = { before_due_days = 30, months = 12 }",
            'opens = { step = "picture", question = "summary" }',
            "steps.evaluation.opens.question",
        ),
        (WORKFLOW, 'question = "outcome"', 'question = "reason"', "steps.evaluation.outcome.question"),
        (WORKFLOW, 'repeals = ["end_it"]', 'repeals = ["end"]', "steps.evaluation.outcome.repeals"),
        (WORKFLOW, "new_promise = ", "new_promises = ", "steps.evaluation.outcome.opens.new_promises"),
        (
            WORKFLOW,
            'new_promise = "time_for_a_new_promise"',
            'new_promise = "whenever"',
            "steps.evaluation.outcome.opens.new_promise",
        ),
        (
            WORKFLOW,
            'prepared_by = { sv = "Jag har följt upp {title}.", en = "I have followed up {title}." }\n',
            "",
            "steps.evaluation.statements.prepared_by",
        ),
        (
            WORKFLOW,
            "Jag har följt upp {title}.",
            "Jag har följt upp {titel}.",
            "steps.evaluation.statements.prepared_by",
        ),
        (
            WORKFLOW,
            "Jag har följt upp {title}.",
            "Jag har följt upp {title.",
            "steps.evaluation.statements.prepared_by",
        ),
        (WORKFLOW, 'decided_by = "executive_board"', 'decided_by = "council"', "steps.promise.decided_by"),
        ("forms/promise.toml", MEASURE, 'prefill = "place"', "pages.measure.questions.place.prefill"),
        ("forms/promise.toml", MEASURE, 'prefill = "pict.summary"', "pages.measure.questions.place.prefill"),
        ("forms/promise.toml", MEASURE, 'prefill = "picture.place"', "pages.measure.questions.place.prefill"),
        ("forms/promise.toml", MEASURE, 'prefill = "picture.places"', "pages.measure.questions.place.prefill"),
        ("forms/promise.toml", MEASURE, 'prefill = "picture.valid_to"', "pages.measure.questions.place.prefill"),
        ("forms/promise.toml", 'from = "picture.places"', 'from = "picture.summary"', "pages.measures.rows.from"),
        (
            "forms/promise.toml",
            'from = "picture.places"',
            'from = "picture.places[].events"',
            "pages.measures.rows.from",
        ),
        ("forms/promise.toml", ', from = "picture.places"', "", "pages.measure.questions.place.prefill"),
        ("forms/promise.toml", MEASURE, 'prefill = "department.nam"', "pages.measure.questions.place.prefill"),
        ("forms/promise.toml", MEASURE, 'prefill = "process.today"', "pages.measure.questions.place.prefill"),
        ("forms/promise.toml", BACKGROUND, LATE.replace("late", "lat"), "pages.aim.questions.background.fact"),
        ("forms/promise.toml", BACKGROUND, LATE.replace("number", "text"), "pages.aim.questions.background.fact"),
        ("forms/promise.toml", BACKGROUND, OWNER, "pages.aim.questions.background.fact"),
        ("forms/promise.toml", PLACE, f"place = {{ {LATE}", "pages.measure.questions.place.fact"),
        ("forms/promise.toml", 'from = "picture.places"', 'from = "department.promises"', "pages.measures.rows.from"),
        (WORKFLOW, "rewriting = {", "Rewriting = {", "machines.agreement.states.Rewriting"),
        (
            "forms/promise.toml",
            'check = "after", other = "valid_from"',
            'check = "after", other = "picture.nothing"',
            "pages.document.questions.valid_to.checks[0].other",
        ),
    ],
)
def test_what_does_not_fit_is_told_where_it_stands(content: Path, file: str, old: str, new: str, key: str) -> None:
    change(content, file, old, new)
    assert (file, key) in told(complaints(content))


STOOD_BEHIND = "[steps.picture.stood_behind]\n{words}\n[steps.picture.statements]"
KEEPER = """[pages.place.questions.keeper]
kind = "role"
label = {{ sv = "Vem tar hand om platsen?", en = "Who looks after the place?" }}
{before}"""


def stood_behind(content: Path, words: str) -> None:
    """The picture asks somebody to stand behind rows; `words` say of which list, who, and what they say."""
    change(content, WORKFLOW, "[steps.picture.statements]", STOOD_BEHIND.format(words=words))
    worry = "[pages.place.questions.worry]"
    change(content, "forms/picture.toml", worry, KEEPER.format(before=worry))


STATEMENT = 'statement = { sv = "Jag står bakom {row}", en = "I stand behind {row}" }'


def test_rows_that_somebody_stands_behind_fit(content: Path) -> None:
    stood_behind(content, f'list = "places"\nowner = "keeper"\nworkdays = 10\n{STATEMENT}')
    assert complaints(content) == []


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (f'list = "events"\nowner = "keeper"\nworkdays = 10\n{STATEMENT}', "stood_behind.list"),
        (f'list = "survey"\nowner = "keeper"\nworkdays = 10\n{STATEMENT}', "stood_behind.list"),
        (f'list = "places"\nowner = "place"\nworkdays = 10\n{STATEMENT}', "stood_behind.owner"),
        (f'list = "places"\nowner = "nobody"\nworkdays = 10\n{STATEMENT}', "stood_behind.owner"),
        (
            f'list = "places"\nowner = "keeper"\nworkdays = 10\n{STATEMENT.replace("{row}", "allt", 1)}',
            "stood_behind.statement",
        ),
    ],
)
def test_rows_that_nobody_can_stand_behind_are_told(content: Path, words: str, key: str) -> None:
    stood_behind(content, words)
    assert (WORKFLOW, f"steps.picture.{key}") in told(complaints(content))


def test_a_page_may_show_what_the_registers_know(content: Path) -> None:
    change(content, "forms/promise.toml", BACKGROUND, LATE)
    assert complaints(content) == []


def test_an_answer_may_begin_with_what_the_process_knows(content: Path) -> None:
    change(content, "forms/promise.toml", MEASURE, 'prefill = "department.name"')
    assert complaints(content) == []


def test_no_step_takes_a_word_that_paths_begin_with(content: Path) -> None:
    text = (content / WORKFLOW).read_text(encoding="utf-8")
    write(content, WORKFLOW, text.replace("[steps.evaluation", "[steps.process"))
    assert (WORKFLOW, "steps.process") in told(complaints(content))


ROWS = {
    "list": "results",
    "question": "kept",
    "is": ["no"],
    "points_by": "about",
    "to": "picture.places",
    "where": "all_times",
    "at_most": 3,
    "opens": "serious_event",
}
ABOUT = '[pages.result.questions.about]\nkind = "row"\nof = "picture.places"\nlabel = { sv = "Var?", en = "Where?" }\n'


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({}, None),
        ({"question": "about"}, "question"),
        ({"list": "result"}, "question"),
        ({"is": ["never"]}, "is"),
        ({"points_by": "kept"}, "points_by"),
        ({"to": "picture.place"}, "to"),
        ({"where": "worry"}, "where"),
        ({"opens": "serious"}, "opens"),
    ],
)
def test_rows_that_decide_what_opens_next_are_followed(
    content: Path, changed: dict[str, object], key: str | None
) -> None:
    form = content / "forms/evaluation.toml"
    form.write_text(form.read_text(encoding="utf-8") + ABOUT, encoding="utf-8")
    rows = as_toml({"rows": [{**ROWS, **changed}]})
    change(content, WORKFLOW, 'repeals = ["end_it"]\n', f'repeals = ["end_it"]\n{rows}')
    found = [one.key.removeprefix("steps.evaluation.outcome.rows[0].") for one in complaints(content)]
    assert (key in found) if key else found == []


def test_a_dropped_question_that_another_step_needs_is_told(content: Path, own: Path) -> None:
    write(own, "forms/picture.toml", PICTURE + 'drop = ["pages.document.questions.promise_due"]\n')
    assert told(complaints(content, own)) == [(WORKFLOW, "steps.promise.due.question")]


def test_a_dropped_question_that_a_condition_needs_is_told(content: Path, own: Path) -> None:
    write(own, "forms/picture.toml", PICTURE + 'drop = ["pages.survey.questions.asked_people"]\n')
    assert told(complaints(content, own)) == [
        ("forms/picture.toml", "pages.survey.questions.respondents.shown_if.question")
    ]


def test_a_department_may_not_break_what_its_own_layers_need(content: Path) -> None:
    dropped = ["pages.places", "pages.place", "pages.events", "pages.event", "pages.total"]
    write(content, "forms/departments/KS/picture.toml", f"{PICTURE}drop = {dropped}\n")
    found = told(complaints(content))
    assert found == [
        ("forms/promise.toml", "pages.measures.rows.from"),
        ("forms/promise.toml", "pages.measure.questions.place.prefill"),
    ]


def test_a_template_is_needed_in_each_language_that_the_organisation_writes(content: Path, own: Path) -> None:
    (content / "docx_templates/en/picture.docx").unlink()
    assert told(complaints(content)) == [(WORKFLOW, "steps.picture.document")]


def test_the_template_that_prints_the_questions_is_always_needed(content: Path) -> None:
    (content / "docx_templates/sv/questions.docx").unlink()
    assert told(complaints(content)) == [(WORKFLOW, "")]


def test_a_form_that_no_workflow_uses_is_a_warning(content: Path) -> None:
    write(content, "forms/lonely.toml", (content / "forms/promise.toml").read_text(encoding="utf-8"))
    (complaint,) = complaints(content)
    assert (complaint.file, complaint.severity) == ("forms/lonely.toml", "warn")


def test_each_distinct_round_is_looked_at_once(content: Path) -> None:
    overlay = 'format = 1\nextends = "{}"\nwhy = {{ sv = "D", en = "B" }}\n{}'
    write(content, "forms/departments/KS/picture.toml", overlay.format("picture", "[replace]\nminutes = 10\n"))
    write(
        content,
        "workflows/variants/small.toml",
        overlay.format("pledge", '[replace]\n"steps.picture.due" = { days = 9 }\n'),
    )
    write(content, "workflows/departments/LS.toml", overlay.format("pledge", ""))
    catalogue, _ = read_catalogue([content])
    assert [(one.key.variant, one.key.department) for one in rounds(catalogue)] == [
        ("", ""),
        ("", "KS"),
        ("small", ""),
        ("small", "KS"),
    ]


@pytest.mark.parametrize(
    ("addition", "key"),
    [
        ('when = "accepted_gaps"\nsays = { sv = "Jag ser {gaps} gap.", en = "I see {gaps} gaps." }', "when"),
        ('when = "accepted_gaps"\nsays = { sv = "Jag ser {gap} gap.", en = "I see gaps." }', "says"),
        ('when = "accepted_gaps"\nsays = { sv = "J", en = "I" }\none = { sv = "{x}", en = "I" }', "one"),
    ],
)
def test_an_added_sentence_names_what_there_is_and_stands_on_rows_of_the_form(
    content: Path, addition: str, key: str
) -> None:
    text = (content / WORKFLOW).read_text(encoding="utf-8")
    write(content, WORKFLOW, f"{text}\n[steps.evaluation.statement_additions.prepared_by]\n{addition}\n")
    assert f"steps.evaluation.statement_additions.prepared_by.{key}" in {one.key for one in complaints(content)}
