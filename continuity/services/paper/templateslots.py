"""Which published template answers where, and which forms it is filled from."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import LANGUAGES, QUESTIONS_DOCUMENT
from continuity.definitions.words import Words
from continuity.errors import NotFound, Refused, say
from continuity.models import DefinitionText, PublicationItem
from continuity.services import publishing
from continuity.services.paper.municipalfields import SCHEMAS
from continuity.services.paper.templatetrial import Job
from continuity.services.publishing import DELIVERED, TEMPLATE, Place

_PRINTED = Words(sv="Frågorna på papper", en="The questions on paper")


@dataclass(frozen=True)
class Slot:
    """A place for a template: a document in a language, for one variant and one department ("" for all)."""

    document: str
    language: str
    variant: str = ""
    department: str = ""

    @property
    def place(self) -> Place:
        """As publications name it."""
        return f"{self.language}/{self.document}", self.variant, self.department

    @classmethod
    def at(cls, place: Place) -> "Slot":
        """The slot that a publication names so."""
        language, _, document = place[0].partition("/")
        return cls(document, language, place[1], place[2])

    @property
    def filename(self) -> str:
        """What a downloaded file is called, without its ending."""
        return "_".join(part for part in (self.document, self.language, self.variant, self.department) if part)


@dataclass(frozen=True)
class Use:
    """A form that fills a template: in which workflow and step, and the hashes of what decides its looks."""

    workflow: str
    step: str
    workflow_hash: str
    form_hash: str
    beside: tuple[str, ...] = ()  # the SHA-256 of what shows questions in the document's stead: memo, annex


class Shelf:
    """The newest publication, read once."""

    def __init__(self, session: Session) -> None:
        self.session, self.publication = session, publishing.newest(session)
        self.hashes: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
        number = self.publication.id if self.publication else 0
        for item in session.scalars(select(PublicationItem).where(PublicationItem.publication_id == number)):
            self.hashes.setdefault((item.kind, item.name), {})[item.variant, item.department] = item.hash

    def slots(self) -> tuple[Slot, ...]:
        """Every template in use, by document, then whom it is for, then language."""
        shelves = [(name, there) for (kind, name), there in self.hashes.items() if kind == TEMPLATE]
        found = [Slot.at((name, *where)) for name, there in shelves for where in there]
        order: list[str] = list(LANGUAGES)
        return tuple(sorted(found, key=lambda s: (s.document, s.variant, s.department, order.index(s.language))))

    def current(self, slot: Slot) -> str:
        """The SHA-256 of the template in use there; raises `NotFound`."""
        found = self._exact(TEMPLATE, slot)
        if not found:
            raise NotFound
        return found

    def delivered(self, slot: Slot) -> str:
        """The SHA-256 of the files' template where an uploaded one is used instead, else ""."""
        return self._exact(DELIVERED, slot)

    def _exact(self, kind: str, slot: Slot) -> str:
        name, variant, department = slot.place
        return self.hashes.get((kind, name), {}).get((variant, department), "")

    def _resolve(self, kind: str, name: str, variant: str, department: str) -> tuple[tuple[str, str], str] | None:
        there = self.hashes.get((kind, name), {})
        keys = ((variant, department), ("", department), (variant, ""), ("", ""))
        return next(((key, there[key]) for key in keys if key in there), None)

    def titles(self) -> dict[str, Words]:
        """What each document is called."""
        titles = {QUESTIONS_DOCUMENT: _PRINTED}
        for name in self._workflows():
            workflow = publishing.workflow(self.session, self.hashes["workflow", name]["", ""])
            for step in workflow.steps.values():
                titles.setdefault(step.document, step.title)
        return {**titles, **publishing.settings(self.session).document_titles}

    def _workflows(self) -> list[str]:
        return sorted(name for (kind, name), there in self.hashes.items() if kind == "workflow" and ("", "") in there)

    def uses(self, slot: Slot) -> tuple[Use, ...]:
        """Every distinct form that fills the template of this slot."""
        found: dict[tuple[str, str], Use] = {}
        for name in self._workflows():
            for variant, department in self._readers():
                for use in self._of(slot, name, variant, department):
                    found.setdefault((use.form_hash, use.step), use)
        return tuple(found.values())

    def _readers(self) -> Iterator[tuple[str, str]]:
        whom = [where for there in self.hashes.values() for where in there]
        for variant in sorted({variant for variant, _ in whom} | {""}):
            for department in sorted({department for _, department in whom} | {""}):
                yield variant, department

    def _of(self, slot: Slot, name: str, variant: str, department: str) -> Iterator[Use]:
        chosen = self._resolve(TEMPLATE, slot.place[0], variant, department)
        if chosen is None or chosen[0] != (slot.variant, slot.department):
            return
        try:
            workflow_hash = publishing.hash_of(self.session, "workflow", name, variant, department)
            for step_id, step in publishing.workflow(self.session, workflow_hash).steps.items():
                if slot.document in (*step.documents, QUESTIONS_DOCUMENT):
                    others = (
                        self._resolve(TEMPLATE, f"{slot.language}/{one}", variant, department) for one in step.beside
                    )
                    beside = tuple(found[1] for found in others if found)
                    form_hash = publishing.hash_of(self.session, "form", step.form, variant, department)
                    yield Use(name, step_id, workflow_hash, form_hash, beside)
        except Refused:
            return  # a variant and a department's own that do not fit together: nobody can choose them


def job(session: Session, slot: Slot, filename: str, data: bytes) -> Job:
    """What is needed to try a template in this slot.

    :raise NotFound: nothing published has such a slot.
    :raise Refused: no published workflow has such a document.
    """
    shelf = Shelf(session)
    shelf.current(slot)
    uses = shelf.uses(slot)
    if not uses and slot.document not in SCHEMAS:
        raise Refused(say("Inget publicerat arbetsflöde har ett sådant dokument, så mallen går inte att pröva."))
    organisation = publishing.hash_of(session, "organisation", "organisation")
    hashes = {organisation, *(use.workflow_hash for use in uses), *(use.form_hash for use in uses)}
    texts = session.scalars(select(DefinitionText).where(DefinitionText.hash.in_(hashes)))
    beside = next((use.beside for use in uses if use.beside), ())
    return Job(
        source=data,
        name=filename,
        document=slot.document,
        language=slot.language,
        department=slot.department,
        uses=[
            {
                "workflow": use.workflow,
                "step": use.step,
                "hashes": {"workflow": use.workflow_hash, "form": use.form_hash, "organisation": organisation},
            }
            for use in uses
        ],
        definitions={text.hash: (text.kind, text.body) for text in texts},
        beside=[publishing.template_bytes(session, one) for one in beside],
    )
