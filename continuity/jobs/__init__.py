"""What happens by itself: sweeps over rows that want work, and the loop that calls them."""
