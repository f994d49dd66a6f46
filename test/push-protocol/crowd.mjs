// Many browsers in a thread of their own, so that the gateway's event loop is measured and not theirs.
import { parentPort, workerData } from 'node:worker_threads';
import { Manager } from 'socket.io-client';

const { url, tickets, atOnce } = workerData;
const told = [];
let closed = 0;

async function open(ticket) {
  const manager = new Manager(url, { transports: ['websocket'], reconnection: false, autoConnect: false });
  const socket = manager.socket('/', { auth: { ticket } });
  socket.on('session:ended', (ended, acknowledge) => {
    told.push(Date.now() - ended.at);
    acknowledge();
  });
  socket.on('disconnect', () => {
    closed += 1;
    if (closed === tickets.length) parentPort.postMessage({ kind: 'closed', told });
  });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
    socket.connect();
  });
}

for (let from = 0; from < tickets.length; from += atOnce)
  await Promise.all(tickets.slice(from, from + atOnce).map(open));
parentPort.postMessage({ kind: 'open' });
