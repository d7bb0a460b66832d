"""The ledger as Parquet: one file per month, read from PostgreSQL as Arrow, and again only where it has changed.

The extract sees past the walls (it runs as the system) and stays in the data directory, closed to other users of the
machine. What it holds reaches a screen only as standings, which are behind the walls again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

import adbc_driver_postgresql.dbapi as adbc
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection
from psycopg.conninfo import make_conninfo

from clientela.analytics import MissingRate, convert
from clientela.core.actor import APP_ROLE, SYSTEM
from clientela.core.home import folder

FORMAT = 1
MANIFEST = "manifest.json"
LOCK = "lock"
WORK_FILE = "engagements.parquet"
ROWS_OF_ONE_MONTH = 65_536
ROWS_OF_ALL_MONTHS = 400_000
LIBPQ = frozenset({"host", "hostaddr", "port", "dbname", "user", "password", "passfile", "service", "connect_timeout"})

FACTS = pl.Schema(
    {
        "client_id": pl.Int64,
        "date": pl.Date,
        "kind": pl.String,
        "amount_minor": pl.Int64,
        "engagement_id": pl.Int64,
        "service_line": pl.String,
        "staff_id": pl.Int64,
    }
)

# A restored backup is another database, whose versions of the months say nothing about the files of this one.
DATABASE_IDENTITY = """
    SELECT system_identifier::text || '/' || oid::text AS identity
    FROM pg_control_system(), pg_database
    WHERE datname = current_database()
"""
RATES = """
    SELECT currency, date, rate::text AS rate FROM engagements_exchangerate WHERE base = '{currency}'
    ORDER BY currency, date
"""
WORK = """
    SELECT e.id AS engagement_id, s.name AS service_line
    FROM engagements_engagement e JOIN engagements_serviceline s ON s.id = e.service_line_id
    ORDER BY e.id
"""
# Known since: the first day on which there is a sign of the client; in dialogue since: the first contact, inquiry or
# engagement. The first contact is one step down an index for each client, however long the log.
CLIENTS = """
    SELECT c.id AS client_id,
           least(c.created::date, c.client_since, e.opened, i.first::date) AS known,
           least(CASE WHEN e.client_id IS NOT NULL THEN coalesce(e.opened, c.created::date) END, i.first::date,
                 q.first::date) AS dialogue
    FROM clients_client c
    LEFT JOIN (SELECT client_id, min(opened) AS opened FROM engagements_engagement GROUP BY client_id) e
        ON e.client_id = c.id
    LEFT JOIN LATERAL (SELECT min(at) AS first FROM interactions_interaction WHERE client_id = c.id) i ON true
    LEFT JOIN (SELECT client_id, min(received) AS first FROM interactions_inquiry GROUP BY client_id) q
        ON q.client_id = c.id
    ORDER BY c.id
"""
# Ten-thousandths as whole numbers: every amount of the ledger is one exactly.
LINES = """
    SELECT client_id, date, kind, (amount * 10000)::bigint AS units, nullif(currency, '') AS currency, engagement_id,
           staff_id
    FROM engagements_ledgerentry
    WHERE date >= '{first}' AND date < '{beyond}'
"""
ESTIMATED_LINES = "SELECT greatest(reltuples, 1)::bigint FROM pg_class WHERE oid = 'engagements_ledgerentry'::regclass"

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Facts:
    """What the analysis reads.

    `versions` identifies the content of each month's file, `newest` is the date of the last line, `clients` has
    `client_id`, `known` (the first day with a sign of the client) and `dialogue` (the first day of a contact, an
    inquiry or an engagement, null without any).
    """

    place: Path
    versions: dict[dt.date, str]
    newest: dt.date | None
    clients: pl.DataFrame

    def months_until(self, as_of: dt.date) -> list[dt.date]:
        """The first days of the months that hold lines and begin by `as_of`."""
        return sorted(month for month in self.versions if month <= as_of)

    def ledger(self, *, until: dt.date) -> pl.LazyFrame:
        """The lines dated up to `until` with the columns that the analysis expects; amounts in minor units."""
        files = [self.place / _file_name(month) for month in self.months_until(until)]
        return (
            pl.scan_parquet(files, schema=FACTS).filter(pl.col("date") <= until)
            if files
            else pl.LazyFrame(schema=FACTS)
        )

    def identity(self, *, until: dt.date) -> str:
        """32 letters that change when a line up to the month of `until` has changed, or what it is worth."""
        return _digest([[month.isoformat(), self.versions[month]] for month in self.months_until(until)])


@contextlib.contextmanager
def facts(*, currency: str, progress: Progress | None = None) -> Iterator[Facts]:
    """Bring the extract up to date, in minor units of `currency`, and hold it still while the block reads it.

    Reads the months whose `LedgerMonth.version` has changed, and those whose exchange rates or service lines have, in
    one pass over the ledger and within bounded memory. Raises `MissingRate` with all the rates that are missing; the
    months that could be read are kept. Other processes of this installation wait their turn. Rows of a transaction
    that is not committed are not seen: the extract has a connection of its own.
    """
    place = folder("facts")
    with (place / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _reader() as reader:
            brought = _brought_up_to_date(place, reader, currency, progress or (lambda _fraction: None))
        yield brought


class _Reader:
    """One moment of the database, read as Arrow, past the walls."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def table(self, sql: str) -> pl.DataFrame:
        self._cursor.execute(sql)
        return cast(pl.DataFrame, pl.from_arrow(self._cursor.fetch_arrow_table()))

    def batches(self, sql: str) -> Iterator[pl.DataFrame]:
        self._cursor.execute(sql)
        for batch in self._cursor.fetch_record_batch():
            yield cast(pl.DataFrame, pl.from_arrow(pa.Table.from_batches([batch])))


