"""Echo server on the Python library aiohttp: server.py PORT"""

import logging
import sys

from aiohttp import WSMsgType, web

LIMIT = 256 * 1024 * 1024


async def echo(request):
    socket = web.WebSocketResponse(max_msg_size=LIMIT, compress=True)
    await socket.prepare(request)
    try:
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                await socket.send_str(message.data)
            elif message.type == WSMsgType.BINARY:
                await socket.send_bytes(message.data)
    except (ConnectionError, RuntimeError):
        pass  # the peer went away, or closed, while its message was on the way back
    return socket


logging.getLogger("aiohttp").setLevel(logging.CRITICAL)  # broken peers are expected here
application = web.Application()
application.router.add_get("/{path:.*}", echo)
# run_app ends on SIGTERM; shutdown_timeout bounds the wait for connections that are still open.
web.run_app(application, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None, shutdown_timeout=0.5)
