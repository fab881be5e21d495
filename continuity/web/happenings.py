"""What happened, in words: one sentence for each kind of event in the history."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _

from continuity.models import Event

Body = Mapping[str, Any]


def _opened(body: Body) -> str:
    return _("Förslaget att öppna steget på nytt antogs") if body.get("opened") else _("Avstod från att öppna steget")


def _advice(body: Body) -> str:
    outcomes = {"no_objection": _("ingen erinran"), "remarks": _("synpunkter"), "discourages": _("avstyrker")}
    return _("Lämnade yttrande: %(outcome)s", outcome=outcomes.get(str(body.get("outcome")), ""))


def _decision(body: Body) -> str:
    outcomes = {
        "approved": _("bifall"),
        "amended": _("bifall med ändring"),
        "remitted": _("återremiss"),
        "rejected": _("avslag"),
        "tabled": _("bordlagt"),
    }
    told = {"outcome": outcomes.get(str(body.get("outcome")), ""), "paragraph": body.get("paragraph") or ""}
    return _("Registrerade beslut: %(outcome)s %(paragraph)s", **told)


def _signed(body: Body) -> str:
    slots = {
        "prepared_by": _("som upprättare"),
        "reviewed_by": _("som granskare"),
        "approved_by": _("sist, som den som fastställer"),
    }
    return _("Skrev under %(place)s", place=slots.get(str(body.get("slot")), ""))


WORDS: Mapping[str, Callable[[Body], str]] = MappingProxyType(
    {
        "plan_started": lambda body: _("Planen startades"),
        "plan_repealed": lambda body: _("Planen upphävdes: %(decision)s", decision=body.get("decision", "")),
        "plan_taken_over": lambda body: _("Tog över ansvaret för planen, version %(v)s", v=body.get("version", "")),
        "plan_migrated": lambda body: _("Planen flyttades till en nyare version av arbetsflödet"),
        "demand_answered": lambda body: _("Svarade på kravet på %(name)s", name=body.get("resource", "")),
        "step_started": lambda body: _("Steget började"),
        "reopening_proposed": lambda body: _("Kalendern gav anledning att föreslå att ett steg öppnas igen"),
        "step_opened": lambda body: _("Steget öppnades"),
        "step_reopened": lambda body: _(
            "Steget öppnades på nytt: %(text)s", text=body.get("text") or body.get("reason", "")
        ),
        "step_submitted": lambda body: _("Skickades på samråd, omgång %(n)s", n=body.get("round", "")),
        "step_returned": lambda body: _("Skickades åter för ändring: %(reason)s", reason=body.get("reason", "")),
        "step_frozen": lambda body: _("Gick vidare till underskrift, version %(v)s", v=body.get("version", "")),
        "step_moved": lambda body: _("Steget flyttades vidare"),
        "step_resumed": lambda body: _("Började ändra i det som kom åter"),
        "step_withdrawn": lambda body: _("Tog tillbaka steget från samråd"),
        "step_signed": _signed,
        "signature_declined": lambda body: _("Avböjde att skriva under: %(reason)s", reason=body.get("reason", "")),
        "reopening_answered": _opened,
        "advice_given": _advice,
        "advice_asked": lambda body: _("Yttrande begärdes"),
        "comment_made": lambda body: _("Lämnade en synpunkt"),
        "comment_answered": lambda body: _("Svarade på en synpunkt"),
        "hearing_set": lambda body: _("Angav sammanträde %(date)s", date=body.get("meeting") or ""),
        "decision_registered": _decision,
        "amendment_confirmed": lambda body: _("Bekräftade ändringen mot protokollet"),
        "number_assigned": lambda body: _("Tilldelade diarienummer %(number)s", number=body.get("number", "")),
        "colleague_appointed": lambda body: _("Utsåg %(name)s att skicka in steget", name=body.get("person", "")),
        "colleague_invited": lambda body: _("Bjöd in %(name)s", name=body.get("person", "")),
        "invitation_finished": lambda body: _("En inbjuden kollega blev klar"),
        "owners_asked": lambda body: _("Bad dem som ansvarar att stå bakom svaren"),
        "row_stood_behind": lambda body: _("Står bakom: %(name)s", name=body.get("name", "")),
        "due_moved": lambda body: _(
            "Flyttade datumet från %(old)s till %(new)s: %(why)s",
            old=body.get("old", ""),
            new=body.get("new", ""),
            why=body.get("reason", ""),
        ),
        "existing_proposed": lambda body: _("Registrerade ett befintligt dokument som förslag"),
        "existing_confirmed": lambda body: _("Bekräftade ett befintligt dokument"),
        "existing_withdrawn": lambda body: _("Tog tillbaka ett befintligt dokument"),
        "annex_begun": lambda body: _("Öppnade kontaktbilagan för ändring"),
        "annex_signed": lambda body: _("Skrev under kontaktbilagan, version %(v)s", v=body.get("version", "")),
        "annex_discarded": lambda body: _("Avbröt ändringen av kontaktbilagan"),
        "document_downloaded": lambda body: _("Hämtade ett dokument"),
        "copy_made": lambda body: _("Hämtade en kopia"),
        "note_written": lambda body: (
            _("Skrev en kommentar till enheten") if body.get("kind_of_note") == "comment" else _("Påminde enheten")
        ),
        "direction_set": lambda body: _("Angav övningarnas inriktning för %(year)s", year=body.get("year", "")),
        "action_added": lambda body: _("Lade till en åtgärd"),
        "action_started": lambda body: _("Började med en åtgärd"),
        "action_extended": lambda body: _("Gav en åtgärd nytt datum: %(date)s", date=body.get("due") or ""),
        "action_done": lambda body: _("Märkte en åtgärd som klar"),
        "action_verified": lambda body: _("Verifierade en åtgärd"),
        "action_reopened": lambda body: _("Öppnade en åtgärd igen"),
        "special_handling_began": lambda body: _("Svarade att säkerhetsskydd kan behövas: sidor låstes"),
        "document_sent": lambda body: _("Expedierade till %(name)s", name=body.get("recipient", "")),
        "sending_finished": lambda body: _("Avslutade expedieringen"),
    }
)


def event_words(event: Event, body: Body) -> str:
    """The event as a sentence; a weeded one says so, and a kind without words is shown by its name."""
    if not body:
        return _("Innehållet är gallrat")
    told = WORDS.get(event.kind)
    return told(body) if told is not None else event.kind
