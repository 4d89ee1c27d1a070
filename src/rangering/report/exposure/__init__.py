"""Exposure of civil flights: the table, the picture, the page and the files. Nothing here rates a risk."""
