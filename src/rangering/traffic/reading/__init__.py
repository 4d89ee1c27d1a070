"""One form of recording a file: `read(paths, options)` yields fixes a chunk at a time."""
