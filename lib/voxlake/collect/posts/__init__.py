"""Public posts by the official interfaces of networks."""
