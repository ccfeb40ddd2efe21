"""Paper: label sheets by their measures, and PDF pages in exact millimetres with every letter of the province."""
