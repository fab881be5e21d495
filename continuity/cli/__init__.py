"""The `continuity` command: 0 success, 1 a finding, 2 wrong use, 3 could not be done; results on standard output."""

from continuity.cli.command import main
from continuity.cli.serving import Above

__all__ = ["Above", "main"]
