"""Pages of sites: what may be asked, what was read, and the crawl, in a process of its own."""
