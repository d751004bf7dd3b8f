"""Orders: what counts as a purchase, and how the money of all lines adds up."""
