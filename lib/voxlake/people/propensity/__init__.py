"""How probable it is that users will do something, such as buy or stay away."""
