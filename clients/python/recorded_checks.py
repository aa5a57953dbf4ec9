"""What SDKs hear of recorded answers, by a provider of every dialect: their own objects have to say what was said. Part of pairs_checks; runs nothing itself."""

import json
import os
import pathlib

from checks import equal
from listeners import LISTENERS


def hears(listen, exchange):
    def check():
        equal(listen(exchange["model"], exchange["body"], False), exchange["heard"])
        equal(listen(exchange["model"], exchange["body"], True), exchange["heard"])

    check.__doc__ = f"{exchange['upstream']}: {exchange['name']}"
    return check


def checks_of(client, listen, exchanges):
    own = [exchange for exchange in exchanges if exchange["client"] == client]

    def asks():
        """every recorded request is answered by a provider of every dialect"""
        for exchange in own:
            if exchange["kind"] == "ask":
                equal(listen(exchange["model"], exchange["body"], False), exchange["heard"])

    return [*(hears(listen, exchange) for exchange in own if exchange["kind"] == "hear"), asks]


def recorded_groups():
    """None without `NEXOROUTER_RECORDED`, the file of the exchanges."""
    file = os.environ.get("NEXOROUTER_RECORDED")
    if not file:
        return {}
    exchanges = json.loads(pathlib.Path(file).read_text())
    return {f"recorded, {client}": checks_of(client, listen, exchanges) for client, listen in LISTENERS.items()}
