"""Documents of a step: the working, signing and final copies, the memo, translations and the printed questions."""

import re
from typing import Any

from sqlalchemy import select

from continuity.definitions.canonical import sha256_of
from continuity.definitions.vocabulary import LANGUAGES
from continuity.documents import CoreProperties, compile_template, content_sha256
from continuity.errors import ContinuityError, NotFound, Refused, RenderingFailed, say
from continuity.models import Document, Snapshot
from continuity.services import publishing
from continuity.services.answers import comparing, snapshots
from continuity.services.clock import local_date
from continuity.services.paper import paperwork, questionnaire, secrecy_note
from continuity.services.paper.presentation import Presenter
from continuity.services.record import history
from continuity.services.steps import adoption, standing_behind
from continuity.services.steps.desk import Desk

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EDITIONS = {"sv": {"full": "Fullständig", "open": "Öppet utdrag"}, "en": {"full": "Full", "open": "Open extract"}}
TRANSLATION = {"sv": "Översättning, ej undertecknad", "en": "Translation, not signed"}


def template_hash(desk: Desk, document: str, language: str) -> str:
    """The SHA-256 of the template this revision uses, fixed when the revision was opened.

    :raise Refused: there is no template in that language.
    """
    kept = desk.revision.templates.get(f"{language}/{document}")
    if kept:
        return str(kept)
    return publishing.hash_of(
        desk.session, publishing.TEMPLATE, f"{language}/{document}", desk.plan.variant, desk.department.code
    )


def templates_now(desk: Desk, documents: tuple[str, ...]) -> dict[str, object]:
    """The templates in use now for these documents: what a revision keeps from its opening."""
    found: dict[str, object] = {}
    for document in documents:
        for language in LANGUAGES:
            try:
                name = f"{language}/{document}"
                found[name] = publishing.hash_of(
                    desk.session, publishing.TEMPLATE, name, desk.plan.variant, desk.department.code
                )
            except Refused:
                continue  # an organisation with one language has templates in that one
    return found


def values_of(
    desk: Desk, kind: str, language: str, edition: str, *, document: str | None = None, translated: bool = False
) -> dict[str, Any]:
    """What a template of this step's documents may use; see docx_templates/README.md."""
    snapshot = snapshots.of_revision(desk) if kind != "working" else None
    tree = snapshots.answers_of(snapshot) if snapshot else snapshots.answers_now(desk)
    presenter = Presenter(desk.form, desk.settings, language, edition)
    answers = presenter.answers(tree)
    signed = desk if is_annex(desk, document) else adoption.adopted(desk)
    advice, note = paperwork.advice_rows(signed, language, edition)
    signing = signing_copy(signed) if kind == "final" else None
    return {
        "document": _front(desk, snapshot, kind, language, edition, answers, document, translated=translated),
        "meta": paperwork.meta(desk, answers, kind, language),
        "answers": answers,
        "criteria": presenter.criteria(),
        "advice": advice,
        "advice_note": note,
        "stood_behind": standing_behind.printed(desk, language, tree, answers),
        "signatures": paperwork.signature_rows(signed, language),
        "signing_copy": {"sha256": signing.sha256} if signing else None,
        "decision": paperwork.decision_row(signed, language) if kind == "final" else None,
        "revisions": paperwork.revision_rows(desk, language, edition),
        "changes": comparing.printed(desk, language, edition),
    }


