"""Configuration as code: a repository's files read with positions, held against schemas, and mapped to facts.

``check`` is the whole of it in one call; docs/howto/config-repo.md is the user's manual.
"""
