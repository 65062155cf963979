"""Many targets in one go: read from a list, scanned side by side here or on a cluster, and told of together.

``targets`` says which they are, ``run`` sees to it that each is scanned once, ``executors`` where, ``child`` is the process
that scans, ``folder`` is where results lie, ``consolidate`` and ``report`` make one result of all.
"""
