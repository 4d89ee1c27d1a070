"""The risk to civil flights laid out for a conflict-zone assessment: tables, picture, page, record."""
