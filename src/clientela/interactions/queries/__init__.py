"""What screens need to know of the contact log."""

from .log import LoggedContact, Part, contact_log, latest, logged_contact
from .tasks import TaskLine, TaskPage, count_open_tasks, open_tasks, tasks
from .timeline import TimelineEntry, TimelinePage, timeline

__all__ = [
    "LoggedContact",
    "Part",
    "TaskLine",
    "TaskPage",
    "TimelineEntry",
    "TimelinePage",
    "contact_log",
    "count_open_tasks",
    "latest",
    "logged_contact",
    "open_tasks",
    "tasks",
    "timeline",
]
