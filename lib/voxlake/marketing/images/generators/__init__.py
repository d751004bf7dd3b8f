"""What makes images: a card by Pillow, an address, a model in a folder."""
