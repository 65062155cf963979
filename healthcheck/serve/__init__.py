"""A small local web page over the history: targets, trend, open findings, closing them.

Read-only unless it was started otherwise, bound to this machine, without a script. :func:`healthcheck.serve.server.run`
starts it, :class:`healthcheck.serve.app.App` is the WSGI application, :mod:`healthcheck.serve.guard` says who may do what.
"""
