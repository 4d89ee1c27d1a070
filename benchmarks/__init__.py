"""Speed, memory and accuracy as ratios against a peer in the same run; never timed tests."""
