"""What can it see? For each radar of a scenario, and for all together, over the ground that is there."""
