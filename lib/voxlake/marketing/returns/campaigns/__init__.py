"""What campaigns cost and brought, added up."""
