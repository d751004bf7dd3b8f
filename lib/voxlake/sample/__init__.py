"""Makes a social network and shop with planted truth."""
