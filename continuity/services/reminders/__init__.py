"""What people are told and when: matters, ladders, digests, letters, calendars and the outbox."""
