/** What another process has used so far, as Linux tells it in /proc. */
import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second for programs, whatever it uses itself. */
const msPerTick = 10;

/** Milliseconds on all cores, user and system together. */
export function cpuMsOf(pid: number): number {
  // The name of the program, in parentheses, may hold blanks.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /u, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

/** The most memory that it held at once, in megabytes (2^20 bytes). */
export function peakMegabytesOf(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
