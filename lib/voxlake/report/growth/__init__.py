"""The parts of the page of growth."""
