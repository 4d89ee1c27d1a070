"""The risk of a wrong shot at civil flights: cases, estimates, what changes it. Civil flights only."""
