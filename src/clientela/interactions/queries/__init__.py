"""What screens need to know of the contact log."""

from .choices import Choice, colleagues_in_touch, open_engagements, people_to_name
from .log import LoggedContact, Part, contact_log, latest, logged_contact
from .tasks import TaskLine, TaskPage, count_open_tasks, open_tasks, tasks
from .timeline import TimelineEntry, TimelinePage, timeline

__all__ = [
    "Choice",
    "LoggedContact",
    "Part",
    "TaskLine",
    "TaskPage",
    "TimelineEntry",
    "TimelinePage",
    "colleagues_in_touch",
    "contact_log",
    "count_open_tasks",
    "latest",
    "logged_contact",
    "open_engagements",
    "open_tasks",
    "people_to_name",
    "tasks",
    "timeline",
]
