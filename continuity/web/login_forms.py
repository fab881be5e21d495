"""The forms of logging in."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, EqualTo

from continuity.errors import Invalid, TooManyAttempts
from continuity.web.forms import Form
from continuity.web.wording import tell


class PasswordForm(Form):
    """A form that proves who somebody is."""

    password = PasswordField(_("Lösenord"), [DataRequired(_("Skriv ditt lösenord."))])

    def refuse(self, error: Invalid | TooManyAttempts) -> int:
        """Shows the error in the form; the status to answer with."""
        if isinstance(error, Invalid):
            self.take(error)
            return 422
        self.form_errors.append(tell(error))
        return 429


class LoginForm(PasswordForm):
    """Address and password, and where to go then."""

    email = EmailField(_("E-postadress"), [DataRequired(_("Skriv din e-postadress."))])
    next = HiddenField()

    _order = ("email", "password")


class ConfirmForm(PasswordForm):
    """The password once more."""

    next = HiddenField()


class NewPasswordForm(Form):
    """A new password, twice."""

    new_password = PasswordField(_("Nytt lösenord"), [DataRequired(_("Välj ett lösenord."))])
    repeated = PasswordField(
        _("Skriv det nya lösenordet en gång till"),
        [EqualTo("new_password", _("Lösenorden är inte lika. Skriv samma två gånger."))],
    )


class PasswordChangeForm(PasswordForm, NewPasswordForm):
    """The old password and the new one."""

    password = PasswordField(_("Nuvarande lösenord"), [DataRequired(_("Skriv ditt nuvarande lösenord."))])
