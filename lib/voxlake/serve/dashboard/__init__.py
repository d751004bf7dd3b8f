"""The dashboard: one page in a browser, built from the folder `dashboard/` of the sources."""
