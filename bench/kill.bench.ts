/**
 * What was acknowledged survives the process: a hundred times the server is killed under load, at
 * another moment each time, and started again on the same data. A run that was acknowledged and is
 * not there, or not whole, fails the benchmark, and so does a run that is there twice.
 */
import { killRounds } from '../e2e/harness/kill-load.js';
import { stopAllServers } from '../e2e/harness/server.js';
import { printTable } from './rounds.js';

const rounds = 100;

try {
  const { acknowledged, lost, stored, sent } = await killRounds(rounds);
  printTable([
    {
      'kill -9 under load': `${rounds} rounds`,
      'runs acknowledged': acknowledged,
      'of them lost': lost.length,
      'runs stored without an answer': stored - acknowledged + lost.length,
      'runs sent': sent,
    },
  ]);
  if (lost.length > 0 || stored > sent) process.exitCode = 1;
} finally {
  await stopAllServers();
}
