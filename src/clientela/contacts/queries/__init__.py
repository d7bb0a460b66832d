"""What screens need to know of people at clients."""

from .client import PersonLine, people_of_client, responsible_of
from .finding import matching_contacts, quick_search_people
from .likeness import Likeness, likely_duplicates
from .listing import PeoplePage, PeopleRow, Place, people_list
from .person import ConsentLine, PersonScreen, PositionLine, ReachLine, may_contact, person, position, reach

__all__ = [
    "ConsentLine",
    "Likeness",
    "PeoplePage",
    "PeopleRow",
    "PersonLine",
    "PersonScreen",
    "Place",
    "PositionLine",
    "ReachLine",
    "likely_duplicates",
    "matching_contacts",
    "may_contact",
    "people_list",
    "people_of_client",
    "person",
    "position",
    "quick_search_people",
    "reach",
    "responsible_of",
]
