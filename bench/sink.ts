/**
 * A process that takes whatever a tracing client sends and keeps nothing: what is measured beside
 * it is the client alone. Prints its origin as its first line.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const info = {
  version: '0.16.20',
  batch_ingest_config: {
    use_multipart_endpoint: true,
    size_limit: 100,
    size_limit_bytes: 20_971_520,
    scale_up_qsize_trigger: 1000,
    scale_up_nthreads_limit: 16,
    scale_down_nempty_trigger: 4,
  },
  instance_flags: { gzip_body_enabled: true },
};

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/json');
    if (request.url?.endsWith('/info')) return response.end(JSON.stringify(info));
    return response.writeHead(202).end('{}');
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once('disconnect', () => process.exit());
