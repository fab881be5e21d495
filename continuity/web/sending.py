"""Whether mail has a way out of the house, in words for whoever looks after it."""

from flask_babel import gettext as _

from continuity.config import Settings
from continuity.jobs import transport


def way_out(settings: Settings) -> tuple[bool, str]:
    """(Whether mail goes anywhere, where)."""
    folder = transport.folder_of(settings)
    if folder is not None:
        return True, _("I demonstrationen läggs mejlen som filer i mappen %(folder)s.", folder=folder)
    if settings.smtp_host:
        return True, _("Mejl skickas genom %(host)s.", host=settings.smtp_host)
    return False, _("Ingen e-postserver är inställd. Mejlen väntar i utkorgen. Ange CONTINUITY_SMTP_HOST.")