def _front(
    desk: Desk,
    snapshot: Snapshot | None,
    kind: str,
    language: str,
    edition: str,
    answers: dict[str, Any],
    document: str | None,
    *,
    translated: bool,
) -> dict[str, Any]:
    version = desk.revision.version
    made = local_date(desk.revision.frozen_at) if desk.revision.frozen_at and kind != "working" else desk.today
    unit = snapshots.unit_of(desk, snapshot)
    apart = is_annex(desk, document)
    annex = desk.settings.document_titles.get(desk.parameters.annex_document or "")
    title = annex if apart else desk.settings.document_titles.get(desk.parameters.document)
    return {
        "title": (title or desk.form.title).in_(language),
        "annex": annex.in_(language) if annex else None,
        "type": desk.parameters.document_type.in_(language),
        "step": desk.title(language),
        "department": unit["department"]["name"],
        "department_code": unit["department"]["code"],
        "committee": unit["committee"] or None,
        "municipality": paperwork.municipality(desk),
        "status": paperwork.STATUS[language][kind],
        "version": version or paperwork.next_version(desk),
        "preliminary": version is None,
        "revision": desk.revision.number,
        "snapshot": snapshot.sha256[:12] if snapshot else "",
        "language": language,
        "edition": edition,
        "edition_label": EDITIONS[language][edition],
        "translated": translated,
        "translation_note": TRANSLATION[language] if translated else None,
        "marking": secrecy_note.marking(desk, answers, snapshot, language, edition, assessed=not apart),
        "date": made,
        "case_number": paperwork.case_number(desk),
    }


def render(
    desk: Desk, kind: str, *, document: str | None = None, language: str | None = None, edition: str = "full"
) -> bytes:
    """The document's bytes, made from the snapshot (or the answers as they stand, for a working copy).

    :raise RenderingFailed: the template or its data failed; nothing has been written.
    """
    language = language or desk.settings.signed_language
    translated = language != desk.settings.signed_language and kind != "working"
    digest = template_hash(desk, document or desk.parameters.document, language)
    values = values_of(desk, kind, language, edition, document=document, translated=translated)
    made = (desk.revision.frozen_at if kind != "working" else None) or desk.at
    try:
        return compile_template(publishing.template_bytes(desk.session, digest)).render(
            values,
            language=language,
            draft=kind == "working",
            core=CoreProperties(
                title=f"{values['document']['title']}, {desk.department.name}",
                creator=values["document"]["municipality"],
                created=made,
                modified=desk.at if kind == "final" else made,
                language={"sv": "sv-SE", "en": "en-GB"}[language],
            ),
            custom=_properties(desk, values, kept_as(desk, kind, document), edition),
        )
    except ContinuityError as error:
        raise RenderingFailed(
            say(
                "Dokumentet kunde inte skapas, så steget är kvar där det var och inget har ändrats. Orsak: {why}",
                why=error.reason,
            )
        ) from error


def _properties(desk: Desk, values: dict[str, Any], kind: str, edition: str) -> dict[str, str | int]:
    seq, link = history.newest(desk.session)
    snapshot = snapshots.of_revision(desk)
    return {
        "plan": desk.plan.id,
        "step": desk.step.name,
        "revision": desk.revision.number,
        "version": str(values["document"]["version"]),
        "kind": "translation" if values["document"]["translated"] else kind,
        "edition": edition,
        "snapshot": snapshot.sha256 if snapshot else "",
        "checkpoint": f"{seq}:{link}",
    }


def store(
    desk: Desk,
    kind: str,
    data: bytes,
    *,
    document: str | None = None,
    language: str | None = None,
    edition: str = "full",
) -> Document:
    """Keeps a rendered document in the archive, as part of the verb's own transaction."""
    language = language or desk.settings.signed_language
    made = Document(
        revision_id=desk.revision.id,
        round=desk.revision.round,
        kind=kind,
        language=language,
        edition=edition,
        version=desk.revision.version or paperwork.next_version(desk),
        filename=filename(desk, kind, edition, document),
        media_type=DOCX,
        size=len(data),
        sha256=publishing.keep(desk.session, data),
        content_sha256=content_sha256(data),
        template_sha256=template_hash(desk, document or desk.parameters.document, language),
        made_at=desk.at,
    )
    desk.session.add(made)
    desk.session.flush()
    desk.keep(kind, made.sha256)
    return made


def final_copies(desk: Desk) -> None:
    """Keeps the adopted document, the newest of its files, and the annex where the step has one."""
    annex = desk.parameters.annex_document
    if annex is not None:
        store(desk, kept_as(desk, "final", annex), render(desk, "final", document=annex), document=annex)
    store(desk, "final", render(desk, "final"))


