"""The version that was adopted: an annex that is a document of its own is renewed without adopting anything again."""

from continuity.services.steps.desk import Desk


def adopted(desk: Desk) -> Desk:
    """The version whose advice, signatures and decision the document stands on: this one, or that below its annexes."""
    revision = desk.revision
    while revision.kind == "annex" and desk.parameters.annex_document is not None and revision.based_on is not None:
        revision = revision.based_on
    if revision.id == desk.revision.id:
        return desk
    return Desk(desk.session, desk.plan, desk.step, revision, desk.by, desk.at, desk.line)
