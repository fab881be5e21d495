"""Whether the paths that lead from one step into another lead to something that fits."""

from collections.abc import Iterator

from continuity.definitions.forms import Form, Page, Question
from continuity.definitions.mistakes import not_known
from continuity.definitions.places import find, scope_of_questions, step_path
from continuity.definitions.questioncheck import Fault
from continuity.definitions.rounds import Round
from continuity.definitions.vocabulary import FACTS, PREFILLS, REFERENCES
from continuity.definitions.workflows import Proposes, RowOutcome, WorkflowStep
from continuity.errors import say


def check_paths(round_: Round, form: Form) -> Iterator[Fault]:
    """Paths from a form into other steps."""
    for page_id, page in form.pages.items():
        if page.rows and page.rows.is_told:
            if page.of is not None or form.pages_of(page_id):
                yield (
                    f"pages.{page_id}.rows.from",
                    say("En lista som registret fyller står för sig, med frågorna på sin egen sida."),
                )
        elif page.rows and page.rows.from_:
            yield from _path(round_, f"pages.{page_id}.rows.from", page.rows.from_, lists=True)
            if page.of is not None or "[]" in page.rows.from_:
                yield (
                    f"pages.{page_id}.rows.from",
                    say("Bara en lista som inte står i en annan kan hämta rader, och bara därifrån."),
                )
    for page_id, _, question_id, question in form.questions():
        at = f"pages.{page_id}.questions.{question_id}"
        if question.fact is not None:
            yield from _fact(form, page_id, f"{at}.fact", question)
        if question.prefill is not None:
            yield from _prefill(round_, form, page_id, question_id, question)
        if question.of is not None and step_path(question.of):
            yield from _path(round_, f"{at}.of", question.of, lists=True)
        for index, use in enumerate(question.checks):
            if isinstance(use.other, str) and step_path(use.other):
                yield from _path(round_, f"{at}.checks[{index}].other", use.other, lists=None)


def _fact(form: Form, page_id: str, at: str, question: Question) -> Iterator[Fault]:
    """Whether the registers know it, in a kind that can show it, and for a row: in the rows that they give."""
    name = question.fact or ""
    if question.kind not in FACTS.get(name, ()):
        yield at, not_known(name, [known for known, kinds in FACTS.items() if question.kind in kinds])
        return
    around = name.rpartition("[].")[0]
    rows = form.pages[page_id].rows
    if not around and scope_of_questions(form, page_id):
        yield at, say("Uppgiften gäller hela förvaltningen. Visa den på en sida som inte står i en lista.")
    if around and (rows is None or rows.from_ != around):
        yield at, say('En rads uppgifter visas bara i samma rad. Skriv from = "{path}" på listan här.', path=around)


def _path(round_: Round, at: str, text: str, *, lists: bool | None) -> Iterator[Fault]:
    """Whether a path into a step leads to a list (True), a question (False) or either (None)."""
    path = step_path(text)
    form = round_.form_of(path.step) if path else None
    if path is None or form is None:
        yield (
            at,
            say("”{path}” ska börja med ett steg: {steps}.", path=text, steps=", ".join(round_.workflow.model.steps)),
        )
        return
    found = find(form, path.path)
    if found is None:
        yield (
            at,
            say(
                "Steget ”{step}” har inget som heter ”{path}”. Se efter vad det heter där.",
                step=path.step,
                path=path.path,
            ),
        )
    elif lists is not None and isinstance(found, Page) != lists:
        yield at, say("”{path}” är en lista.", path=text) if not lists else say("”{path}” är ingen lista.", path=text)


