"""Documents of users and topics for applications: DynamoDB and Redis behind one interface."""
