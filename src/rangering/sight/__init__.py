"""What the ground lets a radar see and how strongly; worked out once, used by all."""
