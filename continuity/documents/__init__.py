"""The only place that knows Word: compile a template that people edit in Word, prove it, render documents from it.

A template is a .docx with tags in its text; docx_templates/README.md lists the tags and filters. It is unpacked,
checked and compiled once, and each document is then one run of a compiled function and one zip:

    from continuity.documents import Field, Paragraphs, check, compile_template, lint

    template = compile_template(source, name="plan.docx")  # or TemplateRefused: every fault and where it stands
    remarks = lint(source, name="plan.docx")  # what it lacks for everyone to be able to read it
    known = {"title": Field(), "aim": Field("rich"), "rows": Field("list", {"name": Field(), "hours": Field("number")})}
    remarks += check(template, known)  # tags that name nothing known, and what no tag shows
    rows = [{"name": "Meals", "hours": 24}]
    values = {"title": "Plan", "aim": Paragraphs.from_text("Two:\\n\\n- one\\n- two"), "rows": rows}
    docx = template.render(values, language="en")  # or WrongData naming the path, or LimitReached

Values are plain: mappings with text keys, sequences, texts, numbers, dates, None for what is not answered, and the
value objects below. It needs `continuity.errors`, lxml and Jinja's parser, and nothing else of the product.
The same template, values and core properties give the same bytes. Several threads may use one `Template` at once.
"""

from continuity.documents.errors import LimitReached, TemplateRefused, WrongData
from continuity.documents.lint import check, content_sha256, lint, read_text
from continuity.documents.paths import Field, PathUse, Schema, unshown_paths
from continuity.documents.properties import CoreProperties, read_custom_properties
from continuity.documents.rendering import Limits
from continuity.documents.template import Template, compile_template
from continuity.documents.values import Hyperlink, LevelWord, Omitted, PageBreak, Paragraph, Paragraphs, Picture, Run

__all__ = [
    "CoreProperties",
    "Field",
    "Hyperlink",
    "LevelWord",
    "LimitReached",
    "Limits",
    "Omitted",
    "PageBreak",
    "Paragraph",
    "Paragraphs",
    "PathUse",
    "Picture",
    "Run",
    "Schema",
    "Template",
    "TemplateRefused",
    "WrongData",
    "check",
    "compile_template",
    "content_sha256",
    "lint",
    "read_custom_properties",
    "read_text",
    "unshown_paths",
]
