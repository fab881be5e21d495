"""The dialogue about a demand: how it stands, whether a gap is open, and who takes it up when nobody solves it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from continuity.rules.dependencies import Assessment
from continuity.rules.due import workdays_between

Reply = Literal["confirmed", "counter_offer", "declined"]
Dialogue = Literal["asked", "confirmed", "counter_offer", "declined", "unanswered"]
Stage = Literal["owner", "heads", "municipal_director"]

ANSWER_WORKDAYS = 10
HEADS_DAYS = 30
DIRECTOR_DAYS = 60
RECONFIRM_MONTHS = 12


@dataclass(frozen=True)
class Answer:
    """What the owner answered to one demand, the need in hours as it then was, and what a counter-offer offers."""

    reply: Reply
    required_within_h: float
    on: date
    offered_h: float | None = None
    text: str = ""

    def is_about(self, required_within_h: float) -> bool:
        """Whether the need is still the one that was answered; a changed need asks anew."""
        return self.required_within_h == required_within_h


@dataclass(frozen=True)
class Escalation:
    """A gap that nobody has met or accepted: since when, and who is to take it up now."""

    since: date
    stage: Stage


def dialogue(
    answer: Answer | None, assessment: Assessment, asked_on: date, on: date, extra: Collection[date] = ()
) -> Dialogue:
    """How the demand stands: an answer of its own counts first, else what is promised to all is the answer."""
    if answer is not None:
        return answer.reply
    if assessment.effective_promise_h is not None:
        return "confirmed" if assessment.status == "ok" else "counter_offer"
    return "unanswered" if is_late(asked_on, on, extra) else "asked"


def is_late(asked_on: date, on: date, extra: Collection[date] = ()) -> bool:
    """Whether the owner's ten working days have passed; `extra` are the organisation's own days off."""
    return workdays_between(asked_on, on, extra=extra) > ANSWER_WORKDAYS


def is_open(assessment: Assessment, asked_on: date, on: date, extra: Collection[date] = ()) -> bool:
    """V20: a gap, one partly covered, a reserve with the same cause, or unknown beyond the owner's time to answer."""
    if assessment.status == "saknar_uppgift":
        return "gemensam_felkalla" in assessment.flags or is_late(asked_on, on, extra)
    return assessment.status in ("gap", "delvis_tackt")


def escalation(since: date, on: date) -> Escalation:
    """After 30 days both heads take it up, after 60 the municipal director."""
    days = (on - since).days
    stage: Stage = "municipal_director" if days >= DIRECTOR_DAYS else "heads" if days >= HEADS_DAYS else "owner"
    return Escalation(since, stage)
