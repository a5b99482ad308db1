"""What builds the documentation; not part of the package."""
