"""The pages on the whole municipality: where every department stands."""

from continuity.web.board import overview, writing
from continuity.web.board.blueprint import bp

__all__ = ["bp", "overview", "writing"]
