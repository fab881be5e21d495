"""The pages on the whole municipality: where every department stands, and what the analyses say together."""

from continuity.web.board import (
    dependencies,
    figures,
    gaps,
    heatmap,
    overdue,
    overview,
    papers,
    priority,
    report,
    resources,
    signatures,
    timeline,
    writing,
)
from continuity.web.board.blueprint import bp

__all__ = [
    "bp",
    "dependencies",
    "figures",
    "gaps",
    "heatmap",
    "overdue",
    "overview",
    "papers",
    "priority",
    "report",
    "resources",
    "signatures",
    "timeline",
    "writing",
]
