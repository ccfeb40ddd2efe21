"""Vietnamese text, without Django: one spelling at the door, keys for search, sort and comparison, repair."""
