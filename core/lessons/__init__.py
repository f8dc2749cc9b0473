"""Lessons: what a file in assets/lessons says, missions checked on runs, what a learner did."""

from core.lessons.lesson import ARC, Block, Lesson, Live, Prose, lesson, lessons

__all__ = ["ARC", "Block", "Lesson", "Live", "Prose", "lesson", "lessons"]
