"""What several runs say together: which knob did what."""
