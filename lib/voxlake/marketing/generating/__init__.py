"""What generators of drafts and generators of images do alike."""
