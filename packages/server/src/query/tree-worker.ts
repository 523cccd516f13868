/** What runs in the trees' thread; bundled as dist/tree-worker.js. */
import { parentPort } from 'node:worker_threads';
import { answerTrees } from './answer-trees.js';

if (parentPort === null) throw new Error('tree-worker runs as a worker thread of the server, never alone.');
answerTrees(parentPort);
