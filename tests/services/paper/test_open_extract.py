"""The open extract of a completed step: nothing restricted in any part of the file, and all of it in the full one."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from continuity.definitions.forms import Form, Question
from continuity.definitions.vocabulary import REFERENCES
from continuity.documents import lint
from continuity.models import Advice, Snapshot
from continuity.rules.answers import Row
from continuity.services.paper import rendering
from continuity.services.paper.presentation import OMITTED_WORDS, Presenter
from continuity.services.steps.desk import Desk, open_desk
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
STEPS = ("governing_document", "business_impact_analysis", "continuity_plan", "exercise")
CANARY = "Kanariefågel"


class Cage:
    """Puts a bird of its own into every restricted answer of a tree, and remembers them."""

    def __init__(self, form: Form) -> None:
        self.form, self.birds = form, list[str]()

    def fill(self, scope: str | None, node: Row) -> None:
        """Every restricted question of this row and of the lists in it, asked or not."""
        for page_id in ((scope,) if scope else ()) + self.form.pages_of(scope):
            page = self.form.pages[page_id]
            if page.rows is not None and page_id != scope:
                for row in node.get(page_id) or ():
                    self.fill(page_id, row)
                continue
            for name, question in page.questions.items():
                if self.form.sensitivity_of(question) == "restricted" and node.get(name) is not None:
                    node[name] = self.caught(question, node[name])

    def bird(self) -> str:
        """A word that nothing else says."""
        self.birds.append(f"{CANARY}{len(self.birds):04d}")
        return self.birds[-1]

    def caught(self, question: Question, value: Any) -> Any:
        """The answer with a bird in it, where its kind holds words."""
        if question.kind in REFERENCES:
            name = {"id": "1", "name": self.bird()}
            return [name] if question.many else name
        if question.kind == "matrix":
            return {**value, "motives": {category: self.bird() for category in value["levels"]}}
        return self.bird() if question.kind in ("text", "longtext") else value


def completed(town: Town, step: str) -> tuple[Desk, Cage]:
    """A completed step of a department, with birds in its snapshot, its advice and its reason."""
    desk = town.desk("SN", step, "chef.socialkontoret")
    revision = desk.step.in_force_revision
    assert revision is not None
    desk = open_desk(town.session, desk.step.id, by=desk.by, at=desk.at, revision_id=revision.id)
    snapshot = town.session.get_one(Snapshot, revision.snapshot_id)
    frozen, cage = json.loads(snapshot.body), Cage(desk.form)
    cage.fill(None, frozen["answers"])
    snapshot.body = json.dumps(frozen)
    return desk, cage


def parts(data: bytes) -> Iterator[tuple[str, str]]:
    """Every part of the file by name: text, metadata, custom properties, relations."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            yield name, name + package.read(name).decode("utf-8", "replace")


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("step", STEPS)
def test_no_restricted_word_is_in_any_part_of_the_extract(sqlite_town: Town, step: str, language: str) -> None:
    desk, cage = completed(sqlite_town, step)
    whole = ""
    for document in (desk.parameters.document, desk.parameters.annex_document):
        if document is None:
            continue
        name, extract = rendering.fresh_copy(desk, language, edition="open", document=document)
        assert [part for part, text in parts(extract) if CANARY in text] == []
        assert CANARY not in name and "oppet-utdrag" in name
        assert [one for one in lint(extract, finished=True) if one.severity == "error"] == []
        whole += "".join(text for _, text in parts(rendering.fresh_copy(desk, language, document=document)[1]))
        if cage.birds:
            assert OMITTED_WORDS[language] in "".join(text for _, text in parts(extract))
    assert [bird for bird in cage.birds if bird not in whole] == []


def test_the_steps_above_do_hold_restricted_words_of_every_kind(sqlite_town: Town) -> None:
    cages = {step: completed(sqlite_town, step)[1] for step in STEPS}
    assert len(cages["business_impact_analysis"].birds) > 20
    assert sum(bool(cage.birds) for cage in cages.values()) >= 3


def test_what_advisers_and_reopeners_wrote_is_not_in_the_extract(sqlite_town: Town) -> None:
    desk, _ = completed(sqlite_town, "business_impact_analysis")
    session, revision = sqlite_town.session, desk.revision
    advice = session.query(Advice).filter(Advice.revision_id == revision.id, Advice.outcome != "").first()
    assert advice is not None
    advice.text, advice.outcome, advice.round = f"{CANARY} i yttrandet", "remarks", revision.round
    revision.reason, revision.reason_text = next(iter(desk.workflow.reopen)), f"{CANARY} i skälet"
    session.flush()
    full = rendering.values_of(desk, "final", "sv", "full")
    extract = rendering.values_of(desk, "final", "sv", "open")
    assert CANARY in str(full["advice"]) and CANARY in str(full["revisions"])
    assert CANARY not in str(extract)
    assert OMITTED_WORDS["sv"] in str(extract["advice"]) and OMITTED_WORDS["sv"] in str(extract["revisions"])


def test_a_reference_to_a_row_with_a_restricted_name_is_left_out_too(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SN", "business_impact_analysis", "chef.socialkontoret")
    pages = dict(desk.form.pages)
    activities = pages["activities"]
    assert activities.rows is not None
    named_by = str(activities.rows.named_by)
    secret = activities.questions[named_by].model_copy(update={"sensitivity": "restricted"})
    pages["activities"] = activities.model_copy(update={"questions": {**activities.questions, named_by: secret}})
    form = desk.form.model_copy(update={"pages": pages})
    question = form.pages["asset"].questions["used_in"]
    value = [{"id": "1", "name": CANARY}]
    assert Presenter(desk.form, desk.settings, "sv", "open").value(question, value) == [CANARY]
    assert str(Presenter(form, desk.settings, "sv", "open").value(question, value)).count(CANARY) == 0


def test_the_secrecy_note_names_provision_date_and_authority_in_the_full_edition_alone(sqlite_town: Town) -> None:
    desk, _ = completed(sqlite_town, "continuity_plan")
    note = rendering.values_of(desk, "final", "sv", "full")["document"]["marking"]
    assert note.startswith("Sekretess: OSL 18 kap. 13 §, 20")
    assert note.endswith(", Socialnämnden")
    assert rendering.values_of(desk, "final", "sv", "open")["document"]["marking"] is None
    extract = rendering.fresh_copy(desk, "sv", edition="open")[1]
    assert "Sekretess: OSL" not in "".join(text for _, text in parts(extract))


def test_an_extract_of_what_is_internal_is_not_headed_as_internal(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SN", "exercise", "chef.socialkontoret")
    assert rendering.values_of(desk, "final", "sv", "full")["document"]["marking"] == "Intern"
    assert rendering.values_of(desk, "final", "sv", "open")["document"]["marking"] is None
