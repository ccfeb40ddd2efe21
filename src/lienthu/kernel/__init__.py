"""What every room stands on: who acts, what they may, what was done, what happens next."""
