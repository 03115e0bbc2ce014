"""Echo server on the Python library websockets: server.py PORT"""

import asyncio
import logging
import os
import signal
import sys

import websockets

LIMIT = 256 * 1024 * 1024


async def echo(socket, _path=None):
    """Sends each message back: str as text, bytes as binary."""
    try:
        async for message in socket:
            await socket.send(message)
    except websockets.exceptions.ConnectionClosed:
        pass


async def main():
    logging.getLogger("websockets").setLevel(logging.CRITICAL)  # broken peers are expected here
    # At once, without a closing handshake on each connection that is still open.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, os._exit, 0)
    # ping_interval=None: no pings of its own, so that a case sees only the answers to its frames.
    await websockets.serve(echo, "127.0.0.1", int(sys.argv[1]), max_size=LIMIT, ping_interval=None)
    await asyncio.Event().wait()


asyncio.run(main())
