"""What models say of texts, users and buyers, without Spark."""
