"""Recorded civil flights: read from the forms they are kept in, cleaned, written as tracks."""
