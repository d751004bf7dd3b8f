"""How cards are drawn: fonts, words fitted into boxes, layouts."""
