"""What a run is: its config, its order, its lock, its log and its models."""
