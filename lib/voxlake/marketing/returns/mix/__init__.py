"""A marketing mix model: what each channel brought week by week, and what more would bring."""
