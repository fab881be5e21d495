"""The list of contents: a real field of Word's whose words are already right, so that nobody need update it."""

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from making.paper import Paper

FIELD = r' TOC \o "1-1" \n \h '  # chapters only, no page numbers: those are known only to whoever lays out the pages


def contents(paper: Paper) -> None:
    """The place for the list: its heading, which is no chapter itself. `fill_contents` writes the list."""
    paper.text("Innehåll", "Contents", "Innehållsrubrik")


def fill_contents(paper: Paper) -> None:
    """A link to each chapter below the heading that `contents` wrote, once all chapters are known."""
    heading = next(
        (p for p in paper.docx.paragraphs if p.style is not None and p.style.name == "Innehållsrubrik"), None
    )
    if heading is None:
        return
    entries = [_entry(number, chapter) for number, chapter in enumerate(paper.chapters, start=1)]
    for kind, node in (("begin", entries[0]), ("separate", entries[0]), ("end", entries[-1])):
        mark = parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"/></w:r>')
        node.append(mark) if kind == "end" else node.insert(1 if kind == "begin" else 2, mark)
    code = parse_xml(f'<w:r {nsdecls("w")}><w:instrText xml:space="preserve">{FIELD}</w:instrText></w:r>')
    entries[0].insert(2, code)
    at = heading._p
    for entry in entries:
        at.addnext(entry)
        at = entry


def _entry(number: int, chapter: Paragraph):  # type: ignore[no-untyped-def]  # python-docx's elements have no types
    name = f"_Toc{number:08}"
    _mark(chapter, number, name)
    entry = parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>'
        f'<w:hyperlink w:anchor="{name}" w:history="1"><w:r><w:t/></w:r></w:hyperlink></w:p>'
    )
    entry.find(f".//{qn('w:t')}").text = chapter.text
    return entry


def _mark(chapter: Paragraph, number: int, name: str) -> None:
    """A bookmark around the chapter's words, for its link."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for node in (start, end):
        node.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    chapter.runs[0]._r.addprevious(start)
    chapter.runs[-1]._r.addnext(end)
