"""What changes digitisation work; the only writers of its tables."""
