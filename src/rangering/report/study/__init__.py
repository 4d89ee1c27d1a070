"""Studies as tables, pictures and pages."""
