"""One module per page of the report, with its template: what it gathers and how it is drawn.

`reads.PAGES` declares each of them. A module has

- `gather(sources, as_of, settings)`: the page's figures, or None where there is nothing to tell;
- `draw(facts)`: its pictures by name, as addresses to embed.
"""
