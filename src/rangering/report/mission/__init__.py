"""How the result of a raid speaks: sentences, tables, pictures, a page, and the record of a run."""
