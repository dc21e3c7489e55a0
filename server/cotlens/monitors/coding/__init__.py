"""What code is meant to be: stubs that are wanted, guards that stand in, conditions that are odd. Parts of RH06 and SB01."""