def _prefill(round_: Round, form: Form, page_id: str, question_id: str, question: Question) -> Iterator[Fault]:
    at, text = f"pages.{page_id}.questions.{question_id}.prefill", question.prefill or ""
    path = step_path(text)
    if path is not None and any(known.startswith(f"{path.step}.") for known in PREFILLS):
        if question.kind not in PREFILLS.get(text, ()):
            yield at, not_known(text, [known for known, kinds in PREFILLS.items() if question.kind in kinds])
        return
    yield from _path(round_, at, text, lists=False)
    source_form = round_.form_of(path.step) if path else None
    source = find(source_form, path.path) if path and source_form else None
    if not isinstance(source, Question):
        return
    if not _fits(source, question):
        yield at, say("Svaret där är av slaget {kind} och går inte att föra över hit.", kind=source.kind)
    around = text.rpartition("[].")[0]
    scope = scope_of_questions(form, page_id)
    rows = form.pages[scope[-1]].rows if scope else None
    if around and (len(scope) != 1 or rows is None or rows.from_ != around):
        yield at, say('En rads svar förs bara över till samma rad. Skriv from = "{path}" på listan här.', path=around)


def _fits(source: Question, target: Question) -> bool:
    """Whether an answer to one question can stand as an answer to the other."""
    if source.kind == "computed":
        return target.kind in ("number", "duration", "text")
    if source.kind in ("text", "longtext"):
        return target.kind in ("text", "longtext")
    if source.kind in ("choice", "choices"):
        return source.kind == target.kind and set(source.options) <= set(target.options)
    if source.kind in REFERENCES:
        return source.kind == target.kind and (target.many or not source.many)
    return source.kind == target.kind


def check_answer(round_: Round, at: str, step: str | None, question: str | None, kind: str) -> Iterator[Fault]:
    """Whether a step has a question of this kind, asked once."""
    form = round_.form_of(step or "")
    if form is None:
        yield f"{at}.step", not_known(step or "", list(round_.workflow.model.steps))
        return
    found = find(form, question or "")
    if not isinstance(found, Question):
        names = [question_id for page_id, _, question_id, _ in form.questions() if not form.scope_of(page_id)]
        yield f"{at}.question", not_known(question or "", names)
    elif found.kind != kind:
        yield f"{at}.question", say("Frågan är av slaget {kind} och ska vara {wanted}.", kind=found.kind, wanted=kind)


def check_outcome(round_: Round, step_id: str, step: WorkflowStep) -> Iterator[Fault]:
    """The answer that decides what opens next: its question, its options and the reasons to open again."""
    if step.outcome is None:
        return
    form = round_.form_of(step_id)
    question = find(form, step.outcome.question) if form else None
    if not isinstance(question, Question) or question.kind != "choice":
        yield "outcome.question", say("Det finns ingen fråga av slaget choice som heter så i stegets formulär.")
        return
    for option, reopening in step.outcome.opens.items():
        if option not in question.options:
            yield f"outcome.opens.{option}", not_known(option, list(question.options))
        if reopening not in round_.workflow.model.reopen:
            yield f"outcome.opens.{option}", not_known(reopening, list(round_.workflow.model.reopen))
    for option in step.outcome.repeals:
        if option not in question.options:
            yield "outcome.repeals", not_known(option, list(question.options))
    for index, one in enumerate(step.outcome.proposes):
        for key, reason in _proposes(form, question, one) if form else ():
            yield f"outcome.proposes[{index}].{key}", reason
    if step.outcome.otherwise is not None and step.outcome.otherwise not in question.options:
        yield "outcome.otherwise", not_known(step.outcome.otherwise, list(question.options))
    for index, rows in enumerate(step.outcome.rows):
        for key, reason in _row_outcome(round_, step_id, rows):
            yield f"outcome.rows[{index}].{key}", reason


def _proposes(form: Form, outcome: Question, one: Proposes) -> Iterator[Fault]:
    """Answers that speak for a choice: all of it must be in the step's own form."""
    if one.option not in outcome.options:
        yield "option", not_known(one.option, list(outcome.options))
    question = find(form, f"{one.list}[].{one.question}" if one.list else one.question)
    if not isinstance(question, Question) or not question.options:
        yield "question", say("Det finns ingen fråga med val som heter så i stegets formulär.")
        return
    for option in one.is_:
        if option not in question.options:
            yield "is", not_known(option, list(question.options))
    rows = form.pages[one.list].rows if one.list is not None and one.list in form.pages else None
    for row in one.rows:
        if rows is None or row not in rows.fixed:
            yield "rows", not_known(row, list(rows.fixed) if rows else [])


