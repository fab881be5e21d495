"""The forms of logging in."""

from collections.abc import Callable

from flask import Response, after_this_request
from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, EqualTo

from continuity.errors import Invalid, TooManyAttempts
from continuity.web.forms import Form
from continuity.web.wording import tell

REPEATED = _("Skriv det nya lösenordet en gång till")
NOT_EQUAL = _("Lösenorden är inte lika. Skriv samma två gånger.")


class ProvingForm(Form):
    """A form that proves who somebody is."""

    def refuse(self, error: Invalid | TooManyAttempts) -> int:
        """Shows the error in the form; the status to answer with."""
        if isinstance(error, Invalid):
            self.take(error)
            return 422
        self.form_errors.append(tell(error))
        after_this_request(_come_back_in(error.retry_after_s))
        return 429


def _come_back_in(seconds: int) -> Callable[[Response], Response]:
    """Says to programs what the page says to people."""

    def add(answer: Response) -> Response:
        answer.headers["Retry-After"] = str(seconds)
        return answer

    return add


class LoginForm(ProvingForm):
    """Address and password, and where to go then."""

    email = EmailField(_("E-postadress"), [DataRequired(_("Skriv din e-postadress."))])
    password = PasswordField(_("Lösenord"), [DataRequired(_("Skriv ditt lösenord."))])
    next = HiddenField()


class ConfirmForm(ProvingForm):
    """The password once more."""

    password = PasswordField(_("Lösenord"), [DataRequired(_("Skriv ditt lösenord."))])
    next = HiddenField()


class NewPasswordForm(Form):
    """A new password, twice."""

    new_password = PasswordField(_("Nytt lösenord"), [DataRequired(_("Välj ett lösenord."))])
    repeated = PasswordField(REPEATED, [EqualTo("new_password", NOT_EQUAL)])


class PasswordChangeForm(ProvingForm):
    """The old password and the new one."""

    password = PasswordField(_("Nuvarande lösenord"), [DataRequired(_("Skriv ditt nuvarande lösenord."))])
    new_password = PasswordField(_("Nytt lösenord"), [DataRequired(_("Välj ett lösenord."))])
    repeated = PasswordField(REPEATED, [EqualTo("new_password", NOT_EQUAL)])
