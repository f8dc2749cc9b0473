"""Taking a run away: as code that trains it, as a report to read, as one file that holds it all."""
