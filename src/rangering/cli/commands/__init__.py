"""What can be typed: a module a room, each with a Typer app of its commands; `cli.app` puts them together.

These modules load with every command, so they import Typer alone. Each command imports what does the work.
"""
