// Echo client on the npm library ws, going through all cases: node client.js URL AGENT
'use strict';
const WebSocket = require('ws');

const [base, agent] = process.argv.slice(2);
const CASE_LIMIT_MS = 30000;

// One connection: opens URL, calls onMessage for each message, resolves when it has ended in any way.
function connect(url, onMessage) {
  return new Promise((resolve) => {
    let opened = false;
    const socket = new WebSocket(url, {
      maxPayload: 256 * 1024 * 1024,
      maxFragments: 0,
      maxBufferedChunks: 0,
      maxPendingAutoPongs: 0,
    });
    const timer = setTimeout(() => socket.terminate(), CASE_LIMIT_MS);
    socket.on('open', () => (opened = true));
    socket.on('error', () => {});  // failed handshakes and broken frames; 'close' follows
    socket.on('message', (data, isBinary) => onMessage(socket, data, isBinary));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(opened);
    });
  });
}

async function main() {
  let count = NaN;
  await connect(`${base}/getCaseCount`, (socket, data) => (count = Number(data)));
  if (!Number.isInteger(count)) throw new Error('no case count');
  for (let n = 1; n <= count; ++n) {
    const url = `${base}/runCase?case=${n}&agent=${encodeURIComponent(agent)}`;
    await connect(url, (socket, data, isBinary) => socket.send(data, {binary: isBinary}, () => {}));
  }
  if (!await connect(`${base}/updateReports?agent=${encodeURIComponent(agent)}`, () => {})) {
    throw new Error('no updateReports');
  }
}

main().catch((error) => {
  console.error(`npm-ws-client: ${error.message}`);
  process.exitCode = 1;
});
