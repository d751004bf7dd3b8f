"""What every part needs and none of Spark: days, errors, logs, storage, texts of YAML."""
