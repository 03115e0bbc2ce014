// Echo server on the npm library faye-websocket with its permessage-deflate extension: node server.js PORT
'use strict';
const http = require('http');
const FayeWebSocket = require('faye-websocket');
const deflate = require('permessage-deflate');

const listener = http.createServer((request, response) => response.writeHead(404).end());
listener.on('clientError', (error, socket) => socket.destroy());
listener.on('upgrade', (request, socket, head) => {
  socket.on('error', () => {});
  if (!FayeWebSocket.isWebSocket(request)) {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  const peer = new FayeWebSocket(request, socket, head, [], {
    maxLength: 256 * 1024 * 1024,
    extensions: [deflate],
  });
  peer.on('error', () => {});
  peer.on('message', (event) => peer.send(event.data));  // a string goes out as text, a Buffer as binary
});
listener.listen(Number(process.argv[2]), '127.0.0.1');
process.on('uncaughtException', (error) => console.error(`npm-faye-websocket: ${error.message}`));
process.on('SIGTERM', () => process.exit(0));
