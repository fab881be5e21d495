"""What is written in a step: answers and rows, saved, carried over, confirmed, compared and frozen."""
