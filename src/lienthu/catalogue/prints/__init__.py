"""What a library prints: labels, catalogue cards, registers. Layouts only; the data come as dataclasses."""
