"""What is handled elsewhere (domain.md V14b): unanswered questions of the restricted pages count as answered."""

from continuity.definitions.forms import Form, Page
from continuity.definitions.vocabulary import SILENT
from continuity.rules.answers import SPECIAL, Row, holds, is_answered


def filled(form: Form, tree: Row) -> Row:
    """The tree with "Hanteras i särskild ordning" for each unanswered question on those pages; `tree` is `visible`."""
    return _filled(form, form.special_pages(), None, tree, ())


def _filled(form: Form, special: frozenset[str], scope: str | None, node: Row, above: tuple[Row, ...]) -> Row:
    whole = dict(node)
    chain = (*above, node)
    if scope in special:
        _fill(form.pages[scope], whole, chain)
    for page_id in form.pages_of(scope):
        page = form.pages[page_id]
        if not holds(page.shown_if, chain):
            continue
        if page.rows is not None:
            if page_id in node:
                whole[page_id] = [_filled(form, special, page_id, row, chain) for row in node[page_id]]
        elif page_id in special:
            _fill(page, whole, chain)
    return whole


def _fill(page: Page, node: Row, chain: tuple[Row, ...]) -> None:
    for question_id, question in page.questions.items():
        typed = question.kind not in SILENT and question.source == "form"
        if typed and not is_answered(node.get(question_id)) and holds(question.shown_if, chain):
            node[question_id] = dict(SPECIAL)


def without(whole: Row, original: Row) -> Row:
    """The filled tree without what was filled in: what computed answers were worked out meanwhile stay."""
    kept: Row = {}
    for name, value in whole.items():
        before = original.get(name)
        if value == SPECIAL and not is_answered(before):
            if before is not None:
                kept[name] = before
        elif isinstance(value, list) and isinstance(before, list) and value and isinstance(value[0], dict):
            kept[name] = [without(row, own) for row, own in zip(value, before, strict=True)]
        else:
            kept[name] = value
    return kept
