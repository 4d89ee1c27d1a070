"""What happens in a raid: who is seen, tracked, told apart and engaged, and what runs out first."""
