"""One self-contained page: a coverage map, or several systems at one site, ready to be published."""
