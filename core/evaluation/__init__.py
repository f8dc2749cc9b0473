"""What is measured of a model: metrics as pure functions, protocols as data."""
