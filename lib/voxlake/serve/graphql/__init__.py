"""GraphQL over the same tables, questions and rules as the REST interface."""
