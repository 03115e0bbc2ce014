// Echo client in Chromium, going through all cases: node client.js URL AGENT
'use strict';
const {chromium} = require('playwright-core');

const [base, agent] = process.argv.slice(2);
const CASE_LIMIT_MS = 30000;

// Runs in the page.
async function loop({base, agent, limit}) {
  // One connection: calls onMessage for each message, resolves when it has ended in any way.
  const connect = (path, onMessage) => new Promise((resolve) => {
    let opened = false;
    const socket = new WebSocket(base + path);
    socket.binaryType = 'arraybuffer';
    const finish = () => {
      clearTimeout(timer);
      resolve(opened);
    };
    // A page can't drop a connection: past the limit it asks for the end and goes on without it.
    const timer = setTimeout(() => {
      socket.onmessage = null;
      socket.close();
      finish();
    }, limit);
    socket.onopen = () => (opened = true);
    socket.onmessage = (event) => onMessage(socket, event.data);
    socket.onclose = finish;  // follows 'error' too
  });

  const query = `agent=${encodeURIComponent(agent)}`;
  let count = NaN;
  await connect('/getCaseCount', (socket, data) => (count = Number(data)));
  if (!Number.isInteger(count)) throw new Error('no case count');
  for (let n = 1; n <= count; ++n) {
    await connect(`/runCase?case=${n}&${query}`, (socket, data) => socket.send(data));
  }
  if (!await connect(`/updateReports?${query}`, () => {})) throw new Error('no updateReports');
}

async function main() {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    // Everything is on the loopback; root, as in containers, has no sandbox.
    args: ['--no-sandbox', '--disable-features=LocalNetworkAccessChecks'],
  });
  try {
    const page = await browser.newPage();
    await page.evaluate(loop, {base, agent, limit: CASE_LIMIT_MS});
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(`chromium: ${error.message.split('\n')[0]}`);
  process.exitCode = 1;
});