def is_annex(desk: Desk, document: str | None) -> bool:
    """Whether this is the step's annex, a document of its own."""
    return document is not None and document == desk.parameters.annex_document


def kept_as(desk: Desk, kind: str, document: str | None) -> str:
    """The kind that a document is kept as: a final annex stands beside the document that it belongs to."""
    return "annex" if kind == "final" and is_annex(desk, document) else kind


def filename(desk: Desk, kind: str, edition: str = "full", document: str | None = None) -> str:
    """`{nämndkod}_{steg}_{förvaltning}_v{version}_{datum}.docx`, safe in every file system."""
    version = desk.revision.version or paperwork.next_version(desk)
    marks = {"working": "_utkast", "signing": "_for-underskrift", "committee_memo": "_tjansteskrivelse"}.get(kind, "")
    annex = "_bilaga" if is_annex(desk, document) else ""
    extract = "_oppet-utdrag" if edition == "open" else ""
    parts = (desk.department.code, desk.title("sv"), desk.department.name, f"v{version}", desk.today.isoformat())
    return re.sub(r"[^\w.\-]+", "-", "_".join(parts) + annex + marks + extract) + ".docx"


def signing_copy(desk: Desk) -> Document | None:
    """The copy that this round's signatures stand on."""
    return _of_kind(desk, "signing")


def _of_kind(desk: Desk, kind: str) -> Document | None:
    query = select(Document).where(
        Document.revision_id == desk.revision.id, Document.kind == kind, Document.round == desk.revision.round
    )
    return desk.session.scalars(query.order_by(Document.id.desc())).first()


def final_copy(desk: Desk) -> Document | None:
    """The completed document."""
    return _of_kind(desk, "final")


def fresh_copy(desk: Desk, language: str, edition: str = "full", *, document: str | None = None) -> tuple[str, bytes]:
    """A copy made on demand and not archived: a draft now, or a translation of what was signed; name and bytes."""
    kind = "working" if desk.revision.frozen_at is None else ("final" if desk.revision.completed_at else "signing")
    made = render(desk, kind, document=document, language=language, edition=edition)
    return filename(desk, kind, edition, document), made


def questions(desk: Desk, *, answered: bool, language: str) -> tuple[str, bytes]:
    """ "Skriv ut frågorna": the step's questions as Word, blank or with the answers so far; name and bytes."""
    digest = template_hash(desk, "questions", language)
    values = values_of(desk, "working", language, "full")
    values["sections"] = questionnaire.sections(desk.form, values["answers"] if answered else {}, language)
    try:
        data = compile_template(publishing.template_bytes(desk.session, digest)).render(
            values,
            language=language,
            draft=answered,
            core=CoreProperties(
                title=values["document"]["title"],
                creator=values["document"]["municipality"],
                created=desk.at,
                modified=desk.at,
                language={"sv": "sv-SE", "en": "en-GB"}[language],
            ),
        )
    except ContinuityError as error:
        raise RenderingFailed(say("Frågorna kunde inte skrivas ut. Orsak: {why}", why=error.reason)) from error
    return re.sub(r"[^\w.\-]+", "-", f"{desk.title(language)}_{desk.department.name}") + ".docx", data


def bytes_of(desk: Desk, document_id: int) -> tuple[Document, bytes]:
    """An archived document of this step and its bytes.

    :raise NotFound: it is not this step's document.
    :raise RenderingFailed: the stored bytes are not those that were recorded.
    """
    document = desk.session.get(Document, document_id)
    if document is None or document.revision_id not in {r.id for r in desk.step.revisions}:
        raise NotFound
    data = document.content.bytes
    if sha256_of(data) != document.sha256:
        raise RenderingFailed(say("Filen i arkivet stämmer inte med sitt kontrollvärde. Säg till administratören."))
    return document, data
