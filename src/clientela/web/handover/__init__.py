"""Handing over the book of a member of staff: one page from the plan to the retention a year later."""
