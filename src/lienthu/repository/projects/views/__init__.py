"""The pages of digitisation projects."""
