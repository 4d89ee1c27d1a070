"""Programmes as tables, pictures and pages."""
