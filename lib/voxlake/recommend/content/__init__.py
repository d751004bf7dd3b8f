"""Which posts and items to show to whom: implicit or explicit factors, and what is popular."""
