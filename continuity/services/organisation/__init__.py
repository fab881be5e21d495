"""The municipality's units and people: the tree, roles, accounts, sessions, imports and changes."""
