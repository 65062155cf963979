"""``python -m healthcheck``."""

from healthcheck.entry import main

main()
