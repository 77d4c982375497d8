// The built page over HTTP, with the security policy that the program itself sends.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';

const GATE = new URL('../../../backend/src/kernel/http/gate.rs', import.meta.url);
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

function policy(name) {
  const [, text] = new RegExp(`const ${name}: &str = "([^"]*)"`).exec(readFileSync(GATE, 'utf8'));
  return text.replace(/\\\s*\n\s*/g, '');
}

export function serve(folder) {
  const page = policy('CSP');
  const worker = policy('WORKER_CSP');
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, 'http://here').pathname);
    const file = path === '/' ? '/index.html' : path;
    try {
      const body = readFileSync(join(folder, file));
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': file.startsWith('/assets/workers/') ? worker : page,
        'x-content-type-options': 'nosniff',
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }));
  });
}
