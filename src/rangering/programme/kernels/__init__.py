"""One link of a programme a file, compiled: numbers only, no file, text or exception."""