@contextlib.contextmanager
def _reader() -> Iterator[_Reader]:
    given = connection.get_connection_params()
    options = {name: value for name, value in given.items() if name in LIBPQ or name.startswith("ssl")}
    with adbc.connect(make_conninfo(**options)) as link, link.cursor() as cursor:
        # The versions of the months must be those of their lines, so all is read at one moment.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(
            f"SELECT set_config('role', '{APP_ROLE}', false), set_config('clientela.user', '{SYSTEM.pk}', false)"
        )
        cursor.fetchall()
        yield _Reader(cursor)


@dataclass(frozen=True)
class _Month:
    """What is known of one month's file; `last` is its last date, `rates` the digest of the rates used for it."""

    version: int
    rows: int = 0
    last: str = ""
    foreign: bool = False
    rates: str = ""


@dataclass(frozen=True)
class _Manifest:
    """What the files in the folder hold, and of which database."""

    database: str = ""
    currency: str = ""
    months: Mapping[dt.date, _Month] = field(default_factory=dict)

    @classmethod
    def read(cls, place: Path) -> _Manifest:
        try:
            text = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return cls()
        if text.get("format") != FORMAT:
            return cls()
        months = {dt.date.fromisoformat(month): _Month(**entry) for month, entry in text["months"].items()}
        return cls(text["database"], text["currency"], months)

    def write(self, place: Path) -> None:
        text = {
            "format": FORMAT,
            "database": self.database,
            "currency": self.currency,
            "months": {month.isoformat(): asdict(entry) for month, entry in sorted(self.months.items())},
        }
        fresh = place / f"{MANIFEST}.new"
        fresh.write_text(json.dumps(text), encoding="utf-8")
        fresh.replace(place / MANIFEST)


def _brought_up_to_date(place: Path, reader: _Reader, currency: str, progress: Progress) -> Facts:
    manifest = _Manifest.read(place)
    database = str(reader.table(DATABASE_IDENTITY).item())
    versions: dict[dt.date, int] = dict(reader.table("SELECT month, version FROM engagements_ledgermonth").iter_rows())
    rates = reader.table(RATES.format(currency=_code(currency)))
    rates_digest = _digest([[code, date.isoformat(), rate] for code, date, rate in rates.iter_rows()])
    work = reader.table(WORK)
    usable = (manifest.database, manifest.currency) == (database, currency) and _only_grew(place, work)
    fresh = {
        month: entry
        for month, entry in (manifest.months if usable else {}).items()
        if entry.version == versions.get(month) and (not entry.foreign or entry.rates == rates_digest)
    }
    stale = versions.keys() - fresh.keys()
    refused: pl.DataFrame | None = None
    if stale:
        writer = _Writer(place, work, rates, currency)
        _stream(reader, writer, stale, progress)
        refused = writer.refused
        digest_of = {True: rates_digest, False: ""}
        for month in stale - writer.refused_months:
            rows, last, foreign = writer.finished.get(month, (0, "", False))
            fresh[month] = _Month(versions[month], rows, last, foreign, digest_of[foreign])
    _write_atomically(work, place / WORK_FILE)
    _Manifest(database, currency, fresh).write(place)
    _remove_strangers(place, {_file_name(month) for month, entry in fresh.items() if entry.rows})
    if refused is not None:
        # All that is missing at once, with the dates counted over the whole ledger.
        convert(refused.unique(["date", "currency"]), rates=_as_rates(rates), to=currency)
    progress(1.0)
    found = {month: entry for month, entry in fresh.items() if entry.rows}
    return Facts(
        place,
        {month: f"{entry.version} {entry.rates}" for month, entry in found.items()},
        max((dt.date.fromisoformat(entry.last) for entry in found.values()), default=None),
        reader.table(CLIENTS),
    )


