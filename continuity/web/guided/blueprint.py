"""The blueprint that every page of a step's form belongs to."""

from flask import Blueprint

bp = Blueprint("guided", __name__, url_prefix="/steg/<int:step_id>")
