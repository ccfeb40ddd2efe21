"""Digitisation projects: what is chosen, who does what with which machine, what it costs, whether it is accepted."""
