"""The labelled Vietnamese pairs: how they are made and read. See docs/data-sheets/matching-pairs.md."""
