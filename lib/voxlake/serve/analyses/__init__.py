"""Works out on request what one user is like."""
