"""What the Learn page is made of: the outline, a lesson's reader, and live parts in live/."""