def _row_outcome(round_: Round, step_id: str, rows: RowOutcome) -> Iterator[Fault]:
    form = round_.form_of(step_id)
    question = find(form, f"{rows.list}[].{rows.question}") if form else None
    if not isinstance(question, Question) or question.kind not in ("choice", "choices"):
        yield "question", say("Det finns ingen fråga av slaget choice som heter så i listan ”{list}”.", list=rows.list)
    else:
        for option in rows.is_:
            if option not in question.options:
                yield "is", not_known(option, list(question.options))
    if rows.opens not in round_.workflow.model.reopen:
        yield "opens", not_known(rows.opens, list(round_.workflow.model.reopen))
    given = (rows.points_by, rows.to, rows.where, rows.at_most)
    if all(one is None for one in given):
        return
    if any(one is None for one in given):
        yield "points_by", say("Skriv points_by, to, where och at_most tillsammans, eller ingen av dem.")
        return
    yield from _row_weight(round_, form, rows)


def _row_weight(round_: Round, form: Form | None, rows: RowOutcome) -> Iterator[Fault]:
    to = rows.to or ""
    pointer = find(form, f"{rows.list}[].{rows.points_by}") if form else None
    if not isinstance(pointer, Question) or pointer.kind != "row" or pointer.of != to:
        yield "points_by", say("Det finns ingen fråga i listan som pekar på en rad i ”{to}”.", to=to)
    yield from _path(round_, "to", to, lists=True)
    path = step_path(to)
    target = round_.form_of(path.step) if path else None
    weight = find(target, f"{path.path}[].{rows.where}") if path and target else None
    if not isinstance(weight, Question) or weight.kind not in ("number", "computed", "duration"):
        yield "where", say("Det finns inget tal som heter så i ”{to}”.", to=to)


def check_tests(round_: Round, step_id: str, step: WorkflowStep) -> Iterator[Fault]:
    """The questions that tell of a trial of the plan."""
    tests, form = step.tests, round_.form_of(step_id)
    if tests is None or form is None:
        return
    yield from check_answer(round_, "tests.held_on", step_id, tests.held_on, "date")
    yield from check_answer(round_, "tests.name", step_id, tests.name, "text")
    yield from check_answer(round_, "tests.types", step_id, tests.types, "choices")
    result = find(form, f"{tests.objectives}[].{tests.result}")
    if not isinstance(result, Question) or result.kind != "choice":
        reason = say("Det finns ingen fråga av slaget choice som heter så i listan ”{list}”.", list=tests.objectives)
        yield "tests.result", reason
        return
    for option in tests.reached:
        if option not in result.options:
            yield "tests.reached", not_known(option, list(result.options))


def check_stood_behind(round_: Round, step_id: str, step: WorkflowStep) -> Iterator[Fault]:
    """The list whose rows somebody stands behind, who that is, and what they say."""
    wanted, form = step.stood_behind, round_.form_of(step_id)
    if wanted is None or form is None:
        return
    page = form.pages.get(wanted.list)
    if page is None or page.rows is None or page.of is not None:
        lists = [name for name, one in form.pages.items() if one.rows is not None and one.of is None]
        yield "stood_behind.list", not_known(wanted.list, lists)
        return
    owner = find(form, f"{wanted.list}[].{wanted.owner}")
    if not isinstance(owner, Question) or owner.kind != "role":
        reason = say("Det finns ingen fråga av slaget role som heter så i listan ”{list}”.", list=wanted.list)
        yield "stood_behind.owner", reason
    if any("{row}" not in text for text in (wanted.statement.sv, wanted.statement.en) if text):
        yield "stood_behind.statement", say("Texten ska innehålla {{row}}, så att det syns vad den gäller.")
