"""A step's way from opening to in force: the desk, its verbs, advice, signatures, decisions, and the plan itself."""
