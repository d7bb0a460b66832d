"""The catalogues against the source."""

from scripts import messages


def test_every_message_is_translated_with_the_placeholders_of_its_source():
    assert messages.check(messages.PACKAGE, messages.CATALOGUES) == []
