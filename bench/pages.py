"""(c) Pages of a firm with 100,000 clients: latency and rate over HTTP, and a warm load in Chromium."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psutil

from .measuring import quantile

REQUESTS = 200


@contextlib.contextmanager
def served(home: Path) -> Iterator[tuple[str, str, int]]:
    """Serve the firm in `home`: the address, a one-time token, and the number of the server's process.

    The token is empty where somebody has signed in before: the server then offers none.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "clientela", "serve", "--port", "0"],
        env=os.environ | {"CLIENTELA_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        address = token = ""
        for line in process.stdout:
            if found := re.search(r"(http://[^/\s]+)/", line):
                address = found[1]
            if found := re.search(r"/enter/(\S+)/", line):
                token = found[1]
            if "Ctrl-C" in line:
                break
        if not address:
            raise RuntimeError("the server did not start")
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield address, token, process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def measure(home: Path) -> dict[str, Any]:
    """p50, p95 and requests a second of each page at 1 and at 8 connections, the server's memory, and warm loads."""
    from playwright.sync_api import sync_playwright

    from scripts.machine import chromium

    figures: dict[str, Any] = {}
    with served(home) as (address, token, pid), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1440, "height": 1000})
        page = context.new_page()
        page.goto(f"{address}/enter/{token}/")
        if "/enter/" in page.url:
            page.locator("form button[type=submit]").first.click()
        page.wait_for_url(re.compile(r"/(portfolio|clients)/"))
        cookie = "; ".join(f"{each['name']}={each['value']}" for each in context.cookies())
        for name, path in _paths(address, cookie).items():
            figures[name] = {"path": path}
            for connections in (1, 8):
                figures[name][f"at_{connections}"] = _load(address, path, cookie, connections)
        figures["clients, warm load in Chromium"] = _warm_loads(page, f"{address}/clients/")
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        memory = {each.pid: each.memory_info().rss / 2**20 for each in family}
        browser.close()
    return {"figures": figures, "server_mib": round(max(memory.values())), "processes": len(memory)}


def _paths(address: str, cookie: str) -> dict[str, str]:
    first = _get(address, "/clients/", cookie)
    client = re.search(r'href="(/clients/\d+/)"', first)
    assert client is not None
    return {
        "portfolio": "/portfolio/",
        "clients, first page": "/clients/",
        "clients, deep page": _deep(address, cookie, pages=400),
        "clients by name, deep page": _deep(address, cookie, pages=400, start="/clients/?sort=name"),
        "search, two Chinese characters": f"/clients/?q={quote('远航')}",
        "search, pinyin initials": "/clients/?q=shhtwl",
        "search, Cyrillic in Latin": "/clients/?q=severnyi",
        "search, a word": "/clients/?q=harbor",
        "palette": f"/search/?q={quote('海通')}",
        "client": client[1],
    }


def _deep(address: str, cookie: str, *, pages: int, start: str = "/clients/") -> str:
    path = start
    for _page in range(pages):
        following = re.search(r'href="([^"]*[?&](?:amp;)?after=[^"]+)"', _get(address, path, cookie))
        if following is None:
            break
        link = following[1].replace("&amp;", "&")
        path = link if link.startswith("/") else f"/clients/{link}"
    return path


def _get(address: str, path: str, cookie: str) -> str:
    link = http.client.HTTPConnection(urlsplit(address).netloc)
    link.request("GET", path, headers={"Cookie": cookie})
    answer = link.getresponse()
    text = answer.read().decode()
    link.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return text


def _load(address: str, path: str, cookie: str, connections: int, requests: int = REQUESTS) -> dict[str, float]:
    times: list[float] = []
    troubles: list[int] = []
    lock = threading.Lock()

    def visit(count: int, *, counted: bool) -> None:
        link = http.client.HTTPConnection(urlsplit(address).netloc)
        own = []
        for _request in range(count):
            start = time.perf_counter()
            link.request("GET", path, headers={"Cookie": cookie})
            answer = link.getresponse()
            answer.read()
            own.append(time.perf_counter() - start)
            if answer.status != 200:
                troubles.append(answer.status)
        link.close()
        if counted:
            with lock:
                times.extend(own)

    visit(min(20, requests), counted=False)
    start = time.perf_counter()
    threads = [
        threading.Thread(target=visit, args=(requests // connections,), kwargs={"counted": True})
        for _n in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    if troubles:
        raise RuntimeError(f"{path} answered {sorted(set(troubles))}")
    return {
        "p50_ms": round(1000 * quantile(times, 0.5), 1),
        "p95_ms": round(1000 * quantile(times, 0.95), 1),
        "per_second": round(len(times) / seconds, 1),
    }


def _warm_loads(page: Any, address: str, *, times: int = 15) -> dict[str, float]:
    loads = []
    for _load_number in range(times + 2):
        page.goto(address, wait_until="load")
        loads.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
    counted = loads[2:]
    return {"p50_ms": round(quantile(counted, 0.5)), "p95_ms": round(quantile(counted, 0.95))}
