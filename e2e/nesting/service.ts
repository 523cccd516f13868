/** A small HTTP service inside of a program: its requests arrive by a real socket, with no context. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Service {
  url: string;
  close(): void;
}

/** Serves every request by the text that `handle` gives. */
export async function startService(handle: (request: IncomingMessage) => Promise<string>): Promise<Service> {
  const server = createServer((request, response) => {
    request.resume();
    handle(request).then(
      (text) => response.end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
