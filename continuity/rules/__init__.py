"""Pure decisions of continuity planning: no web, no database, no Word, no clock."""
