"""Echo server on the Python library tornado: server.py PORT"""

import asyncio
import logging
import signal
import sys

import tornado.web
import tornado.websocket

LIMIT = 256 * 1024 * 1024


class Echo(tornado.websocket.WebSocketHandler):
    def check_origin(self, origin):
        return True

    def get_compression_options(self):
        return {}  # not None: permessage-deflate with the default settings

    def open(self, *_args):
        self.set_nodelay(True)

    async def on_message(self, message):
        try:
            await self.write_message(message, binary=isinstance(message, bytes))
        except tornado.websocket.WebSocketClosedError:
            pass


async def main():
    logging.getLogger("tornado").setLevel(logging.CRITICAL)  # broken peers are expected here
    application = tornado.web.Application([(r"/.*", Echo)], websocket_max_message_size=LIMIT)
    # max_buffer_size bounds what the stream holds unread; its default is 100 MiB.
    application.listen(int(sys.argv[1]), address="127.0.0.1", max_buffer_size=LIMIT)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()


asyncio.run(main())
