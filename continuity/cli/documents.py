"""Commands about Word: which paths a template may use, whether a file holds, and a document without a server."""

import json
from pathlib import Path

import click

from continuity.cli.content import content_roots
from continuity.cli.outcome import FINDING, WRONG_USE, end, findings, note, result
from continuity.cli.words import gettext as _
from continuity.cli.words import language as terminal_language
from continuity.definitions.catalogue import Catalogue, read_catalogue
from continuity.definitions.vocabulary import QUESTIONS_DOCUMENT
from continuity.documents import Schema, check, compile_template, lint
from continuity.errors import NotFound, say
from continuity.services.paper import examples, municipalfields
from continuity.services.paper.examples import Papers
from continuity.services.paper.templatefields import Known, known_paths, schema

LANGUAGE = click.option(
    "--language", type=click.Choice(["sv", "en"]), help=_("Språk; annars det som undertecknas, svenska.")
)
VARIANT = click.option("--variant", default="", help=_("Den variant som enheten har valt."))
DEPARTMENT = click.option("--department", default="", metavar="CODE", help=_("Enhetens kod, om den har eget innehåll."))
STEP = click.option("--step", default="", help=_("Steget, när flera steg delar mallen."))
FILE = click.Path(path_type=Path, dir_okay=False)
BOTH_FILES = say("Ange både --data FIL.json och --out FIL.docx, eller --example.")


def _papers(document: str, variant: str = "", department: str = "", step: str = "") -> tuple[Catalogue, Papers]:
    catalogue, _complaints = read_catalogue(content_roots(None))
    try:
        return catalogue, examples.papers(catalogue, document, variant=variant, department=department, step=step)
    except NotFound as unknown:
        end(WRONG_USE, unknown.reason)


@click.command("fields", help=_("Visar varje uppgift som en dokumentmall får använda: sökväg, slag, etikett, exempel."))
@click.argument("document")
@VARIANT
@DEPARTMENT
@STEP
def fields(document: str, variant: str, department: str, step: str) -> None:
    """One path a line, in columns."""
    if document in municipalfields.SCHEMAS:
        known = tuple(municipalfields.known_paths(document))
    else:
        _catalogue, found = _papers(document, variant, department, step)
        known = tuple(known_paths(found.form, questions=document == QUESTIONS_DOCUMENT))
    path, kind = (max(len(text) for text in column) for column in zip(*((k.path, k.kind) for k in known), strict=True))
    for one in known:
        result(f"{one.path:{path}}  {one.kind:{kind}}  {_described(one)}".rstrip())


def _described(known: Known) -> str:
    chosen = terminal_language()
    label = known.label.in_(chosen) if known.label else ""
    example = known.example.in_(chosen) if known.example else ""
    return f"{label}  ({example})" if example else label


def _schema(document: str, variant: str, department: str, step: str) -> Schema:
    if document in municipalfields.SCHEMAS:
        return municipalfields.SCHEMAS[document]
    _catalogue, papers = _papers(document, variant, department, step)
    return schema(papers.form, questions=document == QUESTIONS_DOCUMENT)


@click.command("lint", help=_("Prövar en Wordmall: osäkra delar, okända taggar (med stycke), tillgänglighet."))
@click.argument("file", type=FILE)
@click.option("--document", help=_("Pröva också mallens sökvägar mot det här dokumentets formulär."))
@VARIANT
@DEPARTMENT
@STEP
def lint_file(file: Path, document: str | None, variant: str, department: str, step: str) -> None:
    """No settings and no database."""
    source = file.read_bytes()
    found = list(lint(source, name=file.name))
    if document is not None and not any(one.severity == "error" for one in found):
        known = _schema(document, variant, department, step)
        found.extend(check(compile_template(source, name=file.name), known, report_unshown=False))
    if findings(found):
        end(FINDING, say("Mallen kan inte användas förrän felen är rättade."))
    note(say("Mallen kan användas."))


@click.command("render", help=_("Bygger ett dokument utan server, av en ögonblicksbild i JSON."))
@click.argument("document")
@click.option("--data", type=FILE, help=_("Ögonblicksbilden."))
@click.option("--template", type=FILE, help=_("En annan Wordmall än den gällande."))
@LANGUAGE
@click.option("--edition", type=click.Choice(["full", "open"]), default="full", help=_("Helt, eller öppet utdrag."))
@click.option("--out", type=FILE, help=_("Filen att skriva."))
@click.option("--example", is_flag=True, help=_("Skriv i stället ut en ögonblicksbild gjord av formulärets exempel."))
@VARIANT
@STEP
def render(
    document: str,
    data: Path | None,
    template: Path | None,
    language: str | None,
    edition: str,
    out: Path | None,
    example: bool,
    variant: str,
    step: str,
) -> None:
    """No settings and no database."""
    if document in municipalfields.SCHEMAS:
        _municipal(document, data, template, language, out, example)
        return
    if example:
        _catalogue, papers = _papers(document, variant, step=step)
        shown = examples.snapshot(papers, language=language or papers.settings.signed_language)
        result(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    if data is None or out is None:
        end(WRONG_USE, BOTH_FILES)
    frozen = examples.read_snapshot(data.read_text(encoding="utf-8"))
    catalogue, papers = _papers(document, variant, str(frozen["department"].get("code", "")), step or frozen["step"])
    chosen = language or papers.settings.signed_language
    source = template or catalogue.template(document, chosen, variant, str(frozen["department"].get("code", "")))
    values = examples.values(papers, frozen, language=chosen, edition=edition, document=document)
    compiled = compile_template(source.read_bytes(), name=source.name)
    made = compiled.render(values, language=chosen, core=examples.core(values, chosen))
    out.write_bytes(made)
    note(say("Dokumentet är skrivet till {out} ({size} byte).", out=out, size=len(made)))


def _municipal(
    document: str, data: Path | None, template: Path | None, language: str | None, out: Path | None, example: bool
) -> None:
    """A document of the whole municipality: FILE holds the values themselves, by the paths that `fields` lists."""
    if example:
        result(json.dumps(municipalfields.example(document), ensure_ascii=False, indent=2))
        return
    if data is None or out is None:
        end(WRONG_USE, BOTH_FILES)
    catalogue, _complaints = read_catalogue(content_roots(None))
    chosen = language or catalogue.organisation.model.signed_language
    source = template or catalogue.template(document, chosen)
    try:
        values = municipalfields.values(document, json.loads(data.read_text(encoding="utf-8")))
    except (ValueError, TypeError, AttributeError) as wrong:
        end(WRONG_USE, say("Filen {file} har inte dokumentets form: {why}", file=data.name, why=wrong))
    made = compile_template(source.read_bytes(), name=source.name).render(values, language=chosen)
    out.write_bytes(made)
    note(say("Dokumentet är skrivet till {out} ({size} byte).", out=out, size=len(made)))


COMMANDS = (fields, lint_file, render)
