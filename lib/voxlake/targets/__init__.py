"""Files that are made from the declared jobs: a module for each thing that reads them."""
