"""Tries a Word template in a process of its own (`python -m` this module), so that no file can hang the server."""

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from continuity.definitions.forms import Form
from continuity.definitions.organisation import Organisation
from continuity.definitions.reader import DefinitionKind, parse
from continuity.definitions.vocabulary import QUESTIONS_DOCUMENT
from continuity.definitions.workflows import Workflow
from continuity.documents import Template, TemplateRefused, check, compile_template, lint
from continuity.errors import Complaint, ContinuityError, Reason, RenderingFailed, say
from continuity.services.paper import examples, municipalfields, paperwork
from continuity.services.paper.examples import Papers
from continuity.services.paper.templatecheck import left_out
from continuity.services.paper.templatefields import schema

MEMORY = 768 * 1024 * 1024  # bytes of address space, the interpreter and its libraries included
SECONDS = 20  # of work; somebody waits for the answer
START = 10.0  # seconds to come up in, which the limit on work leaves out
OUT_OF_MEMORY = 3  # the child's exit code
SAMPLES = ("signed", "draft")
REFUSING = ("unsafe", "unknown", "broken")
_PACKAGE = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Limits:
    """How much a trial may take: bytes of memory and seconds of work."""

    memory: int = MEMORY
    seconds: float = SECONDS


@dataclass(frozen=True)
class Job:
    """A template to try and what it is filled from.

    `uses`: {workflow, step, hashes: {workflow, form, organisation}} a form; `definitions`: hash -> [kind, JSON text];
    `beside`: the templates of its memo and annex where a document shares the questions with them.
    """

    source: bytes
    name: str
    document: str
    language: str
    department: str
    uses: Sequence[Mapping[str, Any]]
    definitions: Mapping[str, Sequence[str]]
    beside: Sequence[bytes] = ()


@dataclass(frozen=True)
class Outcome:
    """What was found, by kind: unsafe, unknown and broken keep a template out; unshown and accessibility do not.

    `samples` are documents by name (`SAMPLES`), none where the template was refused.
    """

    findings: Mapping[str, Sequence[Complaint]]
    samples: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether the template may not be used."""
        return any(self.findings.get(kind) for kind in REFUSING)

    @property
    def warnings(self) -> tuple[Complaint, ...]:
        """What could be better, without stopping anything."""
        return tuple(one for kind, found in self.findings.items() if kind not in REFUSING for one in found)


# --- in the server -------------------------------------------------------------------------------------------------


def try_template(job: Job, limits: Limits | None = None) -> Outcome:
    """Reads, proves and fills a template elsewhere; one that takes too long or too much is refused in plain words."""
    limits = limits or Limits()
    try:
        done = subprocess.run(  # our own module, nothing of the file is in the command
            [sys.executable, "-m", "continuity.services.paper.templatetrial"],
            input=json.dumps(_packed_job(job, limits)).encode(),
            stdout=subprocess.PIPE,  # what goes wrong in the child itself stands in the server's own log
            timeout=limits.seconds + START,  # also where the child has no limits of its own
            env=_surroundings(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _stopped(say("Mallen tog för lång tid att pröva och stoppades. {advice}", advice=_ADVICE))
    if done.returncode != 0:
        return _stopped(_why(done.returncode))
    return _read(json.loads(done.stdout))


_ADVICE = say("Inget har sparats. Ta bort stora bilder och onödiga upprepningar ur mallen och försök igen.")


def _why(code: int) -> Reason:
    if sys.platform != "win32" and code in (-signal.SIGXCPU, -signal.SIGKILL):
        return say("Mallen tog för lång tid att pröva och stoppades. {advice}", advice=_ADVICE)
    if code == OUT_OF_MEMORY or code < 0:
        return say("Mallen tog för mycket minne att pröva och stoppades. {advice}", advice=_ADVICE)
    return say("Mallen kunde inte prövas och inget har sparats. Be den som sköter servern läsa loggen.")


def _stopped(reason: Reason) -> Outcome:
    return Outcome({"broken": (Complaint("", "", reason),)})


def _surroundings() -> dict[str, str]:
    """The child gets none of the server's secrets."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(_PACKAGE), "PYTHONDONTWRITEBYTECODE": "1"}


def _packed_job(job: Job, limits: Limits) -> dict[str, Any]:
    return {
        "source": base64.b64encode(job.source).decode(),
        "beside": [base64.b64encode(one).decode() for one in job.beside],
        "name": job.name,
        "document": job.document,
        "language": job.language,
        "department": job.department,
        "uses": list(job.uses),
        "definitions": dict(job.definitions),
        "memory": limits.memory,
        "seconds": limits.seconds,
    }


def _read(answer: Mapping[str, Any]) -> Outcome:
    findings = {kind: tuple(unpacked(one) for one in found) for kind, found in answer["findings"].items()}
    return Outcome(findings, {name: base64.b64decode(data) for name, data in answer["samples"].items()})


# --- complaints as JSON --------------------------------------------------------------------------------------------


def packed(complaint: Complaint) -> dict[str, Any]:
    """A complaint as JSON that can be told in any language later."""
    reason = _packed(complaint.reason)
    return {"file": complaint.file, "key": complaint.key, "severity": complaint.severity, **reason}


def unpacked(found: Mapping[str, Any]) -> Complaint:
    """The complaint again."""
    return Complaint(found["file"], found["key"], _unpacked(found), found["severity"])


def _packed(reason: Reason) -> dict[str, Any]:
    params = {name: _packed(one) if isinstance(one, Reason) else str(one) for name, one in reason.params.items()}
    return {"text": reason.text, "params": params}


def _unpacked(found: Mapping[str, Any]) -> Reason:
    params = {name: _unpacked(one) if isinstance(one, dict) else one for name, one in found["params"].items()}
    return Reason(found["text"], params)


