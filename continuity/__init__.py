"""Continuity planning for Swedish municipalities: a workflow engine with a forms frontend."""
