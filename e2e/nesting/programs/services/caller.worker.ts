/** A service that is sampled out: sends the headers of its run to the process that started it. */
import { loadKit } from '../../kit.js';

const { traced, headers } = await loadKit();
await traced('client', async () => void process.send?.(headers(), () => process.disconnect()))();
