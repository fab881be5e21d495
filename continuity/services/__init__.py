"""The verbs: each decides, changes, records and commits; one transaction and one line of history."""
