"""The panels of the Sparse codes page, a file each."""
