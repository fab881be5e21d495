"""How the shipped Word templates are made: one module for the paper, one for each document."""
