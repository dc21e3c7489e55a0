"""The error of a request that cannot be done as asked. Its text is for the user."""

from __future__ import annotations

from pygls.exceptions import JsonRpcException


class Refused(JsonRpcException):
    """What the user asked for cannot be done; the message says why."""

    CODE = -32803
    MESSAGE = "Request failed"
