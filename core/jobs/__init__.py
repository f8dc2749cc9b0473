"""Background work: a queue, worker processes, and who gets the cores."""
