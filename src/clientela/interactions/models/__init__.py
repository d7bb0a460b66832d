"""The contact log, what is to follow, and what comes in for the first time."""

from .files import Attachment
from .inquiries import Clock, DeskHead, Inquiry, InquiryStep
from .log import Interaction, Participant, Task

__all__ = ["Attachment", "Clock", "DeskHead", "Inquiry", "InquiryStep", "Interaction", "Participant", "Task"]
