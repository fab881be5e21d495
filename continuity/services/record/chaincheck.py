"""Recomputes the chained history link by link, in constant memory, and names the first one that is wrong."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from continuity.errors import say
from continuity.models import ChainHead, Event, EventBody, Weeding
from continuity.services.record.flaws import Flaws
from continuity.services.record.history import GENESIS, body_hash, link_hash

Checkpoint = tuple[int, str]
AT_A_TIME = 2000


def check_chain(session: Session, checkpoints: Mapping[int, str], flaws: Flaws) -> tuple[int, Checkpoint, int]:
    """How many events there are, the newest link, and how many bodies were weeded; flaws are added as found."""
    query = (
        select(
            Event.seq, Event.at, Event.kind, Event.plan_id, Event.body_sha256, Event.prev, Event.hash, EventBody.salt,
            EventBody.body, Weeding.decision,
        )
        .outerjoin(EventBody, EventBody.seq == Event.seq)
        .outerjoin(Weeding, Weeding.seq == Event.seq)
        .order_by(Event.seq)
    )  # fmt: skip
    count, weeded, last, prev = 0, 0, 0, GENESIS
    for row in session.execute(query.execution_options(yield_per=AT_A_TIME)):
        _check_link(row, last, prev, flaws)
        _check_body(row, flaws)
        if checkpoints.get(row.seq, row.hash) != row.hash:
            reason = say("Händelse {seq} har en annan länk än kontrollpunkten: historiken är omskriven.", seq=row.seq)
            flaws.add("checkpoint", f"event {row.seq}", reason, row.seq)
        count, weeded = count + 1, weeded + (row.body is None)
        last, prev = row.seq, row.hash
    _check_end(session, last, prev, checkpoints, flaws)
    return count, (last, prev), weeded


def _check_link(row: Row[*tuple[Any, ...]], last: int, prev: str, flaws: Flaws) -> None:
    where = f"event {row.seq}"
    if row.seq != last + 1:
        missing = f"{last + 1}" if row.seq == last + 2 else f"{last + 1}–{row.seq - 1}"
        flaws.add("chain", f"event {missing}", say("Händelse {seq} saknas i historiken.", seq=missing), last + 1)
    elif row.prev != prev:
        reason = say("Händelse {seq} hänger inte ihop med den före. Någon av dem är ändrad eller flyttad.", seq=row.seq)
        flaws.add("chain", where, reason, row.seq)
    if link_hash(row.prev, row.seq, row.kind, row.at, row.body_sha256) != row.hash:
        flaws.add("chain", where, say("Händelse {seq} är ändrad: länken stämmer inte.", seq=row.seq), row.seq)


def _check_body(row: Row[*tuple[Any, ...]], flaws: Flaws) -> None:
    where = f"event {row.seq}"
    if row.body is None:
        if not (row.decision or "").strip():
            reason = say("Innehållet i händelse {seq} saknas, utan beslut om gallring.", seq=row.seq)
            flaws.add("body", where, reason, row.seq)
    elif body_hash(row.salt, row.body) != row.body_sha256:
        flaws.add("body", where, say("Innehållet i händelse {seq} är ändrat.", seq=row.seq), row.seq)
    elif json.loads(row.body).get("plan") != row.plan_id:
        flaws.add("body", where, say("Händelse {seq} har flyttats till en annan plan.", seq=row.seq), row.seq)


def _check_end(session: Session, last: int, link: str, checkpoints: Mapping[int, str], flaws: Flaws) -> None:
    head = session.execute(select(ChainHead.seq, ChainHead.hash).where(ChainHead.id == 1)).one_or_none()
    if head is None:
        flaws.add("chain", "chain_head", say("Raden om kedjans senaste länk saknas."), last + 1)
    elif head.seq > last:
        reason = say("Slutet på historiken saknas: händelserna {first}–{last}.", first=last + 1, last=head.seq)
        flaws.add("chain", f"event {last + 1}", reason, last + 1)
    elif head.seq < last:
        reason = say("Händelserna efter {seq} är inte skrivna av systemet.", seq=head.seq)
        flaws.add("chain", f"event {head.seq + 1}", reason, head.seq + 1)
    elif head.hash != link:
        flaws.add("chain", f"event {last}", say("Den senaste länken, {seq}, är inte den som skrevs.", seq=last), last)
    for seq, kept in sorted(checkpoints.items()):
        if seq > last:
            reason = say(
                "Kontrollpunkten {seq} ligger efter historikens slut, {last}. Det nyaste är borttaget, eller så är en "
                "gammal säkerhetskopia återläst.", seq=seq, last=last,
            )  # fmt: skip
            flaws.add("checkpoint", f"event {last + 1}", reason, last + 1)
        elif seq == 0 and kept != GENESIS:
            flaws.add("checkpoint", "event 0", say("Kontrollpunkten 0 är inte kedjans början."), 0)