def _stream(reader: _Reader, writer: _Writer, stale: Collection[dt.date], progress: Progress) -> None:
    expected = int(reader.table(ESTIMATED_LINES).item())
    sql = LINES.format(first=min(stale).isoformat(), beyond=_next_month(max(stale)).isoformat())
    read = 0
    for batch in reader.batches(sql):
        writer.add(batch.with_columns(month=pl.col("date").dt.month_start()).filter(pl.col("month").is_in(list(stale))))
        read += batch.height
        progress(min(read / expected, 1.0) * 0.99)
    writer.finish()


class _Writer:
    """Lines in any order into one Parquet file per month, with few of them in memory."""

    def __init__(self, place: Path, work: pl.DataFrame, rates: pl.DataFrame, currency: str) -> None:
        self._place, self._work, self._currency = place, work, currency
        self._rates = _as_rates(rates)
        self._waiting: dict[dt.date, list[pl.DataFrame]] = {}
        self._files: dict[dt.date, pq.ParquetWriter] = {}
        self.finished: dict[dt.date, tuple[int, str, bool]] = {}
        self.refused_months: set[dt.date] = set()
        self.refused: pl.DataFrame | None = None

    def add(self, lines: pl.DataFrame) -> None:
        """Take lines with the columns of `LINES` and `month`."""
        for (month,), part in lines.partition_by("month", as_dict=True, include_key=False).items():
            self._waiting.setdefault(cast(dt.date, month), []).append(part)
        sizes = {month: sum(part.height for part in parts) for month, parts in self._waiting.items()}
        crowded = sum(sizes.values()) > ROWS_OF_ALL_MONTHS
        for month in [month for month, size in sizes.items() if crowded or size >= ROWS_OF_ONE_MONTH]:
            self._write(month)

    def finish(self) -> None:
        """Write what is left and put the new files in the place of the old."""
        for month in list(self._waiting):
            self._write(month)
        for month, file in self._files.items():
            file.close()
            if month not in self.refused_months:
                _new_file(self._place, month).replace(self._place / _file_name(month))

    def _write(self, month: dt.date) -> None:
        lines = pl.concat(self._waiting.pop(month))
        own = pl.col("currency").is_null() | (pl.col("currency") == self._currency)
        foreign = lines.filter(~own)
        try:
            worth = [self._in_minor_units(lines.filter(own), rates=None)]
            if foreign.height:
                worth.append(self._in_minor_units(foreign, rates=self._rates))
        except MissingRate:
            self.refused_months.add(month)
            pairs = _money(foreign).unique(["date", "currency"])
            self.refused = pairs if self.refused is None else pl.concat([self.refused, pairs])
            return
        rows = pl.concat(worth).join(self._work, on="engagement_id", how="left")
        table = rows.select(FACTS.names()).to_arrow()
        if month not in self._files:
            self._files[month] = pq.ParquetWriter(_new_file(self._place, month), table.schema, compression="zstd")
        self._files[month].write_table(table)
        count, last, had_foreign = self.finished.get(month, (0, "", False))
        newest = max(last, cast(dt.date, rows["date"].max()).isoformat())
        self.finished[month] = (count + rows.height, newest, had_foreign or foreign.height > 0)

    def _in_minor_units(self, lines: pl.DataFrame, *, rates: pl.DataFrame | None) -> pl.DataFrame:
        return cast(pl.DataFrame, convert(_money(lines), rates=rates, to=self._currency).to_native().collect())


def _money(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.with_columns(amount=pl.col("units").cast(pl.Decimal(38, 4)) / 10_000).drop("units")


def _as_rates(rates: pl.DataFrame) -> pl.DataFrame:
    return rates.with_columns(pl.col("rate").cast(pl.Decimal(38, 12)))


def _only_grew(place: Path, work: pl.DataFrame) -> bool:
    """Whether every engagement of the last extract that is still there has the service line that it had."""
    try:
        before = pl.read_parquet(place / WORK_FILE)
    except (FileNotFoundError, pl.exceptions.ComputeError):
        return False
    changed = before.join(work, on="engagement_id", how="inner", suffix="_now").filter(
        pl.col("service_line") != pl.col("service_line_now")
    )
    return changed.is_empty()


def _write_atomically(frame: pl.DataFrame, path: Path) -> None:
    fresh = path.with_name(f"{path.name}.new")
    frame.write_parquet(fresh)
    fresh.replace(path)


def _remove_strangers(place: Path, wanted: Collection[str]) -> None:
    keep = {*wanted, MANIFEST, LOCK, WORK_FILE}
    for path in place.iterdir():
        if path.name not in keep:
            path.unlink()


def _file_name(month: dt.date) -> str:
    return f"{month:%Y-%m}.parquet"


def _new_file(place: Path, month: dt.date) -> Path:
    return place / f"{_file_name(month)}.new"


def _next_month(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)


def _code(currency: str) -> str:
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise ValueError(f"{currency!r} is not a currency code")
    return currency


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:32]
