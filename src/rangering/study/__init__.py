"""Many runs: which to make, when to stop, how to keep them, how to compare, and what matters most."""
