"""The panels of the Compare page, a file each."""
