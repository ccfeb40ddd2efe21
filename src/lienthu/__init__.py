"""Liên Thư: one union catalogue and one reading room for a province of libraries."""
