"""The JSON of the reports: published documents, written from nouns and read back strictly."""
