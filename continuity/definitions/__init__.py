"""The typed, frozen reading of what the organisation writes: workflows, forms and its own settings."""
