from __future__ import annotations

from clientela.cli import main

main()
