"""Finding engagements by the beginning of their number, or by words of their title."""

from __future__ import annotations

from django.db import migrations

# As with the names of clients: the indexes are asked past the walls, and only numbers come back, with which the caller
# reads the engagements themselves under the walls. `key` is a reference without case, spaces and punctuation.
CALLED = r"""
CREATE INDEX engagements_by_reference ON engagements_engagement (reference_key text_pattern_ops);
CREATE INDEX engagements_by_title ON engagements_engagement USING gin (lower(title) gin_trgm_ops) WHERE title <> '';
CREATE FUNCTION insights_engagements_called(key text, words text[], most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    titled text;
BEGIN
    SELECT string_agg(format('lower(title) LIKE %L', '%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%'), ' AND ')
    INTO titled
    FROM unnest(words) AS word;
    RETURN QUERY EXECUTE format(
        'SELECT id FROM engagements_engagement WHERE %L <> '''' AND reference_key LIKE %L
         UNION
         (SELECT id FROM engagements_engagement WHERE title <> '''' AND %s LIMIT %s)
         LIMIT %s',
        key, regexp_replace(key, '([\\%_])', '\\\1', 'g') || '%', coalesce(titled, 'false'), most, most);
END
$$;
REVOKE ALL ON FUNCTION insights_engagements_called(text, text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION insights_engagements_called(text, text[], integer) TO clientela_app;
"""
GONE = """
DROP FUNCTION insights_engagements_called(text, text[], integer);
DROP INDEX engagements_by_title;
DROP INDEX engagements_by_reference;
"""


class Migration(migrations.Migration):
    dependencies = [("engagements", "0003_history"), ("insights", "0002_saved_views")]

    operations = [migrations.RunSQL(CALLED, GONE)]
