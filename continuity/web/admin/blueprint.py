"""The blueprint that the administration's pages share."""

from flask import Blueprint

bp = Blueprint("admin", __name__, url_prefix="/admin")
