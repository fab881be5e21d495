"""Whose turn it is: how each step stands, what waits for a person, and a department's page."""
