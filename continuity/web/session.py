"""Who is asking and when: loads the login session, guards every route, and parks what an expired session posted."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from continuity.config import Settings
from continuity.errors import Forbidden, say
from continuity.extensions import SAFE_METHODS, csrf, db
from continuity.rules.permissions import Actor, may
from continuity.services.answers import parking
from continuity.services.clock import local_date
from continuity.services.organisation import people, sessions
from continuity.web.access import RULES, Access

KEY = "key"  # names in the signed cookie
PARKED = "parked"
LANGUAGE = "language"
LARGEST_NUMBER = 2**31 - 1  # what a column of ids holds
NEVER_PARKED = frozenset({"csrf_token", "password", "new_password", "repeated"})


def init_app(app: Flask) -> None:
    """The order matters: size and time first, then who, then whether, then forged forms."""
    for step in (_begin, _refuse_other_sites, _know_who, _guard, _check_token, _bring_back):
        app.before_request(step)


def settings() -> Settings:
    """The settings of the current app."""
    found: Settings = current_app.extensions["continuity_settings"]
    return found


def now() -> datetime:
    """This request's instant, UTC; the same through the whole request."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    at: datetime = g.now
    return at


def today() -> date:
    """This request's Swedish date."""
    return local_date(now())


def actor() -> Actor:
    """Who is asking. :raise 401: nobody is logged in."""
    found: Actor | None = g.get("actor")
    if found is None:
        abort(401)
    return found


def allowed(action: str) -> bool:
    """Whether the person asking may do something that concerns the whole municipality; for menus and buttons."""
    found: Actor | None = g.get("actor")
    return found is not None and may(action, found.anywhere(today()))


def login_key() -> str:
    """The key of this browser's login session, "" if it has none."""
    return str(session.get(KEY, ""))


def begin_session(key: str) -> None:
    """Makes this browser's cookie carry a new key, and nothing else from before but language and parked text."""
    kept = {name: session[name] for name in (LANGUAGE, PARKED) if name in session}
    session.clear()
    session.update(kept)
    session[KEY] = key


def local_path(path: str | None, default: str = "/") -> str:
    """A path on this site to go on to; anything that could lead elsewhere becomes `default`."""
    plain = unquote(path or "")
    outside = not plain.startswith("/") or plain.startswith("//") or "\\" in plain
    return default if outside or any(ord(letter) < 32 for letter in plain) else str(path)


def number_asked(name: str, default: int = 0, *, largest: int = LARGEST_NUMBER) -> int:
    """A whole number after the question mark of the address; `default` if it is none, negative or above `largest`."""
    number = request.args.get(name, default, type=int)
    return number if 0 <= number <= largest else default


# --- before each request -------------------------------------------------------------------------------------------


def _rule() -> Access | None:
    return RULES.get(request.endpoint or "")


def _begin() -> None:
    rule, limits = _rule(), settings()
    g.writes = bool(rule and rule.writes)
    large = bool(rule and rule.upload)
    request.max_content_length = limits.max_upload_mb * 1_000_000 if large else limits.max_body_kb * 1000
    now()


def _refuse_other_sites() -> None:
    if request.method not in SAFE_METHODS and request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(400)


def _know_who() -> None:
    g.actor = None
    key = login_key()
    if not key or request.endpoint in ("static", "bootstrap.static"):
        return
    limits = settings()
    idle, absolute = timedelta(minutes=limits.idle_minutes), timedelta(hours=limits.session_hours)
    row = sessions.load_session(db.session, key, at=now(), idle=idle, absolute=absolute)
    if row is None:
        return
    g.actor = people.actor_of(db.session, row.person_id, row.auth_time, row.method)
    g.expires_in = int(min(idle, row.created_at + absolute - now()).total_seconds())
    if now() - row.seen_at >= sessions.TOUCHED_EVERY:
        db.session.rollback()  # a writer of its own must not wait for ours
        with db.writing_session() as own:
            sessions.touch(own, key, at=now())


def _guard() -> ResponseReturnValue | None:
    """Denies by default: no row, no page."""
    if request.routing_exception is not None:
        return None  # 404 or 405, which the dispatcher raises
    rule = _rule()
    if rule is None or any(
        isinstance(part, int) and part > LARGEST_NUMBER for part in (request.view_args or {}).values()
    ):
        abort(404)
    if rule.kind == "public":
        return None
    if g.actor is None:
        return ask_to_log_in()
    if rule.kind == "municipality" and not allowed(rule.action):
        raise Forbidden(say("Din roll ger inte tillgång till den här sidan."))
    return None


def _check_token() -> ResponseReturnValue | None:
    if request.method in SAFE_METHODS or request.routing_exception is not None:
        return None
    try:
        csrf.protect()
    except HTTPException:
        # The page was open so long that its token is too old: the person sends the form once more.
        if g.actor is None or not park_post(g.actor.person_id):
            raise
        return redirect(url_for("login.restore"), 303)
    return None


def ask_to_log_in() -> ResponseReturnValue:
    """The login page, and back; a form that was posted is parked first. A script gets 401 and keeps its text."""
    if not _wants_page():
        abort(401)
    if request.method in SAFE_METHODS:
        return redirect(url_for("login.show", next=request.full_path.rstrip("?")))
    key = login_key()
    person_id = sessions.person_behind(db.session, key) if key else None
    if person_id is not None and park_post(person_id):
        return redirect(url_for("login.show", next=url_for("login.restore")), 303)
    return redirect(url_for("login.show"), 303)


def _wants_page() -> bool:
    return request.headers.get("X-Requested-With") != "fetch" and request.headers.get("Sec-Fetch-Mode") != "cors"


# --- what was typed when the session ran out -----------------------------------------------------------------------


def park_post(person_id: int) -> bool:
    """Keeps the posted fields for this person; False when there is nothing to keep."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_PARKED]
    if not fields:
        return False
    session[PARKED] = parking.park(db.session, person_id, request.full_path.rstrip("?"), fields, at=now())
    return True


def parked_post() -> tuple[str, parking.Fields] | None:
    """The path and the fields that wait for the person asking."""
    key = session.get(PARKED)
    return parking.parked(db.session, key, actor().person_id, at=now()) if key and g.actor is not None else None


def _bring_back() -> None:
    """On the page it belongs to, parked text fills the form (web/forms.py); sent again, it is parked no more."""
    if PARKED not in session or g.actor is None:
        return
    waiting = parked_post()
    if waiting is None:
        session.pop(PARKED)
    elif waiting[0].split("?")[0] == request.path:
        if request.method == "GET":
            g.restored = MultiDict(waiting[1])
        elif request.method not in SAFE_METHODS:
            session.pop(PARKED)
