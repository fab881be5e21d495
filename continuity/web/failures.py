"""Pages for what went wrong: what happened, what it means, and what to do now."""

import secrets
import traceback
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from continuity import migrations
from continuity.errors import (
    ContentFaulty,
    ContinuityError,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    RenderingFailed,
    Stale,
    TooMany,
    TooManyAttempts,
)
from continuity.extensions import db
from continuity.services.organisation import people
from continuity.web.session import allowed, ask_to_log_in, today
from continuity.web.wording import complaint, tell

log = structlog.get_logger("continuity.web")
RETRY_AFTER_S = 10
STATUS: dict[type[ContinuityError], int] = {
    NotFound: 404,
    Forbidden: 403,
    Refused: 409,
    Stale: 409,
    Invalid: 422,
    TooMany: 413,
    TooManyAttempts: 429,
    RenderingFailed: 500,
    ContentFaulty: 422,
}


@dataclass(frozen=True)
class Failure:
    """What an error page says."""

    code: int
    title: str
    meaning: str
    advice: str = ""
    reasons: Sequence[str] = ()
    reference: str = ""


def init_app(app: Flask) -> None:
    """One handler for each family of errors."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(ContinuityError, _ours)
    app.register_error_handler(OperationalError, _no_database)
    app.register_error_handler(ProgrammingError, _no_database)
    app.register_error_handler(PoolTimeout, _no_database)
    app.register_error_handler(500, _unexpected)


def page(failure: Failure, headers: dict[str, str] | None = None) -> ResponseReturnValue:
    """The error page; what the request had begun in the database is taken back first."""
    try:
        db.session.rollback()
    except SQLAlchemyError:
        g.pop("database_session", None)
    return render_template("errors/error.html", failure=failure), failure.code, headers or {}


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code == 401 and g.get("actor") is None and request.headers.get("X-Requested-With") != "fetch":
        return ask_to_log_in() if request.routing_exception is None and request.method == "GET" else page(_told(401))
    if error.code is None or error.code < 400:
        return error.get_response()
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return page(_told(error.code), kept)


def _told(code: int) -> Failure:
    known = {
        400: (
            _("Begäran gick inte att förstå"),
            _("Det som skickades var inte fullständigt, eller kom från en annan webbplats. Inget har sparats."),
            _("Gå tillbaka i webbläsaren och försök igen."),
        ),
        401: (
            _("Du behöver logga in"),
            _("Du har loggats ut, eller så har sessionen gått ut."),
            _("Logga in igen och fortsätt där du var."),
        ),
        403: (
            _("Du har inte tillgång till sidan"),
            _("Din roll ger inte tillgång till den här sidan."),
            "",
        ),
        404: (
            _("Sidan finns inte"),
            _("Sidan eller uppgiften finns inte, eller så har du inte tillgång till den."),
            _("Kontrollera adressen, eller börja från Mina uppgifter."),
        ),
        405: (
            _("Det går inte att göra så här"),
            _("Sidan går inte att öppna på det sättet, till exempel från ett bokmärke."),
            _("Börja från Mina uppgifter."),
        ),
        413: (
            _("Det du skickade är för stort"),
            _("Inget har sparats."),
            _("Gå tillbaka i webbläsaren, där det du skrev finns kvar, och dela upp texten eller välj en mindre fil."),
        ),
        415: (
            _("Filtypen går inte att ta emot"),
            _("Inget har sparats."),
            _("Gå tillbaka och välj en annan fil."),
        ),
        422: (
            _("Uppgifterna går inte att ta emot"),
            _("Något i det du skickade är fel. Inget har sparats."),
            _("Gå tillbaka i webbläsaren, rätta och skicka igen."),
        ),
        429: (
            _("För många försök"),
            _("För säkerhets skull är det stopp en stund."),
            _("Vänta en stund och försök igen."),
        ),
    }
    return Failure(code, *known.get(code, known[400]))


def _forged(_error: CSRFError) -> ResponseReturnValue:
    return page(
        Failure(
            400,
            _("Sidan har varit öppen för länge"),
            _("Formuläret gick inte att skicka, för sidan hör till en tidigare inloggning. Inget har sparats."),
            _("Gå tillbaka i webbläsaren, ladda om sidan och försök igen. Tillåt kakor om det händer varje gång."),
        )
    )


def _ours(error: ContinuityError) -> ResponseReturnValue:
    code = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    if isinstance(error, Forbidden):
        return page(_forbidden(error))
    if isinstance(error, RenderingFailed):
        return page(_rendering(error))
    if isinstance(error, TooManyAttempts):
        return page(_with(_told(429), meaning=tell(error)), {"Retry-After": str(error.retry_after_s)})
    if isinstance(error, Refused):
        return page(_refused(error))
    if isinstance(error, Invalid):
        return page(_with(_told(422), reasons=[tell(reason) for reason in error.errors.values()]))
    if isinstance(error, ContentFaulty):
        return page(_with(_told(422), meaning=tell(error), reasons=[complaint(found) for found in error.complaints]))
    if isinstance(error, Stale):
        return page(_stale(error))
    if isinstance(error, TooMany):
        return page(Failure(code, _("Det får inte plats"), tell(error), _("Inget har sparats.")))
    return page(_with(_told(code), meaning=tell(error)))


def _with(
    failure: Failure, *, meaning: str = "", advice: str = "", reasons: Sequence[str] = (), reference: str = ""
) -> Failure:
    return Failure(
        failure.code, failure.title, meaning or failure.meaning, advice or failure.advice, reasons, reference
    )


def _forbidden(error: Forbidden) -> Failure:
    try:
        names = ", ".join(people.administrators(db.session, today()))
    except SQLAlchemyError:
        names = ""
    log.info("denied", endpoint=request.endpoint, person=g.actor.person_id if g.get("actor") else None)
    told = _with(_told(403), meaning=tell(error))
    if not names:
        return _with(told, meaning=told.meaning, advice=_("Be en systemadministratör om du behöver sidan."))
    return _with(told, meaning=told.meaning, advice=_("Roller delas ut av: %(names)s.", names=names))


def _refused(error: Refused) -> Failure:
    reasons = [tell(reason) for reason in error.reasons]
    return Failure(
        409,
        _("Det går inte att göra just nu"),
        _("Inget har ändrats. Så här står det till:"),
        _("Gå tillbaka, ladda om sidan och se hur det ser ut nu."),
        reasons,
    )


def _stale(error: Stale) -> Failure:
    return Failure(
        409,
        _("Någon annan hann före"),
        tell(error),
        _("Gå tillbaka i webbläsaren, där det du skrev finns kvar, kopiera det och ladda sedan om sidan."),
    )


def _rendering(error: RenderingFailed) -> Failure:
    reference = _logged("rendering_failed", error)
    return Failure(
        500,
        _("Dokumentet kunde inte göras"),
        tell(error),
        _("Steget står kvar där det var och inget har gått förlorat. Visa sidan för en systemadministratör."),
        reference=reference,
    )


def _no_database(error: Exception) -> ResponseReturnValue:
    if older_schema():
        return _old_schema(error)
    if isinstance(error, ProgrammingError):
        return _unexpected(error)
    reference = _logged("database_unavailable", error)
    return page(
        Failure(
            503,
            _("Tjänsten svarar inte just nu"),
            _("Databasen går inte att nå. Det du nyss skickade är inte sparat, men allt som sparats förut finns kvar."),
            _("Vänta en liten stund och ladda om sidan: då skickas det igen."),
            reference=reference,
        ),
        {"Retry-After": str(RETRY_AFTER_S)},
    )


def older_schema() -> bool:
    """Whether the database answers, but has not the tables that this version needs."""
    try:
        return not migrations.is_current(db.engine)
    except SQLAlchemyError:
        return False


def _old_schema(error: Exception) -> ResponseReturnValue:
    reference = _logged("older_schema", error, do="continuity db upgrade")
    failure = Failure(
        503,
        _("Tjänsten behöver uppgraderas"),
        _("Programmet är nyare än databasen. Det du nyss skickade är inte sparat, men allt från förut finns kvar."),
        _("Visa den här sidan för en systemadministratör, och försök igen om en stund."),
        reference=reference,
    )
    if g.get("actor") is not None and allowed("administer"):
        failure = _with(failure, advice=_("Kör kommandot continuity db upgrade på servern, och ladda sedan om sidan."))
    return page(failure, {"Retry-After": str(RETRY_AFTER_S)})


def _unexpected(error: Exception) -> ResponseReturnValue:
    reference = _logged("unexpected_error", getattr(error, "original_exception", None) or error)
    return page(
        Failure(
            500,
            _("Något gick fel hos oss"),
            _("Felet är inte ditt. Det som visades som sparat är sparat, men det du nyss skickade är det inte."),
            _("Försök igen om en stund. Händer det igen: uppge referensnumret när du hör av dig."),
            reference=reference,
        )
    )


def _logged(event: str, error: BaseException, **more: str) -> str:
    """Logs the error with a number that the page shows; never what the person typed."""
    reference = secrets.token_hex(4)
    kind = f"{type(error).__module__}.{type(error).__name__}"
    # The places in the code but not the message, which may hold what somebody typed.
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error(event, reference=reference, endpoint=request.endpoint, error=kind, trace=places, **more)
    return reference
