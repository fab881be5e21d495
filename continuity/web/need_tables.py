"""Demands and promises in words, for pages and files: status, dialogue, times, and why a resource is needed."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from continuity.definitions.organisation import Organisation
from continuity.models import Promise
from continuity.rules import gap_words
from continuity.rules.dependencies import Assessment
from continuity.rules.durations import words
from continuity.rules.windows import read_window
from continuity.services.registers.demands_on_us import OnUs
from continuity.services.registers.needs import Need
from continuity.services.registers.register_rows import ResourceRow
from continuity.web.sheets import Value
from continuity.web.wording import day, language, tell

Rows = Iterator[Sequence[Value]]


def spoken(hours: float | None) -> str:
    """Hours in words, nothing for None."""
    return "" if hours is None else words(hours, "en" if language() == "en" else "sv")


def status(assessment: Assessment) -> tuple[str, str]:
    """The status as the text of a tag, and the tag's kind."""
    if assessment.status == "ok":
        return (_("OK, testat"), "done") if assessment.tested else (_("OK, ej testat"), "done")
    return {
        "tackt_av_reserv": (_("Täckt av reservrutin"), "done"),
        "delvis_tackt": (_("Delvis täckt"), "waiting"),
        "gap": (_("Gap"), "late"),
        "saknar_uppgift": (_("Saknar uppgift"), "waiting"),
    }[assessment.status]


def flags(assessment: Assessment) -> list[str]:
    """What stands beside the status."""
    told = {"gemensam_felkalla": _("Gemensam felkälla"), "cirkulart": _("Cirkulärt")}
    return [told[flag] for flag in assessment.flags]


def dialogue(need: Need) -> tuple[str, str]:
    """How the two parties stand, as the text of a tag and its kind.

    What is promised to all is no counter-offer to a need whose reserve lasts until then: nobody has anything to answer.
    """
    if need.answer is None and need.assessment.status == "tackt_av_reserv":
        return _("Löftet räcker med reserven"), "done"
    return {
        "asked": (_("Begärd"), "neutral"),
        "confirmed": (_("Bekräftad"), "done"),
        "counter_offer": (_("Motbud"), "waiting"),
        "declined": (_("Avvisad"), "late"),
        "unanswered": (_("Obesvarad"), "late"),
    }[need.dialogue]


def offered(need: Need) -> str:
    """The time that stands against the need: what is promised, at its worst in an ordinary week."""
    worst = need.assessment.effective_promise_h
    if worst is None:
        return _("Inget löfte")
    at_holidays = need.holidays.effective_promise_h
    if at_holidays is not None and at_holidays > worst:
        return _("%(time)s, vid helgdagar %(longer)s", time=spoken(worst), longer=spoken(at_holidays))
    return spoken(worst)


def window(text: str | None) -> str:
    """A service window in words."""
    return tell(read_window(text).words)


def promised(one: ResourceRow | Promise) -> str:
    """What is promised of a resource, with its window and test."""
    if one.promised_h is None:
        return _("Inget löfte")
    told = _("%(time)s, %(window)s", time=spoken(one.promised_h), window=window(one.service_window))
    if one.tested_h is not None and one.tested_on is not None:
        told += ". " + _("Provat %(date)s: %(time)s", date=day(one.tested_on), time=spoken(one.tested_h))
    return told


def sentence(need: Need) -> str:
    """The need beside the promise in plain words."""
    told = gap_words.sentences(need.demand, need.assessment, need.resource.owner or need.resource.provider)
    return " ".join(tell(reason) for reason in told)


def reason(need: Need, settings: Organisation) -> str:
    """Why it is needed: when the activity's standstill becomes unacceptable, and to what."""
    activity = need.activity
    if activity is None or activity.eff_mtpd_h is None:
        return ""
    categories = settings.criteria.categories
    what = ", ".join(categories[code].label.in_(language()) for code in activity.driving if code in categories)
    peak = next((one.name for one in activity.peaks if one.mtpd_h == activity.eff_mtpd_h), "")
    told = _("Efter %(time)s blir det oacceptabelt: %(what)s", time=spoken(activity.eff_mtpd_h), what=what.lower())
    return f"{told} ({peak})" if peak and activity.eff_mtpd_h != activity.mtpd_h else told


def handling(need: Need) -> str:
    """What the plan in force does about it."""
    if need.handling is None or not need.is_gap:
        return ""
    if need.handling.is_met:
        return _("Åtgärd i planen")
    if need.handling.accepts(need.on):
        return _("Accepterat t o m %(date)s", date=day(need.handling.accepted_until))
    return _("Godkännandet gick ut %(date)s", date=day(need.handling.accepted_until))


def escalation(need: Need) -> str:
    """Since when a gap is unsolved and who takes it up."""
    found = need.escalation
    if found is None:
        return ""
    told = {
        "owner": _("Olöst sedan %(date)s", date=day(found.since)),
        "heads": _("Olöst sedan %(date)s: båda cheferna tar upp det", date=day(found.since)),
        "municipal_director": _("Olöst sedan %(date)s: kommundirektören medlar", date=day(found.since)),
    }
    return told[found.stage]


def of_owner(found: OnUs) -> tuple[list[str], Rows]:
    """The owner's list as the columns and rows of a file."""
    columns = [
        _("Resurs"), _("Enhet"), _("Aktivitet"), _("Klass"), _("Behövs inom (h)"), _("Därför"),
        _("Utlovat som mest (h)"), _("Vid helgdagar (h)"), _("Status"), _("Svar"), _("I planen"),
    ]  # fmt: skip
    return columns, (_owner_row(need, found.picture.settings) for need in found.needs)


def _owner_row(need: Need, settings: Organisation) -> Sequence[Value]:
    return (
        need.resource.name, need.department, need.activity_name, need.priority_class, need.demand.required_within_h,
        reason(need, settings), need.assessment.effective_promise_h, need.holidays.effective_promise_h,
        status(need.assessment)[0], dialogue(need)[0], handling(need),
    )  # fmt: skip


def of_department(needs: Sequence[Need]) -> tuple[list[str], Rows]:
    """A department's own needs as the columns and rows of a file."""
    columns = [
        _("Aktivitet"), _("Klass"), _("Resurs"), _("Ägare"), _("Behövs inom (h)"), _("Utlovat som mest (h)"),
        _("Vid helgdagar (h)"), _("Otäckt (h)"), _("Status"), _("Svar"), _("I planen"),
    ]  # fmt: skip
    return columns, (_department_row(need) for need in needs)


def _department_row(need: Need) -> Sequence[Value]:
    return (
        need.activity_name, need.priority_class, need.resource.name, need.resource.owner or need.resource.provider,
        need.demand.required_within_h, need.assessment.effective_promise_h, need.holidays.effective_promise_h,
        need.assessment.uncovered_h, status(need.assessment)[0], dialogue(need)[0], handling(need),
    )  # fmt: skip
