// Echo server on the npm library websocket: node server.js PORT
'use strict';
const http = require('http');
const {server: WebSocketServer} = require('websocket');

const listener = http.createServer((request, response) => response.writeHead(404).end());
listener.on('clientError', (error, socket) => socket.destroy());
listener.listen(Number(process.argv[2]), '127.0.0.1');

const server = new WebSocketServer({
  httpServer: listener,
  maxReceivedFrameSize: 256 * 1024 * 1024,
  maxReceivedMessageSize: 256 * 1024 * 1024,
  keepalive: false,  // no pings of its own: a case sees only the answers to its frames
});

server.on('request', (request) => {
  request.on('error', () => {});
  const connection = request.accept(null, request.origin);
  connection.on('error', () => {});
  connection.on('message', (message) => {
    if (message.type === 'utf8') connection.sendUTF(message.utf8Data, () => {});
    else connection.sendBytes(message.binaryData, () => {});
  });
});
// A message queued for a connection that is already gone must not end the server.
process.on('uncaughtException', (error) => console.error(`npm-websocket: ${error.message}`));
process.on('SIGTERM', () => process.exit(0));
