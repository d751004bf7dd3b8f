"""voxlake: Spark jobs that turn what people post and buy into tables a business acts on."""

__version__ = "0.1.0"
