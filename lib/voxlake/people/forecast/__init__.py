"""How users, orders and revenue will go on, day by day."""
