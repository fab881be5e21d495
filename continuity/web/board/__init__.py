"""The pages on the whole municipality: where every department stands, and what the analyses say together."""

from continuity.web.board import dependencies, gaps, heatmap, overview, writing
from continuity.web.board.blueprint import bp

__all__ = ["bp", "dependencies", "gaps", "heatmap", "overview", "writing"]
