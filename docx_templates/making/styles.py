"""The look of the documents: page, fonts, colours, headings, one table style, lists; language and title."""

import datetime

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from continuity.definitions.vocabulary import Language

TABLE = "Kontinuitet"
INK, DEEP, QUIET = RGBColor(0x1F, 0x29, 0x33), RGBColor(0x12, 0x4B, 0x5C), RGBColor(0x4A, 0x57, 0x63)
FONT = "Arial"  # on every computer, with a free twin of the same widths
LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
WRITTEN = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)  # the same whenever it is built
KEPT = frozenset(
    {
        "Normal",
        "Title",
        "Subtitle",
        "Heading 1",
        "Heading 2",
        "Heading 3",
        "Header",
        "Footer",
        "List Bullet",
        "List Number",
    }
    | {"Default Paragraph Font", "Normal Table", "No List"}
)

_TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE}">
  <w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
  <w:tblPr>
    <w:tblInd w:w="70" w:type="dxa"/>
    <w:tblBorders>
      <w:top w:val="single" w:sz="8" w:space="0" w:color="124B5C"/>
      <w:bottom w:val="single" w:sz="8" w:space="0" w:color="124B5C"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="9AA7B0"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:top w:w="45" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>
      <w:bottom w:w="45" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/><w:color w:val="124B5C"/></w:rPr>
    <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E8F0F2"/></w:tcPr>
  </w:tblStylePr>
</w:style>"""


_CONTENTS_STYLE = f"""
<w:style {nsdecls("w")} w:type="paragraph" w:styleId="TOC1">
  <w:name w:val="toc 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="39"/>
  <w:pPr><w:spacing w:after="30"/></w:pPr>
</w:style>"""


def style_document(document: Document, language: Language, title: str) -> None:
    """Gives an empty document its page, styles, language and properties."""
    _page(document)
    _drop_extras(document)
    _remove_unused(document)
    _texts(document)
    _headings(document)
    document.styles.element.append(parse_xml(_TABLE_STYLE))
    document.styles.element.append(parse_xml(_CONTENTS_STYLE))
    _language(document, LANGUAGES[language])
    _properties(document, language, title)


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)


def _drop_extras(document: Document) -> None:
    """python-docx's own template brings a picture of its first page, a second set of styles and empty XML."""
    for relations in (document.part.package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(("/thumbnail", "/customXml", "/stylesWithEffects")):
                del relations[key]


def _remove_unused(document: Document) -> None:
    """python-docx's own template brings 160 styles that nobody here uses."""
    for style in list(document.styles):
        if style.name not in KEPT:
            style.element.getparent().remove(style.element)
    for link in list(document.styles.element.iter(qn("w:link"))):
        link.getparent().remove(link)  # the linked character styles went with the rest
    _remove_unused_lists(document)


def _remove_unused_lists(document: Document) -> None:
    """List definitions whose styles are gone, and the numbers that point at them."""
    numbering = document.part.numbering_part.element
    kept = {style.style_id for style in document.styles}
    gone = set()
    for definition in list(numbering.iter(qn("w:abstractNum"))):
        if any(style.get(qn("w:val")) not in kept for style in definition.iter(qn("w:pStyle"))):
            gone.add(definition.get(qn("w:abstractNumId")))
            numbering.remove(definition)
    for number in list(numbering.iter(qn("w:num"))):
        if number.find(qn("w:abstractNumId")).get(qn("w:val")) in gone:
            numbering.remove(number)


def _texts(document: Document) -> None:
    normal = _styled(document, "Normal", 10.5, INK, after=6)
    normal.paragraph_format.line_spacing = 1.1
    for name, size, colour, after in (
        ("Etikett", 10, DEEP, 1),
        ("Tabell", 9.5, INK, 0),
        ("Tabell tät", 8.5, INK, 0),
        ("Tabell liten", 7.5, INK, 0),
        ("Diskret", 9, QUIET, 2),
        ("Band", 12, QUIET, 4),
        ("Stor", 20, DEEP, 6),
        ("Innehållsrubrik", 13, DEEP, 4),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _styled(document, name, size, colour, after=after)
    for name, before in (("Etikett", 6), ("Stor", 0), ("Innehållsrubrik", 16)):
        document.styles[name].font.bold = True
        document.styles[name].paragraph_format.keep_with_next = name != "Stor"
        document.styles[name].paragraph_format.space_before = Pt(before)
    for name in ("Header", "Footer"):
        _styled(document, name, 8.5, QUIET, after=0)
        for stops in list(document.styles[name].element.iter(qn("w:tabs"))):
            stops.getparent().remove(stops)  # a stop in the middle would catch the page number
    for name in ("List Bullet", "List Number"):
        _styled(document, name, 10.5, INK, after=3)


def _headings(document: Document) -> None:
    for name, size, before, after in (
        ("Title", 30, 60, 6),
        ("Subtitle", 16, 0, 10),
        ("Heading 1", 17, 20, 6),
        ("Heading 2", 13, 14, 4),
        ("Heading 3", 11.5, 10, 3),
    ):
        style = _styled(document, name, size, DEEP if name != "Subtitle" else QUIET, after=after)
        style.font.bold = name != "Subtitle"
        style.font.italic = False
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.keep_with_next = True
        for border in style.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
            break


def _styled(document: Document, name: str, size: float, colour: RGBColor, *, after: float) -> ParagraphStyle:
    style = document.styles[name]
    properties = style.element.get_or_add_rPr()
    for inherited in list(properties):
        properties.remove(inherited)  # the template's theme fonts and spacing would win over ours
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
    style.paragraph_format.space_after = Pt(after)
    return style


def _language(document: Document, code: str) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    language = defaults.find(".//" + qn("w:lang"))
    for attribute in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(attribute), code if attribute != "w:bidi" else "ar-SA")
    document.settings.element.find(qn("w:defaultTabStop")).addnext(OxmlElement("w:autoHyphenation"))
    theme = document.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), code)


def _properties(document: Document, language: Language, title: str) -> None:
    core = document.core_properties
    core.title, core.language = title, LANGUAGES[language]
    core.author = core.last_modified_by = core.comments = core.subject = core.keywords = ""
    core.created = core.modified = WRITTEN
    core.revision = 1
