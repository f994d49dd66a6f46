/** The least that tells a socket: HTTP request → durable write → emit to a room. No identity, no order, no resume, nothing checked. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'libsql';
import { Server } from 'socket.io';
import type { PlainFacts } from './facts.js';

const database = new Database(join(process.argv[2] ?? '.', 'plain.db'));
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec('CREATE TABLE ended (sid TEXT PRIMARY KEY, at INTEGER NOT NULL)');
const insert = database.prepare('INSERT OR REPLACE INTO ended (sid, at) VALUES (?, ?)');

const server = createServer((request, response) => {
  const sid = request.url?.slice(1) ?? '';
  request.resume().on('end', () => {
    insert.run(sid, BigInt(Date.now()));
    io.to(sid).emit('session:ended', { sid });
    response.end('{}');
  });
});
const io = new Server(server, { transports: ['websocket'] });
io.on('connection', (socket) => void socket.join(String(socket.handshake.auth['sid'])));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } satisfies PlainFacts);
