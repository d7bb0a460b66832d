"""What screens need to know of the contact log."""

from .choices import Choice, colleagues_in_touch, open_engagements, people_to_name
from .files import AttachedFile, attached_file, files_of
from .inquiries import (
    InquiryLine,
    InquiryPage,
    InquiryScreen,
    StepLine,
    clocks,
    desks,
    inquiry,
    open_inquiries,
    settled_inquiries,
)
from .log import LoggedContact, Part, contact_log, engagement_log, latest, logged_contact
from .tasks import TaskLine, TaskPage, count_open_tasks, open_tasks, tasks
from .timeline import TimelineEntry, TimelinePage, timeline

__all__ = [
    "AttachedFile",
    "Choice",
    "InquiryLine",
    "InquiryPage",
    "InquiryScreen",
    "LoggedContact",
    "Part",
    "StepLine",
    "TaskLine",
    "TaskPage",
    "TimelineEntry",
    "TimelinePage",
    "attached_file",
    "clocks",
    "colleagues_in_touch",
    "contact_log",
    "count_open_tasks",
    "desks",
    "engagement_log",
    "files_of",
    "inquiry",
    "latest",
    "logged_contact",
    "open_engagements",
    "open_inquiries",
    "open_tasks",
    "people_to_name",
    "settled_inquiries",
    "tasks",
    "timeline",
]
