"""What was done and what was kept: the chained history, the archive, and the proof of both."""
