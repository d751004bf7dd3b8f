"""Which image goes with a draft: how it is asked for, made, held against its size and kept."""