# --- in the child --------------------------------------------------------------------------------------------------


def main() -> None:
    """Reads the job, holds itself to the limits, answers, and ends."""
    job = json.load(sys.stdin)
    try:
        _hold_to(job["memory"], job["seconds"])
        text = json.dumps(_answer(job))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    sys.stdout.write(text)


def _answer(job: Mapping[str, Any]) -> dict[str, Any]:
    findings, samples = _tried(job)
    return {
        "findings": {kind: [packed(one) for one in found] for kind, found in findings.items()},
        "samples": {name: base64.b64encode(data).decode() for name, data in samples.items()},
    }


def _hold_to(memory: int, seconds: float) -> None:
    if sys.platform == "win32":
        return  # no such limits there: the server's clock alone stops it
    import resource  # noqa: PLC0415  # only where there is one

    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (until, until + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes to no file


def _tried(job: Mapping[str, Any]) -> tuple[dict[str, list[Complaint]], dict[str, bytes]]:
    source, name = base64.b64decode(job["source"]), job["name"]
    findings: dict[str, list[Complaint]] = {"unsafe": [], "unknown": [], "broken": [], "unshown": []}
    linted = lint(source, name=name)
    findings["unsafe"] = [one for one in linted if one.severity == "error"]
    findings["accessibility"] = [one for one in linted if one.severity != "error"]
    if findings["unsafe"]:
        return findings, {}
    template, papers = compile_template(source, name=name), list(_papers(job))
    if job["document"] in municipalfields.SCHEMAS:
        return _tried_municipal(template, job, findings)
    findings["unknown"] = _once(one for made_by in papers for one in _unknown(template, job, made_by))
    if findings["unknown"]:
        return findings, {}
    findings["unshown"] = _once(one for made_by in papers for one in _unshown(template, job, made_by))
    samples: dict[str, bytes] = {}
    for made_by in papers:
        try:
            samples = {**_rendered(template, job, made_by), **samples}
        except ContinuityError as error:
            findings["broken"] = [Complaint(name, "", error.reason)]
            return findings, {}
    return findings, samples


def _tried_municipal(
    template: Template, job: Mapping[str, Any], findings: dict[str, list[Complaint]]
) -> tuple[dict[str, list[Complaint]], dict[str, bytes]]:
    """A document that no form fills: proved against its declared fields, filled with an example and with nothing."""
    document, language = job["document"], job["language"]
    findings["unknown"] = _once(check(template, municipalfields.SCHEMAS[document], report_unshown=False))
    if findings["unknown"]:
        return findings, {}
    try:
        whole, empty = (
            template.render(municipalfields.values(document, written), language=language)
            for written in (municipalfields.example(document), {})
        )
    except ContinuityError as error:
        findings["broken"] = [Complaint(job["name"], "", error.reason)]
        return findings, {}
    return findings, {"signed": whole, "draft": empty}


def _once(found: Iterable[Complaint]) -> list[Complaint]:
    return list({(one.key, str(one.reason)): one for one in found}.values())


def _papers(job: Mapping[str, Any]) -> Iterator[Papers]:
    def definition(kind: DefinitionKind, digest: str) -> Any:
        return parse(cast(Any, kind), json.loads(job["definitions"][digest][1]), digest[:12])

    for use in job["uses"]:
        hashes = use["hashes"]
        workflow: Workflow = definition("workflow", hashes["workflow"])
        form: Form = definition("form", hashes["form"])
        settings: Organisation = definition("organisation", hashes["organisation"])
        yield Papers(use["workflow"], use["step"], workflow.steps[use["step"]], form, settings, hashes)


def _unknown(template: Template, job: Mapping[str, Any], made_by: Papers) -> Iterator[Complaint]:
    known = schema(made_by.form, questions=job["document"] == QUESTIONS_DOCUMENT)
    yield from check(template, known, report_unshown=False)


def _unshown(template: Template, job: Mapping[str, Any], made_by: Papers) -> Iterator[Complaint]:
    """Only the step's own document has to show everything, with the help of its memo and annex."""
    if job["document"] != made_by.step.document:
        return
    shown = [template]
    for one in job["beside"]:
        with suppress(TemplateRefused):  # it is used already, and has its own page
            shown.append(compile_template(base64.b64decode(one)))
    yield from left_out(made_by.form, job["name"], shown)


def _rendered(template: Template, job: Mapping[str, Any], made_by: Papers) -> dict[str, bytes]:
    """The samples; and an extract and a document without answers, which must go well too.

    :raise RenderingFailed: the template does not fit its values, or became too large.
    """
    language, document = job["language"], job["document"]
    frozen = examples.snapshot(made_by, language=language, department=job["department"])
    empty = {**frozen, "answers": {}}

    def render(what: Mapping[str, Any], status: str, edition: str = "full") -> bytes:
        values = examples.values(made_by, what, language=language, edition=edition, document=document)
        values["document"]["status"] = paperwork.STATUS[language][status]
        core = replace(examples.core(values, language), subject="")
        return template.render(values, language=language, draft=status == "working", core=core)

    made = {"signed": render(frozen, "signing"), "draft": render(frozen, "working")}
    for what, status, edition in ((frozen, "signing", "open"), (empty, "working", "full"), (empty, "signing", "full")):
        render(what, status, edition)
    return made


def sample(outcome: Outcome, name: str) -> bytes:
    """One of the samples.

    :raise RenderingFailed: there is none, because the template does not hold any more.
    """
    if name not in outcome.samples:
        raise RenderingFailed(say("Exemplet kunde inte skapas, för mallen passar inte längre de publicerade frågorna."))
    return outcome.samples[name]


if __name__ == "__main__":
    main()
