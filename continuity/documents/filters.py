"""Every filter of the template language, gathered from the modules that define them."""

from continuity.documents import lists, measures, words
from continuity.documents.measures import PALETTE, shade_colour
from continuity.documents.registry import FILTERS, Filter, apply
from continuity.documents.words import default_shown

__all__ = ["FILTERS", "PALETTE", "Filter", "apply", "default_shown", "lists", "measures", "shade_colour", "words"]
