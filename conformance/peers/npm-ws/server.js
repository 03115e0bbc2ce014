// Echo server on the npm library ws: node server.js PORT [defaults]
// "defaults" keeps the library's own limits on fragments, buffered chunks and pending pongs.
'use strict';
const {WebSocketServer} = require('ws');

const lifted = {maxFragments: 0, maxBufferedChunks: 0, maxPendingAutoPongs: 0};
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.argv[2]),
  perMessageDeflate: true,
  maxPayload: 256 * 1024 * 1024,
  ...(process.argv[3] === 'defaults' ? {} : lifted),
});

server.on('connection', (socket) => {
  socket.on('error', () => {});  // a broken peer closes its own connection only
  socket.on('message', (data, isBinary) => socket.send(data, {binary: isBinary}, () => {}));
});
process.on('SIGTERM', () => process.exit(0));
