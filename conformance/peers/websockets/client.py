"""Echo client on the Python library websockets, going through all cases: client.py URL AGENT"""

import asyncio
import logging
import sys
import urllib.parse

import websockets

LIMIT = 256 * 1024 * 1024
CASE_LIMIT_S = 30


def connect(url):
    return websockets.connect(url, max_size=LIMIT, ping_interval=None, open_timeout=CASE_LIMIT_S, close_timeout=5)


async def echo(url):
    """Runs one case: sends each message back until the server closes."""
    async with connect(url) as socket:
        async for message in socket:
            await socket.send(message)


async def main(base, agent):
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    query = "agent=" + urllib.parse.quote(agent)
    async with connect(f"{base}/getCaseCount") as socket:
        count = int(await socket.recv())
    for number in range(1, count + 1):
        try:
            await asyncio.wait_for(echo(f"{base}/runCase?case={number}&{query}"), CASE_LIMIT_S)
        except Exception:  # pylint: disable=broad-except
            pass  # a failed handshake, a broken frame or a case that took too long: on to the next case
    async with connect(f"{base}/updateReports?{query}") as socket:
        await socket.wait_closed()


try:
    asyncio.run(main(sys.argv[1], sys.argv[2]))
except (OSError, ValueError, asyncio.TimeoutError, websockets.exceptions.WebSocketException) as error:
    sys.exit(f"websockets-client: {error}")
