"""Signature opportunity as tables, pictures, page and files."""
