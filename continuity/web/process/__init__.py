"""A step's way through the process: advice, answers to it, on to signature, signing, and its history."""

from continuity.web.process import advice, afterwards, comparing, passing, signing
from continuity.web.process.blueprint import bp

__all__ = ["advice", "afterwards", "bp", "comparing", "passing", "signing"]
