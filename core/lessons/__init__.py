"""Lessons: what they teach, what learners did, and what a teacher's link leaves out. Light."""
