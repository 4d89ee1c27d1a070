"""A sweep's page, picture, table and record: beside those of other studies, for it draws no readings."""
