"""For each radar of a scenario, what the ground lets it see and how strongly; one for all engines."""
