"""Echo server on the Python library wsproto, one thread a connection: server.py PORT"""

import contextlib
import os
import signal
import socket
import socketserver
import sys

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Message, Ping, Request, TextMessage
from wsproto.extensions import PerMessageDeflate
from wsproto.utilities import LocalProtocolError, RemoteProtocolError


class Echo(socketserver.BaseRequestHandler):
    def setup(self):
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.peer = WSConnection(ConnectionType.SERVER)
        self.parts = []  # of the message that is arriving

    def reply(self, event):
        self.request.sendall(self.peer.send(event))

    def on_event(self, event):
        """Answers one event; False ends the connection."""
        if isinstance(event, Request):
            self.reply(AcceptConnection(extensions=[PerMessageDeflate()]))
        elif isinstance(event, Ping):
            self.reply(event.response())
        elif isinstance(event, Message):
            self.parts.append(event.data)
            if event.message_finished:
                whole = ("" if isinstance(event, TextMessage) else b"").join(self.parts)
                self.parts = []
                self.reply(Message(data=whole))
        elif isinstance(event, CloseConnection):
            self.reply(event.response())
            return False
        return True

    def handle(self):
        # Local errors: an answer after the close, or a text that can't be sent back.
        with contextlib.suppress(OSError, LocalProtocolError):
            while data := self.request.recv(65536):
                try:
                    self.peer.receive_data(data)
                    for event in self.peer.events():
                        if not self.on_event(event):
                            return
                except RemoteProtocolError as error:
                    if error.event_hint:  # a refused handshake
                        self.reply(error.event_hint)
                    return


    def finish(self):
        """Reads on until the peer has gone: closing with octets unread would reset the connection."""
        with contextlib.suppress(OSError):
            self.request.shutdown(socket.SHUT_WR)
            self.request.settimeout(5)
            while self.request.recv(65536):
                pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        print(f"wsproto: {sys.exc_info()[1]!r}", file=sys.stderr)


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
Server(("127.0.0.1", int(sys.argv[1])), Echo).serve_forever()
