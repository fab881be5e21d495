"""Administration: the municipality, its content, its templates, its units, its people, and the start of a plan."""

from continuity.web.admin import (
    content,
    imports,
    operations,
    organisation,
    overview,
    people,
    plans,
    reminders,
    reorganise,
    templates,
)
from continuity.web.admin.blueprint import bp

__all__ = [
    "bp",
    "content",
    "imports",
    "operations",
    "organisation",
    "overview",
    "people",
    "plans",
    "reminders",
    "reorganise",
    "templates",
]
