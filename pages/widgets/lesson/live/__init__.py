"""Live parts of lessons, a file a part: `show(*, key, …)` with what a lesson's block may say."""
