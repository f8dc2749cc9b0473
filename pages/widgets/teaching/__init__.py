"""The sections of the page For teachers, a file each."""
