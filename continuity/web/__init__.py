"""HTTP only: load, build the form, ask a service, answer."""
