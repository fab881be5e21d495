"""The only place that knows Word: compile a template that people edit in Word, prove it, render documents from it."""

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
